import { useState } from 'react';
import type { CheckpointRow, Json, ValueLevel } from '../../core/protocol/model.ts';
import { activeRows, checkpointKey, otherTitle, rowsOf } from '../store/selectors.ts';
import { type AppState, useApp } from '../store/store.ts';
import type { Place, ValueCache } from '../store/valueCache.ts';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { CodeDiff } from './editors/CodeEditor.tsx';
import { ReadFailure } from './ReadFailure.tsx';
import { sizeText } from './tree/ValuePreview.tsx';
import { type Moment, placeOf } from './useMoment.ts';
import { useValues } from './useValues.ts';
import styles from './Inspector.module.css';

/** More is read whole only when asked for. */
const EAGER = 2_000_000;

/** Undefined also where it has been deleted meanwhile. */
const chosenRow = (state: AppState): CheckpointRow | undefined => {
  const { compareWith: chosen } = state;
  return chosen && rowsOf(state, chosen.thread_id)[checkpointKey(chosen)];
};
const comparisonChosen = (state: AppState) => state.comparisonChosen;

/** What a step changed, or how two moments differ. */
export function DiffTab({ moment }: { moment: Moment }) {
  const rows = useApp(activeRows);
  const chosen = useApp(chosenRow);
  const title = useApp((state) => otherTitle(state, chosen));
  const compare = useApp(comparisonChosen);
  const { row } = moment;
  const { checkpoint_ns, parent_checkpoint_id: parent = '' } = row;
  const other = chosen ?? rows[checkpointKey({ checkpoint_ns, checkpoint_id: parent })];

  return (
    <div className={styles.source}>
      <header className={styles.file}>
        <span className={styles.facts}>
          {title !== undefined && `${title}: `}
          {other ? `Step ${other.step} → step ${row.step}` : 'The first checkpoint'}
          {!chosen && row.changed.length > 0 && ` · ${row.changed.join(', ')}`}
        </span>
        {chosen && (
          <Button look="quiet" onClick={() => compare(undefined)}>
            Compare with parent
          </Button>
        )}
      </header>
      <div className={styles.code}>
        <Difference
          key={`${other?.thread_id} ${other?.checkpoint_id} ${row.checkpoint_id}`}
          before={other && placeOf(moment.state.sessionId, other)}
          after={moment.state}
          channels={chosen ? undefined : row.changed}
        />
      </div>
    </div>
  );
}

interface DifferenceProps {
  before: Place | undefined;
  after: Place;
  channels: string[] | undefined;
}

function Difference({ before, after, channels }: DifferenceProps) {
  const values = useValues();
  const [anyway, setAnyway] = useState(false);
  const now = values.level(after);
  const was = before && values.level(before);
  if (channels?.length === 0) return <EmptyState title="This step changed no channel." />;
  if (now.state === 'failed') return <ReadFailure error={now.error} place={after} />;
  if (was?.state === 'failed') return <ReadFailure error={was.error} place={before ?? after} />;
  if (now.state === 'loading' || was?.state === 'loading') return <EmptyState title="Reading…" />;

  const levels = was ? [was.value, now.value] : [now.value];
  const compared = comparedIn(levels, channels);
  if (compared.size > EAGER && !anyway) {
    return (
      <EmptyState title={`There is much to compare: ${sizeText(compared.size)}.`}>
        <Button onClick={() => setAnyway(true)}>Compare it anyway</Button>
      </EmptyState>
    );
  }
  const from = before ? textOf(values, before, compared.names) : '{}';
  const to = textOf(values, after, compared.names);
  if (typeof from !== 'string') return <ReadFailure {...from} />;
  if (typeof to !== 'string') return <ReadFailure {...to} />;
  if (from === '' || to === '') return <EmptyState title="Reading…" />;
  if (from === to) return <EmptyState title="The two states are equal." />;
  return <CodeDiff label="Changes" before={from} after={to} language="json" />;
}

/** The channels to compare, undefined where the state is no object; and how much that is to read. */
function comparedIn(levels: ValueLevel[], channels: string[] | undefined) {
  if (!levels.every(({ node }) => node.type === 'object')) {
    return { names: undefined, size: Math.max(...levels.map(({ node }) => node.size)) };
  }
  const children = levels.flatMap((level) => level.children);
  const wanted = children.filter(({ key }) => channels?.includes(String(key)) ?? true);
  const names = [...new Set(wanted.map(({ key }) => String(key)))];
  return { names, size: wanted.reduce((sum, { node }) => sum + node.size, 0) };
}

/** Those channels as JSON; '' while they are read, the failure when one can't be. */
function textOf(values: ValueCache, place: Place, names: string[] | undefined) {
  const json: Record<string, Json> = {};
  for (const name of names ?? ['']) {
    const at = names ? { ...place, path: [name] } : place;
    const whole = values.whole(at);
    if (whole.state === 'loading') return '';
    if (whole.state === 'failed') return { error: whole.error, place: at };
    if (!names) return JSON.stringify(whole.value, null, 2);
    // What is not there reads as null.
    if (whole.value !== null) json[name] = whole.value;
  }
  return JSON.stringify(json, null, 2);
}
