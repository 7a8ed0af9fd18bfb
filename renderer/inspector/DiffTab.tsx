import { useState } from 'react';
import type { CheckpointRow, Json } from '../../core/protocol/model.ts';
import { activeRows, checkpointKey } from '../store/selectors.ts';
import { type AppState, useApp } from '../store/store.ts';
import type { Place } from '../store/valueCache.ts';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { CodeDiff } from './editors/CodeEditor.tsx';
import { ReadFailure } from './ReadFailure.tsx';
import { sizeText } from './tree/ValuePreview.tsx';
import { type Moment, placeOf } from './useMoment.ts';
import { useValues } from './useValues.ts';
import styles from './Inspector.module.css';

/** Bigger states are read whole only when asked for. */
const EAGER = 2_000_000;

const compareWith = (state: AppState) => state.compareWith;
const comparisonChosen = (state: AppState) => state.comparisonChosen;

/** Only what changed, when that is known: the step's own channels against its parent's. */
function pick(value: Json, channels: string[] | undefined): Json {
  if (!channels || typeof value !== 'object' || value === null || Array.isArray(value))
    return value;
  return Object.fromEntries(Object.entries(value).filter(([name]) => channels.includes(name)));
}

/** What a step changed, or how two moments differ. */
export function DiffTab({ moment }: { moment: Moment }) {
  const rows = useApp(activeRows);
  const chosen = useApp(compareWith);
  const compare = useApp(comparisonChosen);
  const { row } = moment;
  const other: CheckpointRow | undefined = chosen
    ? rows[checkpointKey(chosen)]
    : rows[
        checkpointKey({
          checkpoint_ns: row.checkpoint_ns,
          checkpoint_id: row.parent_checkpoint_id ?? '',
        })
      ];

  return (
    <div className={styles.source}>
      <header className={styles.file}>
        <span className={styles.facts}>
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
          key={`${other?.checkpoint_id} ${row.checkpoint_id}`}
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
  if (channels?.length === 0) return <EmptyState title="This step changed no channel." />;

  const level = values.level(after);
  if (level.state === 'loading') return <EmptyState title="Reading…" />;
  if (level.state === 'failed') return <ReadFailure error={level.error} place={after} />;
  if (level.value.node.size > EAGER && !anyway) {
    return (
      <EmptyState title={`The state is ${sizeText(level.value.node.size)}.`}>
        <Button onClick={() => setAnyway(true)}>Compare it anyway</Button>
      </EmptyState>
    );
  }
  const now = values.whole(after);
  const was = before ? values.whole(before) : ({ state: 'ready', value: {} } as const);
  if (now.state === 'failed') return <ReadFailure error={now.error} place={after} />;
  if (was.state === 'failed') return <ReadFailure error={was.error} place={before ?? after} />;
  if (now.state === 'loading' || was.state === 'loading') return <EmptyState title="Reading…" />;

  const text = (value: Json) => JSON.stringify(pick(value, channels), null, 2);
  const [from, to] = [text(was.value), text(now.value)];
  if (from === to) return <EmptyState title="The two states are equal." />;
  return <CodeDiff label="Changes" before={from} after={to} language="json" />;
}
