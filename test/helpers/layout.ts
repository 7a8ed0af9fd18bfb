import { afterAll, beforeAll, vi } from 'vitest';

const LINE = 22;

/**
 * Gives the elements of jsdom, which lays nothing out, a size: virtual lists then have something in view. For the
 * whole of a test file; `more` is done before its tests, and undone with the rest.
 */
export function giveLayout(more = () => {}): void {
  beforeAll(() => {
    vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(8_000);
    vi.spyOn(Element.prototype, 'clientWidth', 'get').mockReturnValue(400);
    vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(LINE);
    vi.stubGlobal(
      'ResizeObserver',
      class {
        observe() {}
        unobserve() {}
        disconnect() {}
      },
    );
    Element.prototype.scrollIntoView = () => {};
    Element.prototype.scrollTo = () => {};
    more();
  });
  afterAll(() => {
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });
}
