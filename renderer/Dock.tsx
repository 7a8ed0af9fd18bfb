import { useEffect, useRef } from 'react';
import { Composer } from './composer/Composer.tsx';
import { Interrupts } from './inspector/Interrupts.tsx';
import { Output } from './output/Output.tsx';
import { StorePanel } from './items/StorePanel.tsx';
import { shownInterrupts } from './store/selectors.ts';
import { useApp, type AppState } from './store/store.ts';
import { Tabs } from './ui/Tabs.tsx';

const selectDock = (state: AppState) => state.dock;
const selectChosen = (state: AppState) => state.dockChosen;
const selectPending = (state: AppState) =>
  shownInterrupts(state)
    .map(({ id }) => id)
    .join(' ');

/** Below the canvas: Input, Interrupts, Output, Store. Interrupts come forward when they are asked, and go when answered. */
export function Dock() {
  const dock = useApp(selectDock);
  const chosen = useApp(selectChosen);
  const pending = useApp(selectPending);
  const before = useRef('');
  useEffect(() => {
    if (pending !== '' && pending !== before.current) chosen('Interrupts');
    else if (pending === '' && before.current !== '' && dock === 'Interrupts') chosen('Input');
    before.current = pending;
  }, [pending, dock, chosen]);
  return (
    <Tabs
      label="Dock"
      value={dock}
      onChange={chosen}
      tabs={[
        { value: 'Input', content: <Composer /> },
        {
          value: 'Interrupts',
          count: pending === '' ? 0 : pending.split(' ').length,
          content: <Interrupts />,
        },
        { value: 'Output', content: <Output /> },
        { value: 'Store', content: <StorePanel /> },
      ]}
    />
  );
}
