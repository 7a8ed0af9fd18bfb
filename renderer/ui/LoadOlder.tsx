import { useState } from 'react';
import { Button } from './Button.tsx';
import styles from './LoadOlder.module.css';

/** Stands below a list that goes on. */
export function LoadOlder({ onLoad }: { onLoad: () => Promise<void> }) {
  const [loading, setLoading] = useState(false);
  const load = () => {
    setLoading(true);
    void onLoad().finally(() => setLoading(false));
  };
  return (
    <div className={styles.end}>
      <Button look="quiet" disabled={loading} onClick={load}>
        {loading ? 'Loading…' : 'Load older'}
      </Button>
    </div>
  );
}
