import { CornerDownRight, Wrench } from 'lucide-react';
import { useId } from 'react';
import type { Json } from '../../../core/protocol/model.ts';
import { cx } from '../../ui/cx.ts';
import { Problem } from '../Problem.tsx';
import { Blocks } from './Blocks.tsx';
import type { ToolCall } from './chatModel.ts';
import { LongText } from './LongText.tsx';
import styles from './Messages.module.css';

function argsOf(args: Json): [string, string][] {
  const plain = (value: Json) =>
    typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  if (typeof args === 'object' && args !== null && !Array.isArray(args)) {
    return Object.entries(args).map(([name, value]) => [name, plain(value)]);
  }
  return args === null ? [] : [['', plain(args)]];
}

/** A tool call with its arguments, and its answer in the same frame. */
export function ToolCallView({ call }: { call: ToolCall }) {
  const resultId = useId();
  const { result, problem } = call;
  return (
    <div
      className={styles.call}
      role="group"
      aria-label={`Tool call ${call.name}`}
      aria-details={result ? resultId : undefined}
    >
      <div className={styles.callName}>
        <Wrench size={12} aria-hidden />
        {call.name}
        <span className={styles.callId} title={call.id}>
          {call.id}
        </span>
      </div>
      <dl className={styles.args}>
        {argsOf(call.args).map(([name, value]) => (
          <div key={name} className={styles.arg}>
            {name && <dt>{name}</dt>}
            <dd>
              <LongText text={value} shown={400} />
            </dd>
          </div>
        ))}
      </dl>
      {problem !== undefined && <Problem message={`An invalid call: ${problem}`} />}
      {result ? (
        <div
          id={resultId}
          className={cx(styles.result, result.isError && styles.failed)}
          role="group"
          aria-label={`Result of ${call.name}`}
        >
          <CornerDownRight size={12} className={styles.arrow} aria-hidden />
          <div className={styles.answer}>
            <Blocks blocks={result.blocks} />
            {result.blocks.length === 0 && <p className={styles.nothing}>Empty result</p>}
          </div>
          {result.isNew && <span className={styles.new}>new</span>}
        </div>
      ) : (
        problem === undefined && <p className={styles.nothing}>No result yet</p>
      )}
    </div>
  );
}
