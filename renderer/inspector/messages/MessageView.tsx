import { cx } from '../../ui/cx.ts';
import { Blocks } from './Blocks.tsx';
import type { ChatMessage, Role } from './chatModel.ts';
import { ToolCallView } from './ToolCallView.tsx';
import styles from './Messages.module.css';

const speakers: Record<Role, string> = {
  human: 'Human',
  ai: 'AI',
  system: 'System',
  tool: 'Tool',
  other: 'Message',
};

/** One message, with the tools it called and what they answered. */
export function MessageView({ message }: { message: ChatMessage }) {
  const { role, name, blocks, calls, isNew, isError } = message;
  const speaker = role === 'other' ? message.type : speakers[role];
  return (
    <li className={cx(styles.message, styles[role], isError && styles.failed)}>
      <header className={styles.header}>
        <span className={styles.speaker}>{speaker}</span>
        {name && <span className={styles.name}>{name}</span>}
        {isNew && <span className={styles.new}>new</span>}
      </header>
      <Blocks blocks={blocks} />
      {calls.map((call) => (
        <ToolCallView key={call.id} call={call} />
      ))}
      {blocks.length === 0 && calls.length === 0 && <p className={styles.nothing}>No content</p>}
    </li>
  );
}
