const INSET = 8;

/** Opens the menu that a right click on `element` would. */
export function openMenu(element: Element): void {
  const { left, bottom } = element.getBoundingClientRect();
  element.dispatchEvent(
    new MouseEvent('contextmenu', {
      bubbles: true,
      cancelable: true,
      clientX: left + INSET,
      clientY: bottom - INSET,
    }),
  );
}
