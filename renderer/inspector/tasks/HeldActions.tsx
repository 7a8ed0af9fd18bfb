import type { TaskInfo } from '../../../core/protocol/model.ts';
import { type AppState, useApp } from '../../store/store.ts';
import { Button } from '../../ui/Button.tsx';
import styles from './Tasks.module.css';

const holdsOf = (state: AppState) => state.holds;
const edited = (state: AppState) => state.holdEdited;
const released = (state: AppState) => state.holdReleased;
const release = (state: AppState) => state.release;

interface HeldActionsProps {
  hold: NonNullable<TaskInfo['hold']>;
  /** What its value is. */
  noun: 'input' | 'output';
  /** What it does with that when it is let go: one that failed runs again. */
  own: 'value' | 'again';
}

/** The ways on from a held task. */
export function HeldActions({ hold, noun, own }: HeldActionsProps) {
  const { hold_id, when, written = false } = hold;
  const known = useApp(holdsOf)[hold_id];
  const edit = useApp(edited);
  const letGoWith = useApp(released);
  const letGo = useApp(release);
  const texts = known?.texts ?? {};
  if (texts.output !== undefined) {
    return (
      <div className={styles.actions}>
        <Button look="primary" onClick={() => void letGoWith(hold_id, 'output')}>
          Use this output instead
        </Button>
        <Button onClick={() => edit(hold_id, 'output', undefined)}>Cancel</Button>
      </div>
    );
  }
  const goesOn = own === 'again' ? 'Run again' : when === 'error' ? 'Let it fail' : 'Let go';
  const isEdited = texts.value !== undefined;
  const stored = known?.read.state === 'ready' ? known.read.value.stored : undefined;
  return (
    <div className={styles.actions}>
      <Button look="primary" onClick={() => void letGoWith(hold_id, own)}>
        {isEdited ? `${goesOn} with this ${noun}` : goesOn}
      </Button>
      {own === 'again' && <Button onClick={() => void letGo(hold_id)}>Let it fail</Button>}
      {own === 'value' && isEdited && (
        <Button onClick={() => void letGo(hold_id)}>Let go unchanged</Button>
      )}
      {stored !== undefined && !isEdited && !written && (
        <Button onClick={() => edit(hold_id, 'value', JSON.stringify(stored, null, 2))}>
          {`Edit this ${noun}…`}
        </Button>
      )}
      {when !== 'after' && !written && (
        <Button onClick={() => edit(hold_id, 'output', 'null')}>Give an output instead…</Button>
      )}
    </div>
  );
}
