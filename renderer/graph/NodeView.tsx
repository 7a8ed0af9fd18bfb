import { Handle, Position, type NodeProps } from '@xyflow/react';
import { ChevronRight, CornerDownRight, Hourglass, RotateCcw, Waypoints, Zap } from 'lucide-react';
import { memo } from 'react';
import { useApp } from '../store/store.ts';
import { BreakpointDot } from './BreakpointDot.tsx';
import type { DrawnNode } from './drawnGraph.ts';
import type { FlowNode } from './flowElements.ts';
import styles from './Graph.module.css';
import { NodeGroup } from './NodeGroup.tsx';
import { StatusMark } from '../ui/StatusMark.tsx';
import { useNodeStatus } from './useNodeStatus.ts';

/** One node or task: its name, its status by colour and shape, its breakpoints. */
export const NodeView = memo(function NodeView({ data: { drawn } }: NodeProps<FlowNode>) {
  const status = useNodeStatus(drawn);
  const fold = useApp((state) => state.subgraphFolded);
  return (
    <NodeGroup drawn={drawn} status={status} className={styles.node}>
      <Handle type="target" position={Position.Top} className={styles.handle} />
      <BreakpointDot node={drawn.node} box={drawn.id} when="before" />
      {drawn.closed ? (
        <button
          type="button"
          className={styles.fold}
          aria-label={`Expand ${drawn.id}`}
          onClick={() => fold(drawn.node, false)}
        >
          <ChevronRight />
        </button>
      ) : (
        <StatusMark status={status ?? 'idle'} />
      )}
      <span className={styles.name} title={drawn.id}>
        {drawn.name}
      </span>
      <Marks drawn={drawn} />
      {drawn.closed && status && <StatusMark status={status ?? 'idle'} />}
      <BreakpointDot node={drawn.node} box={drawn.id} when="after" />
      <Handle type="source" position={Position.Bottom} className={styles.handle} />
    </NodeGroup>
  );
});

const marks = [
  { key: 'anywhere', icon: Waypoints, text: 'May go anywhere: its router has no path map' },
  { key: 'defer', icon: Hourglass, text: 'Deferred: runs when nothing else is left' },
  { key: 'retry', icon: RotateCcw, text: 'Has a retry policy' },
  { key: 'cache', icon: Zap, text: 'Has a cache policy' },
] as const;

function Marks({ drawn }: { drawn: DrawnNode }) {
  return (
    <>
      {marks
        .filter(({ key }) => drawn[key])
        .map(({ key, icon: Icon, text }) => (
          <span key={key} className={styles.mark} role="img" aria-label={text} title={text}>
            <Icon />
          </span>
        ))}
      {drawn.kind === 'task' && (
        <span className={styles.mark} role="img" aria-label="Task" title="Task">
          <CornerDownRight />
        </span>
      )}
    </>
  );
}
