import type { ReactNode } from 'react';
import styles from './Banner.module.css';

interface BannerProps {
  tone: 'info' | 'held' | 'error';
  children: ReactNode;
  /** One button. */
  action?: ReactNode;
}

/** One line over a part of the window that says how things are with it. */
export function Banner({ tone, children, action }: BannerProps) {
  return (
    <div className={styles.banner} data-tone={tone}>
      <div className={styles.text}>{children}</div>
      {action}
    </div>
  );
}
