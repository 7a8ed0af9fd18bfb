import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where a person's threads and settings are kept unless `--data-dir` says otherwise. */
export function defaultDataDir(env: NodeJS.ProcessEnv = process.env): string {
  switch (process.platform) {
    case 'darwin':
      return join(homedir(), 'Library', 'Application Support', 'retrograph');
    case 'win32':
      return join(env.APPDATA ?? join(homedir(), 'AppData', 'Roaming'), 'retrograph');
    default:
      return join(env.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'retrograph');
  }
}
