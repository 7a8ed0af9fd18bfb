import type { ReactNode } from 'react';
import type { Place } from '../../store/valueCache.ts';
import { appStore } from '../../store/store.ts';
import { RightClickMenu } from '../../ui/Menu.tsx';
import { pathText, type TreeRow } from './treeRows.ts';

interface ValueMenuProps {
  root: Place;
  /** The line that was pointed at. */
  row: TreeRow | undefined;
  children: ReactNode;
}

/** Copies what `read` gives; a failure is that of a command. */
async function copy(read: () => Promise<string>): Promise<void> {
  await appStore()
    .getState()
    .attempt(async () => navigator.clipboard.writeText(await read()));
}

/** What can be done with a line of a tree. */
export function ValueMenu({ root, row, children }: ValueMenuProps) {
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
      ]}
    >
      {children}
    </RightClickMenu>
  );
}
