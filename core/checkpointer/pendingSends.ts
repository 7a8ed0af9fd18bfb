import {
  emptyCheckpoint,
  maxChannelVersion,
  type BaseCheckpointSaver,
  type Checkpoint,
} from '@langchain/langgraph-checkpoint';

export const SENDS = '__pregel_tasks';

/** Whether this copy of LangGraph looks for sends in the checkpoint: the oldest do. */
const inCheckpoint = 'pending_sends' in emptyCheckpoint();

/** Whether a checkpoint lacks its sends as it is stored: before format 4 they stay with the tasks that wrote them. */
export const lacksSends = ({ v }: Checkpoint): boolean => v < 4 || inCheckpoint;

/** Puts them where this copy looks for them. */
export function addSends(
  checkpoint: Checkpoint,
  sends: unknown[],
  saver: Pick<BaseCheckpointSaver, 'getNextVersion'>,
): void {
  if (inCheckpoint) {
    Object.assign(checkpoint, { pending_sends: sends });
    return;
  }
  const versions = Object.values(checkpoint.channel_versions);
  checkpoint.channel_values[SENDS] = sends;
  checkpoint.channel_versions[SENDS] =
    versions.length > 0 ? maxChannelVersion(...versions) : saver.getNextVersion(undefined);
}
