import { StudioError } from '../../protocol/errors.ts';
import type { ValueRef } from '../../protocol/model.ts';
import type { StateSource } from '../checkpoints.ts';
import type { Values } from '../storage.ts';
import { createTextCache, serializedValue } from './textCache.ts';
import { stateValue } from './stateValue.ts';
import { taskInput, taskWrites, type TaskSource } from './taskValue.ts';
import { findValues } from '../../values/findValues.ts';
import { absent, editableOf, levelOf, valueAt, type Value } from '../../values/value.ts';

/** The text of this many characters of checkpoints is kept at hand. */
const CACHED_CHARACTERS = 64 * 1024 * 1024;

/** How many children a level sends when nobody says. */
const LIMIT = 100;

/**
 * Reads values straight from what is stored: only what a path leads to, and nothing is revived. A path that leads nowhere is
 * `undefined` (JSON: null), since the same path is asked of checkpoints that have it and that don't.
 */
export function createValues(states: StateSource, tasks: TaskSource): Values {
  const cache = createTextCache(CACHED_CHARACTERS);

  const checkpointOf = (ref: ValueRef): Value => {
    const stamp = states.stamp(ref);
    if (stamp === undefined) {
      throw new StudioError('unknownCheckpoint', `There is no checkpoint ${ref.checkpoint_id}.`);
    }
    return cache.read(`${ref.thread_id} ${stamp}`, () => states.state(ref) as Value);
  };

  const metadataOf = (ref: ValueRef) => {
    const metadata = states.metadata(ref);
    return metadata && serializedValue(metadata);
  };

  const rootOf = (ref: ValueRef): Value => {
    const checkpoint = checkpointOf(ref);
    if (!ref.task) return stateValue(checkpoint, metadataOf(ref));
    return ref.task.part === 'writes'
      ? taskWrites(states.writes(ref, ref.task.id))
      : taskInput(checkpoint, ref, ref.task.id, { states, tasks });
  };

  const find = (ref: ValueRef, path: (string | number)[]) => valueAt(rootOf(ref), path) ?? absent();

  return {
    readValue: (ref, path, offset = 0, limit = LIMIT) => levelOf(find(ref, path), offset, limit),
    findValues: async (ref, path, text, signal) => findValues(find(ref, path), text, signal),
    readWhole: (ref, path) => find(ref, path).toJson() ?? null,
    readEditable: (ref, path) => editableOf(find(ref, path)),
  };
}
