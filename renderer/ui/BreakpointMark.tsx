import { cx } from './cx.ts';
import styles from './BreakpointMark.module.css';

interface BreakpointMarkProps {
  /** `conditional`: stops at times. `log`: prints in place of stopping. */
  look: 'plain' | 'conditional' | 'log';
  /** Hollow until it is. */
  verified?: boolean;
  enabled?: boolean;
  className?: string;
}

/** A breakpoint by shape and colour, 12 × 12. Decorative: the words are said by whoever shows it. */
export function BreakpointMark({ look, verified, enabled, className }: BreakpointMarkProps) {
  return (
    <svg
      viewBox="0 0 12 12"
      width={12}
      height={12}
      className={cx(styles.mark, className)}
      data-look={look}
      data-verified={verified}
      data-enabled={enabled}
      aria-hidden
    >
      {look === 'log' ? (
        <path d="M6 1.2 10.8 6 6 10.8 1.2 6Z" className={styles.shape} />
      ) : (
        <circle cx="6" cy="6" r="4.5" className={styles.shape} />
      )}
      {/* On whole pixels, so that it is sharp. */}
      {look === 'conditional' && <path d="M4 4h4v1H4Zm0 3h4v1H4Z" className={styles.sign} />}
    </svg>
  );
}
