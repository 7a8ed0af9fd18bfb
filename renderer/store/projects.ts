import { toWireError, type WireError } from '../../core/protocol/errors.ts';
import type { DirectoryListing } from '../../core/protocol/places.ts';
import type { ServerCredentials } from '../../core/protocol/requests.ts';
import { describeFile } from './describeFile.ts';
import type { Slice } from './store.ts';

export interface ProjectsSlice {
  /** True from the click on Open until core answers. */
  opening: boolean;
  /** Why the last try to open something failed; said in the Open dialog. */
  openFailure?: WireError;

  /** What the Open dialog begins with. */
  openTarget?: string;

  openProject: (target: string, access?: ServerCredentials) => Promise<void>;
  /** A file dropped on the window; `path` where the host knows it, else core looks for it by its content. */
  openDropped: (file: File, path?: string) => Promise<void>;
  /** One folder; rejects when it cannot be read. */
  browse: (path?: string) => Promise<DirectoryListing>;
}

export const projectsSlice: Slice<ProjectsSlice> = (set, get) => ({
  opening: false,

  openProject: async (target, access) => {
    set({ opening: true, openFailure: undefined });
    try {
      const session = await get().client.openProject({ target, ...(access && { access }) });
      set({ sessions: { ...get().sessions, [session.sessionId]: session } });
      if (get().dialog === 'open') get().dialogClosed();
      await get().sessionFocused(session.sessionId);
    } catch (thrown) {
      if (get().dialog === 'open') set({ openFailure: toWireError(thrown) });
      else get().commandFailed(thrown);
    } finally {
      set({ opening: false });
    }
  },
  openDropped: async (file, path) => {
    if (path) return get().openProject(path);
    const target = await get().attempt(async () =>
      get().client.locateDropped(await describeFile(file)),
    );
    if (target) return get().openProject(target);
    // A browser hides where a file lies, and core found none like it near the recent projects.
    if (target === null) {
      set({
        dialog: 'open',
        openFailure: {
          code: 'noSuchFile',
          message: `The browser hides where ${file.name} lies, and no such file was found near the recent projects.`,
          hint: 'Give its path here.',
        },
      });
    }
  },
  browse: (path) => get().client.browse(path === undefined ? {} : { path }),
});
