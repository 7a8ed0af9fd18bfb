import { useLayoutEffect, useRef } from 'react';
import { Marked } from './Marked.tsx';
import styles from './ValueTree.module.css';

/** All of a long text, from its first match on. */
export function WholeText({ text, sought }: { text: string; sought: string }) {
  const box = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    if (sought === '' || text === '') return;
    const match = box.current?.querySelector('mark');
    if (!box.current || !match) return;
    const { top, height } = box.current.getBoundingClientRect();
    box.current.scrollTop += match.getBoundingClientRect().top - top - height / 3;
  }, [text, sought]);
  return (
    <span ref={box} className={styles.whole}>
      <Marked text={text} sought={sought} />
    </span>
  );
}
