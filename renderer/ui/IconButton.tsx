import type { ComponentProps, ReactNode } from 'react';
import { cx } from './cx.ts';
import { impossible, type Impossible } from './impossible.ts';
import { Tooltip } from './Tooltip.tsx';
import styles from './IconButton.module.css';

interface IconButtonProps extends Omit<ComponentProps<'button'>, 'aria-label'>, Impossible {
  /** The accessible name, and the tooltip. */
  label: string;
  keys?: string;
  children: ReactNode;
}

/** A 24-pixel button that shows an icon and says its name on hover. */
export function IconButton({ label, keys, why, className, children, ...rest }: IconButtonProps) {
  return (
    <Tooltip text={why ? <Reasoned label={label} why={why} /> : label} keys={keys}>
      <button
        type="button"
        {...rest}
        {...(why && impossible(why))}
        aria-label={label}
        className={cx(styles.button, className)}
      >
        {children}
      </button>
    </Tooltip>
  );
}

function Reasoned({ label, why }: { label: string; why: string }) {
  return (
    <span>
      {label}
      <span className={styles.why}>{why}</span>
    </span>
  );
}
