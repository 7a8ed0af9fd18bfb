import { isDeepStrictEqual } from 'node:util';
import type { RunnableConfig } from '@langchain/core/runnables';
import {
  BaseCheckpointSaver,
  MemorySaver,
  type ChannelVersions,
  type Checkpoint,
  type CheckpointListOptions,
  type CheckpointMetadata,
  type CheckpointTuple,
  type PendingWrite,
} from '@langchain/langgraph-checkpoint';
import { RetrographSaver } from '../../../core/checkpointer/retrographSaver.ts';
import { workloads, type WorkloadName } from './workloads.ts';

/** Gives everything to both savers at the same moment, and answers from the first. */
export class BothSavers extends BaseCheckpointSaver {
  readonly reference = new MemorySaver();
  readonly ours: RetrographSaver;

  constructor(ours: RetrographSaver) {
    super();
    this.ours = ours;
  }

  getTuple(config: RunnableConfig): Promise<CheckpointTuple | undefined> {
    return this.ours.getTuple(config);
  }

  list(config: RunnableConfig, options?: CheckpointListOptions): AsyncGenerator<CheckpointTuple> {
    return this.ours.list(config, options);
  }

  async put(
    config: RunnableConfig,
    checkpoint: Checkpoint,
    metadata: CheckpointMetadata,
    versions: ChannelVersions,
  ): Promise<RunnableConfig> {
    const [stored] = await Promise.all([
      this.ours.put(config, checkpoint, metadata, versions),
      this.reference.put(config, checkpoint, metadata),
    ]);
    return stored;
  }

  async putWrites(config: RunnableConfig, writes: PendingWrite[], taskId: string): Promise<void> {
    await Promise.all([
      this.ours.putWrites(config, writes, taskId),
      this.reference.putWrites(config, writes, taskId),
    ]);
  }

  async deleteThread(threadId: string): Promise<void> {
    await Promise.all([this.ours.deleteThread(threadId), this.reference.deleteThread(threadId)]);
  }
}

/** Runs a workload, mutations in place in the mix, and compares every checkpoint with `MemorySaver`'s. */
export async function verify(name: WorkloadName, size: number, path: string) {
  const ours = new RetrographSaver(path);
  const both = new BothSavers(ours);
  const { graph, input } = workloads[name](size, both, { mutate: true });
  await graph.invoke(input, { configurable: { thread_id: 't' }, recursionLimit: 1e6 });
  ours.close();
  const reopened = new RetrographSaver(path);
  const compared = await compareSavers(reopened, both.reference);
  reopened.close();
  return { compared };
}

/** Throws where a checkpoint of `ours` is not deeply equal to `reference`'s, listed or read by itself. */
export async function compareSavers(
  ours: RetrographSaver,
  reference: MemorySaver,
): Promise<number> {
  const config = { configurable: { thread_id: 't' } };
  const listed = new Map<string, CheckpointTuple>();
  for await (const tuple of ours.list(config)) listed.set(tuple.checkpoint.id, tuple);
  let compared = 0;
  for await (const expected of reference.list(config)) {
    const { id } = expected.checkpoint;
    compareTuples(listed.get(id), expected, 'listed');
    compareTuples(await ours.getTuple(expected.config), expected, 'read');
    compared += 1;
  }
  if (compared !== listed.size) throw new Error(`${listed.size} checkpoints, not ${compared}.`);
  return compared;
}

function compareTuples(ours: CheckpointTuple | undefined, expected: CheckpointTuple, how: string) {
  if (isDeepStrictEqual(ours && comparable(ours), comparable(expected))) return;
  const { id } = expected.checkpoint;
  throw new Error(
    `Checkpoint ${id} is not what MemorySaver gives when ${how}:\n${JSON.stringify(ours)?.slice(0, 2000)}\n${JSON.stringify(expected).slice(0, 2000)}`,
  );
}

/** `MemorySaver` gives writes as they came; the other savers, and ours, by task and index. */
function comparable({
  checkpoint,
  metadata,
  config,
  parentConfig,
  pendingWrites = [],
}: CheckpointTuple) {
  const writes = pendingWrites.toSorted(([a, x], [b, y]) =>
    a < b ? -1 : a > b ? 1 : x < y ? -1 : x > y ? 1 : 0,
  );
  return { checkpoint, metadata, config, parentConfig, writes };
}
