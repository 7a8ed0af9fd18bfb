import { useEffect, useState } from 'react';

/** Gives the focus back, when this component goes, to what had it when it came. For dialogs that no trigger of their own opens. */
export function useReturnFocus(): void {
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      if (before instanceof HTMLElement) before.focus();
    },
    [before],
  );
}
