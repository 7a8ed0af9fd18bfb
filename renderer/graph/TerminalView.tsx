import { Handle, Position, type NodeProps } from '@xyflow/react';
import { memo } from 'react';
import type { FlowNode } from './flowElements.ts';
import styles from './Graph.module.css';

/** START or END of a graph or subgraph. */
export const TerminalView = memo(function TerminalView({ data: { drawn } }: NodeProps<FlowNode>) {
  const start = drawn.kind === 'start';
  return (
    <div role="group" aria-label={drawn.id} className={styles.terminal}>
      {!start && <Handle type="target" position={Position.Top} className={styles.handle} />}
      {start ? 'START' : 'END'}
      {start && <Handle type="source" position={Position.Bottom} className={styles.handle} />}
    </div>
  );
});
