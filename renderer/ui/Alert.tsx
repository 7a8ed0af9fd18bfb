import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './Alert.module.css';
import { IconButton } from './IconButton.tsx';
import { StatusMark } from './StatusMark.tsx';

interface AlertProps {
  message: string;
  hint?: string;
  /** Without it the alert stays until what it speaks of is gone. */
  onDismiss?: () => void;
  children?: ReactNode;
}

/** Something that went wrong, said at once by screen readers. */
export function Alert({ message, hint, onDismiss, children }: AlertProps) {
  return (
    <div className={styles.alert} role="alert">
      <StatusMark status="error" size={13} className={styles.mark} />
      <div className={styles.body}>
        <p className={styles.message}>{message}</p>
        {hint && <p className={styles.hint}>{hint}</p>}
        {children}
      </div>
      {onDismiss && (
        <IconButton label="Dismiss" onClick={onDismiss} className={styles.dismiss}>
          <X size={13} />
        </IconButton>
      )}
    </div>
  );
}
