import { useShallow } from 'zustand/react/shallow';
import { answerTo, isFilledIn } from '../store/answers.ts';
import { shownInterrupts } from '../store/selectors.ts';
import { type AppState, useApp } from '../store/store.ts';
import { Button } from '../ui/Button.tsx';
import { InterruptCard } from './InterruptCard.tsx';
import styles from './Interrupts.module.css';

const answers = (state: AppState) => state.answers;
const send = (state: AppState) => state.answersSent;

/** Every pending `interrupt()` of the moment shown, each with its answer. Nothing when there is none. */
export function Interrupts() {
  const interrupts = useApp(useShallow(shownInterrupts));
  const known = useApp(answers);
  const resume = useApp(send);
  if (interrupts.length === 0) return null;
  const filled = interrupts.filter(({ id }) => isFilledIn(answerTo(known, id)));
  return (
    <section className={styles.region} aria-label="Interrupts">
      {interrupts.map((interrupt) => (
        <InterruptCard key={interrupt.id} interrupt={interrupt} />
      ))}
      {filled.length > 1 && (
        <footer className={styles.all}>
          <Button look="primary" onClick={() => void resume(filled.map(({ id }) => id))}>
            {filled.length === interrupts.length ? 'Resume all' : `Resume all ${filled.length}`}
          </Button>
        </footer>
      )}
    </section>
  );
}
