import type { Block } from './chatModel.ts';
import { LongText } from './LongText.tsx';
import styles from './Messages.module.css';

/** What a message says, part by part. */
export function Blocks({ blocks }: { blocks: Block[] }) {
  return blocks.map((block, index) => {
    switch (block.kind) {
      case 'text':
        return <LongText key={index} text={block.text} />;
      case 'image':
        // The Content-Security-Policy loads nothing from elsewhere: a remote image stays its address.
        return block.source.startsWith('data:') ? (
          <img key={index} className={styles.image} src={block.source} alt="Part of the message" />
        ) : (
          <p key={index} className={styles.text}>
            Image at {block.source}
          </p>
        );
      case 'other':
        return (
          <details key={index} className={styles.other}>
            <summary>{block.type}</summary>
            <pre className={styles.code}>{JSON.stringify(block.value, null, 2)}</pre>
          </details>
        );
    }
  });
}
