import { X } from 'lucide-react';
import { AlertDialog, Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { Button } from './Button.tsx';
import styles from './Dialog.module.css';
import { IconButton } from './IconButton.tsx';
import { useReturnFocus } from './useReturnFocus.ts';

interface DialogProps {
  title: string;
  onClose: () => void;
  /** Pixels; it never grows beyond the window. */
  width?: number;
  children: ReactNode;
}

/** A modal dialog: rendered means open. Its first field has the focus, so the close button comes last. */
export function Dialog({ title, onClose, width = 520, children }: DialogProps) {
  useReturnFocus();
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className={styles.overlay} />
        <Radix.Content className={styles.dialog} style={{ width }} aria-describedby={undefined}>
          <header className={styles.header}>
            <Radix.Title className={styles.title}>{title}</Radix.Title>
          </header>
          {children}
          <IconButton label="Close" className={styles.close} onClick={onClose}>
            <X size={14} />
          </IconButton>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

interface ConfirmProps {
  title: string;
  text: string;
  /** The verb on the button. */
  action: string;
  disabled?: boolean;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before something that cannot be undone. */
export function ConfirmDialog(props: ConfirmProps) {
  const { title, text, action, disabled, onConfirm, onClose } = props;
  useReturnFocus();
  return (
    <AlertDialog.Root open onOpenChange={(open) => !open && onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className={styles.overlay} />
        <AlertDialog.Content className={styles.dialog} style={{ width: 380 }}>
          <div className={styles.confirm}>
            <AlertDialog.Title className={styles.title}>{title}</AlertDialog.Title>
            <AlertDialog.Description className={styles.text}>{text}</AlertDialog.Description>
          </div>
          <footer className={styles.footer}>
            <AlertDialog.Cancel asChild>
              <Button>Cancel</Button>
            </AlertDialog.Cancel>
            <AlertDialog.Action asChild>
              <Button look="danger" disabled={disabled} onClick={onConfirm}>
                {action}
              </Button>
            </AlertDialog.Action>
          </footer>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
