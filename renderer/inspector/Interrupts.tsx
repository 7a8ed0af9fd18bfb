import { useShallow } from 'zustand/react/shallow';
import { answerTo, isFilledIn } from '../store/answers.ts';
import { shownInterrupts, whyNot } from '../store/selectors.ts';
import { type AppState, useApp } from '../store/store.ts';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { InterruptCard } from './InterruptCard.tsx';
import styles from './Interrupts.module.css';

const answers = (state: AppState) => state.answers;
const selectWhyNot = whyNot('run');
const send = (state: AppState) => state.answersSent;

/** Every pending `interrupt()` of the moment shown, each with its answer. */
export function Interrupts() {
  const interrupts = useApp(useShallow(shownInterrupts));
  const known = useApp(answers);
  const resume = useApp(send);
  const why = useApp(selectWhyNot);
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
          <Button look="primary" why={why} onClick={() => void resume(filled.map(({ id }) => id))}>
            {filled.length === interrupts.length ? 'Resume all' : `Resume all ${filled.length}`}
          </Button>
        </footer>
      )}
    </section>
  );
}
