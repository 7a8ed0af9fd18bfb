import { type Path, pathText } from '../../../core/protocol/path.ts';
import { tellWhereCut } from '../../ui/tellWhereCut.ts';
import { Marked } from './Marked.tsx';
import styles from './ValueTree.module.css';

/** A found value by its path, of which the end is what one wants to see. */
export function FoundName({ path, sought }: { path: Path; sought: string }) {
  const way = pathText(path.slice(0, -1));
  const own = pathText(path).slice(way.length);
  return (
    <span className={styles.path} onMouseEnter={tellWhereCut}>
      <bdi dir="ltr">
        <span className={styles.way}>{way}</span>
        {typeof path.at(-1) === 'number' ? own : <Marked text={own} sought={sought} isLiteral />}
      </bdi>
    </span>
  );
}
