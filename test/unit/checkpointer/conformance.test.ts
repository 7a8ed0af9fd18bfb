import type { BaseCheckpointSaver } from '@langchain/langgraph-checkpoint';
import {
  deltaChannelHistoryTests,
  validate,
  type CheckpointSaverTestInitializer,
} from '@langchain/langgraph-checkpoint-validation';
import * as vitest from 'vitest';
import { RetrographSaver } from '../../../core/checkpointer/retrographSaver.ts';

// The suite takes vitest from the globals.
Object.assign(globalThis, vitest);

/**
 * The suite knows its exceptions by name. `MemorySaver`'s, which `SqliteSaver` shares, is a single test: that
 * values of channels which are not among the new versions are not stored. They have to be: a copied checkpoint
 * names no new versions, and a node may have mutated any of them.
 */
const likeMemorySaver: CheckpointSaverTestInitializer<BaseCheckpointSaver> = {
  checkpointerName: 'MemorySaver',
  createCheckpointer: () => new RetrographSaver(':memory:'),
  destroyCheckpointer: (saver) => (saver as RetrographSaver).close(),
};

vitest.describe("RetrographSaver passes LangGraph's own suite", () => {
  validate(likeMemorySaver);
  deltaChannelHistoryTests(likeMemorySaver);
});
