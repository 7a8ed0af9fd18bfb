import type { Deletion, Removal } from '../../core/protocol/storage.ts';
import { appStore, useApp, type AppState } from '../store/store.ts';
import { ConfirmDialog } from '../ui/Dialog.tsx';
import { formatSize } from '../ui/format.ts';

const selectAsked = (state: AppState) => state.askedDeletion;
const act = () => appStore().getState();

const titles: Record<Deletion['what'], string> = {
  checkpoint: 'Delete this checkpoint?',
  line: 'Delete this checkpoint and all that follows?',
  allButLatest: 'Keep only the latest checkpoint?',
  older: 'Delete the older checkpoints?',
  downTo: 'Delete the oldest checkpoints?',
};

/** Says what would be lost, and what it frees, before checkpoints are deleted. */
export function DeletionDialog() {
  const asked = useApp(selectAsked);
  if (!asked) return null;
  const nothing = asked.removal?.checkpoints === 0;
  return (
    <ConfirmDialog
      title={nothing ? 'There is nothing to delete' : titles[asked.deletion.what]}
      text={asked.removal ? wordsFor(asked.removal) : 'Finding out what that frees…'}
      action="Delete"
      disabled={!asked.removal || nothing}
      onConfirm={() => void act().deletionConfirmed()}
      onClose={() => act().deletionDropped()}
    />
  );
}

function wordsFor({ checkpoints, bytes }: Removal): string {
  if (checkpoints === 0) return 'No checkpoint is meant by that. The latest always stays.';
  const what = checkpoints === 1 ? 'Deletes 1 checkpoint' : `Deletes ${checkpoints} checkpoints`;
  const frees = bytes > 0 ? `frees about ${formatSize(bytes)}` : 'frees less than 10 kB';
  return `${what} and ${frees}. This cannot be undone.`;
}
