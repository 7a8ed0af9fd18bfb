import type { ComponentProps } from 'react';
import { cx } from './cx.ts';
import styles from './Button.module.css';
import { impossible, type Impossible } from './impossible.ts';

interface ButtonProps extends ComponentProps<'button'>, Impossible {
  /** `primary`: the one thing to do here. `plain`: among others. `quiet`: no frame until hovered. */
  look?: 'primary' | 'plain' | 'quiet' | 'danger';
}

/** A button with a text; `IconButton` is the one without. */
export function Button({ look = 'plain', why, className, type = 'button', ...rest }: ButtonProps) {
  return (
    <button
      {...rest}
      {...(why && { ...impossible(why), title: why })}
      type={type}
      className={cx(styles.button, styles[look], className)}
    />
  );
}
