import { PencilLine } from 'lucide-react';
import { nodePath } from '../../core/protocol/namespace.ts';
import { isEditing } from '../store/editing.ts';
import { type AppState, useApp } from '../store/store.ts';
import { whyNot } from '../store/selectors.ts';
import { Button } from '../ui/Button.tsx';
import type { Moment } from './useMoment.ts';
import styles from './Inspector.module.css';

const headFollowed = (state: AppState) => state.headFollowed;
const editStarted = (state: AppState) => state.editStarted;
const selectWhyNoEdit = whyNot('updateState');

const time = new Intl.DateTimeFormat('en', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

/** Which moment the inspector shows, and the way back to the latest. */
export function MomentHeader({ moment }: { moment: Moment }) {
  const { row, atHead } = moment;
  const follow = useApp(headFollowed);
  const edit = useApp(editStarted);
  const isOpen = useApp(isEditing);
  const noEdit = useApp(selectWhyNoEdit);
  const what = row.asNode ? `${row.source} as ${row.asNode}` : row.source;
  return (
    <header className={styles.moment}>
      <span className={styles.step}>Step {row.step}</span>
      <span className={styles.facts}>
        {what} · <time dateTime={row.created_at}>{time.format(new Date(row.created_at))}</time>
        {row.checkpoint_ns !== '' && ` · in ${nodePath(row.checkpoint_ns)}`}
      </span>
      {!atHead && (
        <Button look="quiet" onClick={follow}>
          Back to latest
        </Button>
      )}
      {!isOpen && (
        <Button onClick={() => edit()} why={noEdit}>
          <PencilLine size={13} aria-hidden />
          Edit state
        </Button>
      )}
    </header>
  );
}
