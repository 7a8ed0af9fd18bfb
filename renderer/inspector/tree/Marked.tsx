import { partsOf } from './marks.ts';
import styles from './ValueTree.module.css';

interface MarkedProps {
  text: string;
  /** Nothing is marked where it is empty. */
  sought: string;
  /** `text` is written as in code, with `\\n` for a new line. */
  isLiteral?: boolean;
}

/** A text in which what is sought stands out. */
export function Marked({ text, sought, isLiteral = false }: MarkedProps) {
  return partsOf(text, sought, isLiteral).map(({ at, part, isMatch }) =>
    isMatch ? (
      <mark key={at} className={styles.match}>
        {part}
      </mark>
    ) : (
      part
    ),
  );
}
