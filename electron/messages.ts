/** The names of the messages between a window and the shell. */
export const messages = {
  /** A page has loaded, or loaded again: what the one before it had is void. */
  open: 'bridge:open',
  toCore: 'bridge:toCore',
  toRenderer: 'bridge:toRenderer',
  pickProject: 'desktop:pickProject',
  menu: 'desktop:menu',
  openTarget: 'desktop:openTarget',
} as const;
