import { withTouched } from '../protocol/channels.ts';
import type { StudioError } from '../protocol/errors.ts';
import { findSuspects } from '../structure/findSuspects.ts';
import type { Suspect } from '../structure/losses.ts';
import type { Ref } from '../structure/header.ts';
import type { StateToStore, TaskWrite } from '../structure/recorder.ts';
import { isJsonPlus, writeTextWith } from '../structure/serde.ts';
import type { Serde } from './langgraph.ts';
import type {
  CheckpointKey,
  CheckpointStore,
  PutCheckpoint,
  PutEncodedWrites,
  PutWrites,
  Serialized,
  Write,
} from './messages.ts';
import { unserializable } from './serializeCheck.ts';
import { createStateEncoder, weightOf, type Origin } from './stateEncoder.ts';

/** What is on its way to core. */
export interface Sent {
  commit: Promise<void>;
  bytes: number;
}

export interface ValueToWrite extends TaskWrite {
  idx: number;
}

/** Sends states to core as what they change; whole where that cannot be. */
export interface StateWriter {
  /** Something that was put was refused later: what is remembered of it is wrong. */
  forget: () => void;
  /** Before what follows from a stored checkpoint, or from none. */
  prepare: (from: Origin) => Promise<void>;
  /** Throws `notSerializable`. */
  put: (
    row: Omit<PutCheckpoint, 'checkpoint' | 'metadata'>,
    state: StateToStore,
    metadata: unknown,
  ) => Promise<Sent>;
  /** Throws `notSerializable`. */
  putWrites: (task: Omit<PutWrites, 'writes'>, values: ValueToWrite[]) => Promise<Sent>;
}

/** `suspected` hears of what may not come back as it was, and of the task that wrote it, before the graph goes on. */
export function createStateWriter(
  store: CheckpointStore,
  serde: Serde,
  suspected: (suspects: Suspect[], task_id?: string) => void,
): StateWriter {
  const encoder = createStateEncoder(store, serde);

  /** What a recorder remembers of something that was not stored is wrong. */
  const orForget = async (commit: Promise<void>) => {
    try {
      await commit;
    } catch (error) {
      encoder?.reset();
      throw error;
    }
  };

  const serialize = async (value: unknown, part: unknown, path: string): Promise<Serialized> => {
    const serialized = await serde.dumpsTyped(value);
    const error: StudioError | undefined = unserializable(value, part, serialized[1], path);
    if (error) throw error;
    return serialized;
  };

  const write = isJsonPlus(serde) ? writeTextWith(serde) : undefined;
  /** Also what was encoded of a value that goes whole after all. */
  const tellSuspects = (whole: { value: unknown; path: string }[], task_id?: string) => {
    const encoded = encoder?.suspects() ?? [];
    const others = write
      ? whole.flatMap(({ value, path }) => findSuspects(value, path, write))
      : [];
    const suspects = [...encoded, ...others];
    if (suspects.length > 0) suspected(suspects, task_id);
  };

  const encodeWrites = (
    key: CheckpointKey,
    values: ValueToWrite[],
  ): Pick<PutEncodedWrites, 'writes' | 'pack'> | undefined => {
    const encoded = encoder?.writes(key, values);
    if (!encoded) return undefined;
    const { refs, pack } = encoded;
    const writes = values.map(({ idx, channel }, at) => ({ idx, channel, ref: refs[at] as Ref }));
    return { writes, pack };
  };

  return {
    forget: () => encoder?.reset(),
    prepare: async (from) => encoder?.prepare(from),

    put: async (row, state, metadata) => {
      // Before anything is waited for: the graph goes on and may change what it holds.
      const encoded = encoder?.checkpoint(row, row.parent_checkpoint_id, state);
      tellSuspects(encoded ? [] : [{ value: state.channel_values, path: 'state' }]);
      const checkpoint = encoded ? undefined : serialize(state, state.channel_values, 'state');
      const common = { ...row, metadata: await serde.dumpsTyped(metadata) };
      if (encoder && encoded) {
        const changed = withTouched(row.changed, encoded.touched);
        const commit = orForget(encoder.store.putEncoded({ ...common, changed, encoded }));
        return { commit, bytes: weightOf(encoded.pack) };
      }
      const whole = (await checkpoint) as Serialized;
      return { commit: store.put({ ...common, checkpoint: whole }), bytes: whole[1].length };
    },

    putWrites: async (task, values) => {
      const isBytes = ({ value }: ValueToWrite) => value instanceof Uint8Array;
      const encoded = encodeWrites(
        task,
        values.filter((value) => !isBytes(value)),
      );
      tellSuspects(encoded ? [] : values, task.task_id);
      const left = encoded ? values.filter(isBytes) : values;
      const writes = await Promise.all(
        left.map(async ({ idx, channel, value, path }): Promise<Write> => ({
          idx,
          channel,
          value: await serialize(value, value, path),
        })),
      );
      const bytes = writes.reduce((sum, { value }) => sum + value[1].length, 0);
      if (!encoder || !encoded) return { commit: store.putWrites({ ...task, writes }), bytes };
      const commit = orForget(
        encoder.store.putEncodedWrites({ ...task, ...encoded, typed: writes }),
      );
      return { commit, bytes: bytes + weightOf(encoded.pack) };
    },
  };
}
