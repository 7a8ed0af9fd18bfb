import { CommandPalette } from '../palette/CommandPalette.tsx';
import { useApp, type AppState } from '../store/store.ts';
import { DeletionDialog } from './DeletionDialog.tsx';
import { OpenDialog } from './OpenDialog.tsx';
import { ServeDialog } from './ServeDialog.tsx';
import { SettingsDialog } from './SettingsDialog.tsx';
import { StorageDialog } from './StorageDialog.tsx';

const selectAsked = (state: AppState) => state.askedDeletion !== undefined;
const selectDialog = (state: AppState) => state.dialog;

/** The one dialog that is open, if any, and the question on top of it. */
export function Dialogs() {
  const asked = useApp(selectAsked);
  return (
    <>
      <OpenOne />
      {asked && <DeletionDialog />}
    </>
  );
}

function OpenOne() {
  switch (useApp(selectDialog)) {
    case 'open':
      return <OpenDialog />;
    case 'settings':
      return <SettingsDialog />;
    case 'storage':
      return <StorageDialog />;
    case 'serve':
      return <ServeDialog />;
    case 'palette':
      return <CommandPalette />;
    case undefined:
      return null;
  }
}
