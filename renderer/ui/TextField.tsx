import type { ComponentProps } from 'react';
import { cx } from './cx.ts';
import styles from './TextField.module.css';

/** A one-line text box. */
export function TextField({ className, ...rest }: ComponentProps<'input'>) {
  return (
    <input
      spellCheck={false}
      autoComplete="off"
      type="text"
      {...rest}
      className={cx(styles.field, className)}
    />
  );
}
