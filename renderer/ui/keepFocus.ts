import type { FocusEvent } from 'react';

/**
 * For the `onFocus` of a list: rows, and buttons in them, take clicks but never the focus, which the browser gives to what is
 * clicked with either button. The keys are the list's.
 */
export function keepFocus({ target, currentTarget }: FocusEvent<HTMLElement>): void {
  if (target !== currentTarget && target.tabIndex < 0) currentTarget.focus({ preventScroll: true });
}
