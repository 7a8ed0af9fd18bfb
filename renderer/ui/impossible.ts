/** A control that can never be used here, and why, in one sentence. */
export interface Impossible {
  /** Unlike one that is disabled for now, the control stays in reach of the keyboard, to be asked why. */
  why?: string;
}

/** What makes a button impossible: it keeps the focus, does nothing, and is described by the reason. */
export const impossible = (why: string) => ({
  'aria-disabled': true as const,
  'aria-description': why,
  disabled: false,
  onClick: undefined,
});
