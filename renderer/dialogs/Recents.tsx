import { useApp, type AppState } from '../store/store.ts';
import styles from './Recents.module.css';

const selectRecents = (state: AppState) => state.recents;

interface RecentsProps {
  title: string;
  most: number;
  onOpen: (target: string) => void;
}

/** Projects that were open before, newest first; nothing where there are none. */
export function Recents({ title, most, onOpen }: RecentsProps) {
  const recents = useApp(selectRecents).slice(0, most);
  if (recents.length === 0) return null;
  return (
    <section className={styles.recents}>
      <h2 className={styles.title}>{title}</h2>
      {recents.map(({ target, name }) => (
        <button key={target} type="button" className={styles.recent} onClick={() => onOpen(target)}>
          <span className={styles.name}>{name}</span>
          <span className={styles.target}>
            <bdi>{target}</bdi>
          </span>
        </button>
      ))}
    </section>
  );
}
