import { Handle, Position, type NodeProps } from '@xyflow/react';
import { ChevronDown } from 'lucide-react';
import { memo } from 'react';
import { useApp } from '../store/store.ts';
import { StatusMark } from '../ui/StatusMark.tsx';
import { BreakpointDot } from './BreakpointDot.tsx';
import type { FlowNode } from './flowElements.ts';
import styles from './Graph.module.css';
import { NodeGroup } from './NodeGroup.tsx';
import { useNodeStatus } from './useNodeStatus.ts';

/** A subgraph, open: a box around its nodes, which folds in place. */
export const SubgraphView = memo(function SubgraphView({ data: { drawn } }: NodeProps<FlowNode>) {
  const status = useNodeStatus(drawn);
  const fold = useApp((state) => state.subgraphFolded);
  return (
    <NodeGroup drawn={drawn} status={status} className={styles.subgraph}>
      <Handle type="target" position={Position.Top} className={styles.handle} />
      <BreakpointDot node={drawn.node} box={drawn.id} when="before" />
      <header className={styles.subgraphHeader}>
        <button
          type="button"
          className={styles.fold}
          aria-label={`Collapse ${drawn.id}`}
          onClick={() => fold(drawn.node, true)}
        >
          <ChevronDown />
        </button>
        <span className={styles.name}>{drawn.name}</span>
        <StatusMark status={status ?? 'idle'} />
      </header>
      <BreakpointDot node={drawn.node} box={drawn.id} when="after" />
      <Handle type="source" position={Position.Bottom} className={styles.handle} />
    </NodeGroup>
  );
});
