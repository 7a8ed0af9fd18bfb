import { useEffect, useState } from 'react';
import { appStore } from '../store/store.ts';

/** Milliseconds without a key until core is asked. */
const PAUSE = 250;

/**
 * Asks core for the threads that match, where those listed are not all; answers whether the answer is still to come.
 * An empty text asks nothing.
 */
export function useSought(match: string, isPart: boolean): boolean {
  const [answered, setAnswered] = useState('');
  const wanted = isPart ? match : '';
  useEffect(() => {
    if (wanted === '') return;
    let current = true;
    const timer = setTimeout(() => {
      void appStore()
        .getState()
        .threadsSought(wanted)
        .finally(() => current && setAnswered(wanted));
    }, PAUSE);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [wanted]);
  return wanted !== '' && answered !== wanted;
}
