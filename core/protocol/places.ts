/** Where projects are found: folders, and what was opened before. */

export interface DirectoryEntry {
  name: string;
  path: string;
  kind: 'folder' | 'module' | 'config' | 'database' | 'file';
}

export interface DirectoryListing {
  path: string;
  parent?: string;
  entries: DirectoryEntry[];
}

export interface RecentProject {
  target: string;
  name: string;
  /** ISO 8601. */
  openedAt: string;
}
