import type { ReactNode } from 'react';
import { pathText } from '../../../core/protocol/path.ts';
import type { Place } from '../../store/valueCache.ts';
import { appStore } from '../../store/store.ts';
import { useBreakpointMenu } from '../../sidebar/useBreakpointMenu.tsx';
import { RightClickMenu } from '../../ui/Menu.tsx';
import type { TreeRow } from './treeRows.ts';

interface ValueMenuProps {
  root: Place;
  /** The line that was pointed at. */
  row: TreeRow | undefined;
  /** The channel whose value it is. */
  channel: string | undefined;
  children: ReactNode;
}

/** Copies what `read` gives; a failure is that of a command. */
async function copy(read: () => Promise<string>): Promise<void> {
  await appStore()
    .getState()
    .attempt(async () => navigator.clipboard.writeText(await read()));
}

/** What can be done with a line of a tree. */
export function ValueMenu({ root, row, channel, children }: ValueMenuProps) {
  const breakpoint = useBreakpointMenu(
    channel === undefined ? undefined : { node: '', when: 'after', channel },
  ).map((entry, index) => ({ ...entry, separated: index === 0 }));
  const copyValue = () =>
    copy(async () => {
      const path = [...root.path, ...(row?.path ?? [])];
      const value = await appStore()
        .getState()
        .values.readWhole({ ...root, path });
      return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
    });
  const copyPath = () => copy(async () => pathText(row?.path ?? []));
  return (
    <RightClickMenu
      entries={[
        { label: 'Copy value', onSelect: () => void copyValue() },
        { label: 'Copy path', onSelect: () => void copyPath() },
        ...breakpoint,
      ]}
    >
      {children}
    </RightClickMenu>
  );
}
