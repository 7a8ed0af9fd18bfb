import type { MouseEvent } from 'react';

/** For `onMouseEnter` of a text that CSS may cut: where it does, the whole is its tooltip. */
export function tellWhereCut({ currentTarget }: MouseEvent<HTMLElement>): void {
  const isCut = currentTarget.scrollWidth > currentTarget.clientWidth;
  currentTarget.title = isCut ? currentTarget.textContent : '';
}
