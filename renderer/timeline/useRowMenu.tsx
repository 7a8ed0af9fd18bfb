import {
  Copy,
  FolderInput,
  GitBranch,
  GitCompareArrows,
  GitFork,
  RedoDot,
  RotateCcw,
  Trash2,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { sessionState } from '../../core/protocol/status.ts';
import type { CheckpointRow, SessionInfo } from '../../core/protocol/model.ts';
import type { RunMode } from '../../core/protocol/requests.ts';
import { activeSession, activeThread, otherTitle, whyNot } from '../store/selectors.ts';
import { appStore, useApp, type AppState } from '../store/store.ts';
import { isLeft } from '../store/surgery.ts';
import type { MenuEntry } from '../ui/Menu.tsx';
import { showRow } from './showRow.ts';

const selectIsLoaded = (state: AppState) => !activeSession(state)?.problem;
const selectWhyNoUpdate = whyNot('updateState');
const selectWhyNoSurgery = whyNot('surgery');
/** Open projects a thread of a database can be copied into. */
const selectPlaces = (state: AppState): SessionInfo[] =>
  activeSession(state)?.capabilities.copyThread
    ? Object.values(state.sessions).filter(({ capabilities }) => capabilities.surgery)
    : [];
const selectIsCopyable = (state: AppState) =>
  Boolean(activeSession(state)?.capabilities.copyThread);
const selectIsRunning = (state: AppState) =>
  sessionState(activeSession(state), activeThread(state)) === 'running';

/** What can be done with a checkpoint, and why not; `isShown` when it is the moment shown. Nothing for no row. */
export function useRowMenu(row: CheckpointRow | undefined, isShown: boolean): MenuEntry[] {
  const running = useApp(selectIsRunning);
  const isLoaded = useApp(selectIsLoaded);
  const noUpdate = useApp(selectWhyNoUpdate);
  const noSurgery = useApp(selectWhyNoSurgery);
  const isCopyable = useApp(selectIsCopyable);
  const places = useApp(useShallow(selectPlaces));
  const title = useApp((state) => otherTitle(state, row));
  const left = useApp((state) => row !== undefined && isLeft(state, row));
  if (!row) return [];
  const { checkpoint_id, checkpoint_ns } = row;
  const state = () => appStore().getState();
  const copyId: MenuEntry = {
    label: 'Copy checkpoint id',
    icon: <Copy size={13} />,
    separated: true,
    onSelect: () => void navigator.clipboard.writeText(checkpoint_id),
  };
  const compare: MenuEntry = {
    label: 'Compare with…',
    icon: <GitCompareArrows size={13} />,
    note: isShown ? 'its parent' : 'the moment shown',
    onSelect: () => state().comparisonChosen(isShown ? undefined : row),
  };
  if (title !== undefined) {
    const go = { label: `Show in ${title}`, icon: <GitBranch size={13} /> };
    return [{ ...go, onSelect: () => showRow(row) }, compare, copyId];
  }
  const busy = running ? 'the thread runs' : undefined;
  const atEnd = row.next.length === 0 ? 'nothing is next' : undefined;
  const anew = left && noSurgery ? 'may begin the subgraph anew' : undefined;
  const again = (label: string, icon: ReactNode, mode: RunMode): MenuEntry => ({
    label,
    icon,
    disabled: Boolean(busy ?? atEnd),
    note: busy ?? atEnd ?? anew,
    onSelect: () => void state().replay({ checkpoint_id, checkpoint_ns }, mode),
  });
  const moves: MenuEntry[] = [
    again('Replay from here', <RotateCcw size={13} />, 'continue'),
    again('Step from here', <RedoDot size={13} />, 'stepOver'),
    {
      label: 'Fork from here',
      icon: <GitFork size={13} />,
      disabled: Boolean(busy) || !isLoaded,
      why: noUpdate,
      note: busy ?? anew,
      onSelect: () => {
        state().checkpointFocused(row);
        state().editStarted();
      },
    },
    {
      label: 'Branch into a new thread from here',
      icon: <GitBranch size={13} />,
      why: noSurgery,
      onSelect: () => void state().branched(row),
    },
  ];
  return [
    ...(isCopyable ? copies(row, places) : moves),
    compare,
    copyId,
    ...(noSurgery ? [] : deletions(row, busy)),
  ];
}

/** A thread of a database goes on in a project. */
function copies(row: CheckpointRow, places: SessionInfo[]): MenuEntry[] {
  const icon = <FolderInput size={13} />;
  if (places.length === 0) {
    const note = 'no project is open';
    return [
      {
        label: 'Copy into a project and debug from here',
        icon,
        disabled: true,
        note,
        onSelect: () => {},
      },
    ];
  }
  return places.map(({ sessionId, project }) => ({
    label: `Copy into ${project.name} and debug from here`,
    icon,
    onSelect: () => void appStore().getState().threadCopied(row, sessionId),
  }));
}

function deletions({ checkpoint_id, checkpoint_ns }: CheckpointRow, busy?: string): MenuEntry[] {
  const entry = (label: string, what: 'checkpoint' | 'line'): MenuEntry => ({
    label,
    icon: <Trash2 size={13} />,
    danger: true,
    disabled: Boolean(busy),
    note: busy,
    onSelect: () =>
      void appStore().getState().deletionAsked({ what, checkpoint_id, checkpoint_ns }),
  });
  return [
    { ...entry('Delete this checkpoint…', 'checkpoint'), separated: true },
    entry('Delete it and all that follows…', 'line'),
  ];
}
