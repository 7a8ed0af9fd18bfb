import type { ComponentProps, ReactNode } from 'react';
import { cx } from './cx.ts';
import { Tooltip } from './Tooltip.tsx';
import styles from './IconButton.module.css';

interface IconButtonProps extends Omit<ComponentProps<'button'>, 'aria-label'> {
  /** The accessible name, and the tooltip. */
  label: string;
  keys?: string;
  children: ReactNode;
}

/** A 24-pixel button that shows an icon and says its name on hover. */
export function IconButton({ label, keys, className, children, ...rest }: IconButtonProps) {
  return (
    <Tooltip text={label} keys={keys}>
      <button type="button" {...rest} aria-label={label} className={cx(styles.button, className)}>
        {children}
      </button>
    </Tooltip>
  );
}
