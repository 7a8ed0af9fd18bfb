import styles from './Problem.module.css';

interface ProblemProps {
  message: string;
  hint?: string;
}

/** Why something was refused, beside what was refused. */
export function Problem({ message, hint }: ProblemProps) {
  return (
    <p className={styles.problem} role="alert">
      {message}
      {hint && <span className={styles.hint}> {hint}</span>}
    </p>
  );
}
