import { StudioError } from '../protocol/errors.ts';
import type {
  EncodedCheckpoint,
  Pack,
  Recorder,
  StateToStore,
  TaskWrite,
} from '../structure/recorder.ts';
import { createRecorders, NOTHING_DELETED } from '../structure/recorders.ts';
import type { Suspect } from '../structure/losses.ts';
import type { Ref } from '../structure/header.ts';
import { Refusal } from '../structure/refusal.ts';
import { isJsonPlus, writeTextWith } from '../structure/serde.ts';
import type { Serde } from './langgraph.ts';
import type { CheckpointKey, CheckpointStore, EncodedStore } from './messages.ts';

/** A stored checkpoint to go on from; without an id, where there is none. */
export interface Origin extends Omit<CheckpointKey, 'checkpoint_id'> {
  checkpoint_id?: string | undefined;
  epoch?: string;
}

/** Turns checkpoints into what they change, in the process where their values are. */
export interface StateEncoder {
  readonly store: EncodedStore;
  /** Makes ready to go on from a stored checkpoint, or from none. */
  prepare: (from: Origin) => Promise<void>;
  /** Undefined when it has to go whole, as before `prepare`. Throws `notSerializable`. */
  checkpoint: (
    key: CheckpointKey,
    parent: string | undefined,
    state: StateToStore,
  ) => EncodedCheckpoint | undefined;
  /** Undefined when it has to go whole, as before `prepare`. Throws `notSerializable`. */
  writes: (
    key: CheckpointKey,
    writes: readonly TaskWrite[],
  ) => { refs: Ref[]; pack: Pack } | undefined;
  /** What was encoded since the last call and may not come back as it was. To be looked at before anything is waited for. */
  suspects: () => Suspect[];
  /** What was encoded was not stored. */
  reset: () => void;
}

/** Ids asked for at a time: more than most runs need. */
const RESERVED = 1 << 20;
/** Ids left when more are asked for. */
const LOW = 1 << 16;

/** A single state with more new parts than ids are left: it goes whole. */
class OutOfIds extends Error {}

const nameOf = ({ thread_id, checkpoint_ns, checkpoint_id }: CheckpointKey): string =>
  JSON.stringify([thread_id, checkpoint_ns, checkpoint_id]);

/** Undefined when the serializer is not LangGraph's own or the store takes whole states only. */
export function createStateEncoder(given: CheckpointStore, serde: Serde): StateEncoder | undefined {
  if (!takesEncoded(given) || !isJsonPlus(serde)) return undefined;
  const store = given;
  let next = 0;
  let end = 0;
  let spare: number | undefined;
  let asking: Promise<void> | undefined;

  const ask = async () => {
    spare = await store.reserveIds(RESERVED);
    asking = undefined;
  };
  const nextId = (): number => {
    if (next >= end && spare !== undefined) {
      next = spare;
      end = next + RESERVED;
      spare = undefined;
    }
    if (end - next < LOW && spare === undefined) asking ??= ask();
    if (next >= end) throw new OutOfIds();
    return next++;
  };
  /** One for each thread: what is found again must never be another's, which is deleted by itself. */
  const suspects: Suspect[] = [];
  const recorders = createRecorders<string>(writeTextWith(serde), nextId, (suspect) =>
    suspects.push(suspect),
  );
  /** Of what is stored, when each recorder last went on from it. */
  const epochs = new WeakMap<Recorder, string>();
  const isReady = () => spare !== undefined || end - next > LOW / 2;

  const refusing = <T>(encode: () => T): T | undefined => {
    try {
      return encode();
    } catch (error) {
      if (error instanceof OutOfIds) return undefined;
      throw error instanceof Refusal ? new StudioError('notSerializable', error.message) : error;
    }
  };

  return {
    store,
    async prepare({ epoch, checkpoint_id, ...place }) {
      if (!isReady()) await (asking ??= ask());
      const recorder = recorders.of(place.thread_id);
      // What it remembers was deleted: the whole thread, or checkpoints of it.
      const isEmpty = checkpoint_id === undefined && place.checkpoint_ns === '';
      const now = isEmpty ? NOTHING_DELETED : (epoch ?? epochs.get(recorder) ?? NOTHING_DELETED);
      if (isEmpty || now !== (epochs.get(recorder) ?? now)) recorder.reset();
      epochs.set(recorder, now);
      if (checkpoint_id === undefined) return;
      const key = { ...place, checkpoint_id };
      if (recorder.knows(nameOf(key))) return;
      const back = await store.readBack(key);
      if (back) recorder.learn(nameOf(key), back);
    },
    checkpoint: (key, parent, state) => {
      if (!isReady()) return undefined;
      const before = parent && nameOf({ ...key, checkpoint_id: parent });
      return refusing(() => recorders.of(key.thread_id).checkpoint(nameOf(key), before, state));
    },
    writes: (key, writes) =>
      isReady()
        ? refusing(() => recorders.of(key.thread_id).writes(nameOf(key), writes))
        : undefined,
    suspects: () => suspects.splice(0),
    reset: recorders.reset,
  };
}

const takesEncoded = (store: CheckpointStore): store is EncodedStore =>
  typeof (store as Partial<EncodedStore>).putEncoded === 'function';

/** Characters of what is new. */
export const weightOf = ({ data, runs }: Pack): number =>
  [...data, ...runs].reduce((sum, { text }) => sum + text.length, 0);
