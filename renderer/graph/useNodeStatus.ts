import type { TaskStatus } from '../../core/protocol/model.ts';
import { nodeStatuses } from '../store/nodeStatuses.ts';
import { activeTasks } from '../store/selectors.ts';
import { useApp } from '../store/store.ts';
import type { DrawnNode } from './drawnGraph.ts';

/** The status of one box: its very task's in a call tree, else its node's at the moment shown. */
export const useNodeStatus = ({ node, taskId }: DrawnNode): TaskStatus | undefined =>
  useApp((state) => (taskId ? activeTasks(state)[taskId]?.status : nodeStatuses(state)[node]));
