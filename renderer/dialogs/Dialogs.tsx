import { CommandPalette } from '../palette/CommandPalette.tsx';
import { useApp, type AppState } from '../store/store.ts';
import { OpenDialog } from './OpenDialog.tsx';
import { SettingsDialog } from './SettingsDialog.tsx';

const selectDialog = (state: AppState) => state.dialog;

/** The one dialog that is open, if any. */
export function Dialogs() {
  switch (useApp(selectDialog)) {
    case 'open':
      return <OpenDialog />;
    case 'settings':
      return <SettingsDialog />;
    case 'palette':
      return <CommandPalette />;
    case undefined:
      return null;
  }
}
