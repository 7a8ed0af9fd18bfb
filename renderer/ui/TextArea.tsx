import type { ComponentProps } from 'react';
import { cx } from './cx.ts';
import styles from './TextField.module.css';

/** A text box as high as its text, up to a third of the window. */
export function TextArea({ className, ...rest }: ComponentProps<'textarea'>) {
  return (
    <textarea
      rows={1}
      spellCheck={false}
      autoComplete="off"
      {...rest}
      className={cx(styles.field, styles.area, className)}
    />
  );
}
