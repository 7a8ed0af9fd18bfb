import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import styles from './Messages.module.css';

const SHOWN = 1_200;
const format = new Intl.NumberFormat('en');

/** Text as it is; the rest of a long one on demand. */
export function LongText({ text, shown = SHOWN }: { text: string; shown?: number }) {
  const [whole, setWhole] = useState(false);
  const isLong = text.length > shown * 1.2;
  return (
    <>
      <p className={styles.text}>{isLong && !whole ? `${text.slice(0, shown)}…` : text}</p>
      {isLong && (
        <Button look="quiet" className={styles.more} onClick={() => setWhole(!whole)}>
          {whole ? 'Show less' : `Show all ${format.format(text.length)} characters`}
        </Button>
      )}
    </>
  );
}
