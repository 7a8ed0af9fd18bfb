import type { ReactNode } from 'react';
import { isRunning, whyNot } from '../store/selectors.ts';
import { useApp } from '../store/store.ts';
import { Button } from '../ui/Button.tsx';

interface RunButtonProps {
  className?: string | undefined;
  onClick: () => void;
  children: ReactNode;
}

const selectWhyNot = whyNot('run');

/** Has the thread shown go on; not while it runs, and not where nothing can: then it says why. */
export function RunButton(props: RunButtonProps) {
  const running = useApp(isRunning);
  const why = useApp(selectWhyNot);
  return <Button look="primary" why={why} disabled={running} {...props} />;
}
