import { useShallow } from 'zustand/react/shallow';
import { answerTo, isFilledIn } from '../store/answers.ts';
import { shownInterrupts } from '../store/selectors.ts';
import { type AppState, useApp } from '../store/store.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { InterruptCard } from './InterruptCard.tsx';
import { RunButton } from './RunButton.tsx';
import styles from './Interrupts.module.css';

const answers = (state: AppState) => state.answers;
const send = (state: AppState) => state.answersSent;

/** Every pending `interrupt()` of the moment shown, each with its answer. */
export function Interrupts() {
  const interrupts = useApp(useShallow(shownInterrupts));
  const known = useApp(answers);
  const resume = useApp(send);
  const filled = interrupts.filter(({ id }) => isFilledIn(answerTo(known, id)));
  return (
    <section aria-label="Interrupts">
      {interrupts.length === 0 && <EmptyState title="No interrupt waits for an answer." />}
      <div className={styles.cards}>
        {interrupts.map((interrupt) => (
          <InterruptCard key={interrupt.id} interrupt={interrupt} />
        ))}
      </div>
      {filled.length > 1 && (
        <footer className={styles.all}>
          <RunButton onClick={() => void resume(filled.map(({ id }) => id))}>
            {filled.length === interrupts.length ? 'Resume all' : `Resume all ${filled.length}`}
          </RunButton>
        </footer>
      )}
    </section>
  );
}
