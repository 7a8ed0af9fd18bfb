import { MemorySaver } from '@langchain/langgraph';
import { createStateWriter } from '../../core/runner/stateWriter.ts';
import type { CheckpointKey } from '../../core/runner/messages.ts';
import type { Storage } from '../../core/storage/storage.ts';

const { serde } = new MemorySaver();

type Place = Pick<CheckpointKey, 'thread_id'> & { checkpoint_id?: string };

/** What a runner does with states, without the process and the graph: it sends what they change. */
export function sendingRunner({ checkpoints }: Storage) {
  const store = checkpoints.observed(() => {});
  const writer = createStateWriter(store, serde, () => {});
  return {
    /** Makes ready to go on from what is stored: from the newest without an id. Answers from where. */
    begin: async (place: Place): Promise<string | undefined> => {
      const from = { ...place, checkpoint_ns: '' };
      const { checkpoint_id, epoch } = (await store.getTuple(from)) ?? {};
      await writer.prepare({ ...from, checkpoint_id, ...(epoch !== undefined && { epoch }) });
      return checkpoint_id;
    },
    /** Resolves when it is stored. */
    put: async (
      key: Omit<CheckpointKey, 'checkpoint_ns'>,
      channel_values: Record<string, unknown>,
      parent?: string,
    ): Promise<void> => {
      const { commit } = await writer.put(
        {
          ...key,
          checkpoint_ns: '',
          ...(parent && { parent_checkpoint_id: parent }),
          step: 0,
          source: 'loop',
          created_at: '2026-01-01T00:00:00.000Z',
          changed: [],
        },
        { v: 4, channel_values, channel_versions: {}, versions_seen: {} },
        { step: 0 },
      );
      await commit;
    },
    /** The same, of one task. */
    putWrites: async (
      key: Omit<CheckpointKey, 'checkpoint_ns'>,
      task_id: string,
      value: unknown,
    ): Promise<void> => {
      const { commit } = await writer.putWrites(
        { ...key, checkpoint_ns: '', task_id, task_path: '' },
        [{ idx: 0, channel: 'list', value, path: 'state.list' }],
      );
      await commit;
    },
  };
}

/** Every checkpoint of a thread by its id, and what tasks wrote to it. */
export async function storedStates({ checkpoints }: Storage, thread_id: string) {
  const states: Record<string, { values: unknown; writes: unknown[] }> = {};
  for (const { checkpoint_id, checkpoint, writes } of checkpoints.listSync({ thread_id })) {
    const { channel_values } = (await serde.loadsTyped(...checkpoint)) as {
      channel_values: unknown;
    };
    states[checkpoint_id] = {
      values: channel_values,
      writes: await Promise.all(writes.map(({ value }) => serde.loadsTyped(...value))),
    };
  }
  return states;
}
