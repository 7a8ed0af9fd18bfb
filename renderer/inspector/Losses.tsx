import { TriangleAlert } from 'lucide-react';
import styles from './Losses.module.css';

/** What LangGraph's serializer did not keep of what was written: the values beside it are what is left. */
export function Losses({ losses }: { losses: string[] }) {
  if (losses.length === 0) return null;
  return (
    <ul className={styles.losses} aria-label="Not stored as written">
      {losses.map((loss) => (
        <li key={loss} className={styles.loss}>
          <TriangleAlert size={12} className={styles.mark} aria-hidden />
          {loss}
        </li>
      ))}
    </ul>
  );
}
