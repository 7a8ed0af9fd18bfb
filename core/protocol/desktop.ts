import type { Channel } from './channel.ts';

/** What the native menu asks of the renderer; the keys are handled there, in a browser as in the desktop app. */
export type MenuCommand =
  | 'open'
  | 'newThread'
  | 'commandPalette'
  | 'settings'
  | 'storage'
  | 'serve'
  | 'run'
  | 'continue'
  | 'stepOver'
  | 'stepInto'
  | 'stepOut'
  | 'pause'
  | 'stop'
  | 'reload';

/** What only the desktop app can do. */
export interface Desktop {
  /** The native open dialog. A target for `openProject`, or null when the person thought better of it. */
  pickProject: (what: 'file' | 'folder') => Promise<string | null>;
  /** Absolute path of a `File` that was dropped on the window; empty when it is not on disk. */
  getPathForFile: (file: object) => string;
  onMenu: (listener: (command: MenuCommand) => void) => void;
  /** The system asked to open this: a file dropped on the dock, a second start with a path. */
  onOpen: (listener: (target: string) => void) => void;
}

/** What the preload script puts on `window` in the desktop app; in a browser both are absent. */
export interface DesktopWindow {
  bridge?: Channel;
  desktop?: Desktop;
}
