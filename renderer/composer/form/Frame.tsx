import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from '../../ui/IconButton.tsx';
import styles from './Form.module.css';

interface FrameProps {
  /** The property or index; absent for the root. */
  name?: string;
  /** Id of the control it names. */
  htmlFor: string;
  description?: string;
  fault?: string;
  /** Muted beside the name. */
  note?: string;
  /** Takes the value away; absent when there is nothing to take. */
  remove?: { label: string; act: () => void };
  children: ReactNode;
}

/** Ids of what is said about a control, for `aria-describedby`. */
export const aboutId = (htmlFor: string): string => `${htmlFor}-about`;

function About({ htmlFor, description, fault }: Omit<FrameProps, 'children'>) {
  if (!description && !fault) return null;
  return (
    <div id={aboutId(htmlFor)}>
      {fault && <p className={styles.fault}>{fault}</p>}
      {description && <p className={styles.description}>{description}</p>}
    </div>
  );
}

function Remove({ remove }: Pick<FrameProps, 'remove'>) {
  if (!remove) return <span className={styles.noRemove} />;
  return (
    <IconButton label={remove.label} className={styles.remove} onClick={remove.act}>
      <X size={13} />
    </IconButton>
  );
}

/** One value on a line: its name, its control, and what is to be said about it. */
export function Line(props: FrameProps) {
  const { name, htmlFor, note, remove, children } = props;
  return (
    <div className={styles.line} data-unnamed={name === undefined || undefined}>
      {name !== undefined && (
        <label className={styles.label} htmlFor={htmlFor}>
          <span className={styles.name}>{name}</span>
          {note && <span className={styles.note}>{note}</span>}
        </label>
      )}
      <div className={styles.control}>
        {children}
        <About {...props} />
      </div>
      <Remove remove={remove} />
    </div>
  );
}

/** A value with values in it: its name above them. */
export function Group(props: FrameProps) {
  const { name, htmlFor, note, remove, children } = props;
  return (
    <div
      id={htmlFor}
      className={styles.group}
      role="group"
      aria-label={name}
      aria-describedby={aboutId(htmlFor)}
    >
      {name !== undefined && (
        <div className={styles.caption}>
          <span className={styles.name}>{name}</span>
          {note && <span className={styles.note}>{note}</span>}
          <Remove remove={remove} />
        </div>
      )}
      <About {...props} />
      <div className={name === undefined ? styles.root : styles.inside}>{children}</div>
    </div>
  );
}
