import { useMemo, useState } from 'react';
import type { CheckpointRow, Json } from '../../core/protocol/model.ts';
import { activeRows, checkpointKey, otherTitle, parentOf, rowsOf } from '../store/selectors.ts';
import { type AppState, useApp } from '../store/store.ts';
import { keyOf, type Place } from '../store/valueCache.ts';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { type Difference, differenceOf } from './difference.ts';
import { CodeDiff } from './editors/CodeEditor.tsx';
import { ReadFailure } from './ReadFailure.tsx';
import { sizeText } from './tree/ValuePreview.tsx';
import { type Moment, placeOf } from './useMoment.ts';
import { useSteady } from './useSteady.ts';
import { useValues } from './useValues.ts';
import styles from './Inspector.module.css';

/** Undefined also where it has been deleted meanwhile. */
const chosenRow = (state: AppState): CheckpointRow | undefined => {
  const { compareWith: chosen } = state;
  return chosen && rowsOf(state, chosen.thread_id)[checkpointKey(chosen)];
};
const comparisonChosen = (state: AppState) => state.comparisonChosen;

/** A moment, and what it is compared with. */
interface Pair {
  root: Place;
  row: CheckpointRow;
  /** Absent for the first checkpoint. */
  other: CheckpointRow | undefined;
  /** Of its own step it is compared what that changed. */
  isStep: boolean;
}

/** What a step changed, or how two moments differ. */
export function DiffTab({ moment: { row, state } }: { moment: Moment }) {
  const rows = useApp(activeRows);
  const chosen = useApp(chosenRow);
  const other = chosen ?? parentOf(rows, row);
  const [anyway, setAnyway] = useState<string>();
  const values = useValues();
  const difference = ({ root, ...pair }: Pair) => {
    const before = pair.other && placeOf(root.sessionId, pair.other);
    const channels = pair.isStep ? pair.row.changed : undefined;
    return differenceOf(values, { before, after: root, channels }, anyway === keyOf(root));
  };
  const shown = useSteady<Pair>(
    { root: state, row, other, isStep: !chosen },
    (pair) => difference(pair).kind !== 'loading',
  );

  return (
    <div className={styles.source}>
      <Facts pair={shown} />
      <div className={styles.code}>
        <Shown
          difference={difference(shown)}
          of={`${shown.other && checkpointKey(shown.other)} ${shown.isStep} ${keyOf(shown.root)}`}
          anyway={anyway === keyOf(shown.root)}
          onAnyway={() => setAnyway(keyOf(shown.root))}
        />
      </div>
    </div>
  );
}

function Facts({ pair: { row, other, isStep } }: { pair: Pair }) {
  const title = useApp((state) => otherTitle(state, other));
  const compare = useApp(comparisonChosen);
  return (
    <header className={styles.file}>
      <span className={styles.facts}>
        {title !== undefined && `${title}: `}
        {other ? `Step ${other.step} → step ${row.step}` : 'The first checkpoint'}
        {isStep && row.changed && row.changed.length > 0 && ` · ${row.changed.join(', ')}`}
      </span>
      {!isStep && (
        <Button look="quiet" onClick={() => compare(undefined)}>
          Compare with parent
        </Button>
      )}
    </header>
  );
}

interface ShownProps {
  difference: Difference;
  /** Tells one pair of moments from every other. */
  of: string;
  anyway: boolean;
  onAnyway: () => void;
}

function Shown({ difference, ...rest }: ShownProps) {
  switch (difference.kind) {
    case 'loading':
      return <EmptyState title="Reading…" />;
    case 'failed':
      return <ReadFailure error={difference.error} place={difference.place} />;
    case 'none':
      return <EmptyState title={difference.why} />;
    case 'much':
      return <Much what={sizeText(difference.size)} onAnyway={rest.onAnyway} />;
    case 'read':
      return <Texts before={difference.before} after={difference.after} {...rest} />;
  }
}

function Much({ what, onAnyway }: { what: string; onAnyway: () => void }) {
  return (
    <EmptyState title={`There is much to compare: ${what}.`}>
      <Button onClick={onAnyway}>Compare it anyway</Button>
    </EmptyState>
  );
}

/** Many lines that differ one by one keep the page busy for seconds. */
const MOST_LINES = 20_000;

interface TextsProps extends Omit<ShownProps, 'difference'> {
  before: Json;
  after: Json;
}

function Texts({ before, after, of, anyway, onAnyway }: TextsProps) {
  const { from, to, lines } = useMemo(
    () => {
      const [from = '', to = ''] = [before, after].map((one) => JSON.stringify(one, null, 2));
      return { from, to, lines: Math.max(linesOf(from), linesOf(to)) };
    },
    // oxlint-disable-next-line react/exhaustive-deps -- checkpoints never change
    [of],
  );
  if (from === to) return <EmptyState title="As JSON, the two states are equal." />;
  if (lines > MOST_LINES && !anyway) {
    return <Much what={`${lines.toLocaleString('en')} lines`} onAnyway={onAnyway} />;
  }
  return <CodeDiff label="Changes" before={from} after={to} language="json" />;
}

const linesOf = (text: string): number => text.split('\n').length;
