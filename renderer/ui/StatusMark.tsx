import { cx } from './cx.ts';
import styles from './StatusMark.module.css';

export type Status =
  'running' | 'done' | 'error' | 'interrupted' | 'held' | 'next' | 'cancelled' | 'idle';

/** Drawn on 12 × 12. Colour comes from the class: shape alone tells them apart. */
const shapes: Record<Status, React.ReactNode> = {
  running: <path d="M6 1.5A4.5 4.5 0 1 1 1.5 6" className={styles.stroke} />,
  done: <path d="m2 6.4 2.7 2.7L10 3.4" className={styles.stroke} />,
  error: (
    <>
      <circle cx="6" cy="6" r="5.2" className={styles.fill} />
      <path d="m4.2 4.2 3.6 3.6m0-3.6L4.2 7.8" className={styles.cut} />
    </>
  ),
  interrupted: (
    <>
      <path d="M6 .6 11.4 6 6 11.4.6 6Z" className={styles.fill} />
      <path d="M6 3.4v2.8M6 8.2v.4" className={styles.cut} />
    </>
  ),
  held: (
    <>
      <rect x="1" y="1" width="10" height="10" rx="2.4" className={styles.fill} />
      <path d="M4.6 4v4m2.8-4v4" className={styles.cut} />
    </>
  ),
  next: <path d="M3 1.8 9.6 6 3 10.2Z" className={styles.outline} />,
  cancelled: (
    <>
      <circle cx="6" cy="6" r="4.6" className={styles.outline} />
      <path d="m3 9 6-6" className={styles.outline} />
    </>
  ),
  idle: <circle cx="6" cy="6" r="3" className={styles.outline} />,
};

interface StatusMarkProps {
  status: Status;
  size?: number;
  className?: string;
}

/** A status by colour and shape. Decorative: the words are said by whoever shows it. */
export function StatusMark({ status, size = 12, className }: StatusMarkProps) {
  return (
    <svg
      viewBox="0 0 12 12"
      width={size}
      height={size}
      className={cx(styles.mark, styles[status], className)}
      data-status={status}
      aria-hidden
    >
      {shapes[status]}
    </svg>
  );
}
