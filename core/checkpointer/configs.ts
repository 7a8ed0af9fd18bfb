import type { RunnableConfig } from '@langchain/core/runnables';
import type { SerializerProtocol } from '@langchain/langgraph-checkpoint';

export interface RetrographSaverOptions {
  /** How long to wait for another process to finish writing, in milliseconds; 5,000 by default. */
  busyTimeout?: number;
  /** LangGraph's own by default. Any other writes whole checkpoints, which take the room that they take. */
  serde?: SerializerProtocol;
  /**
   * Hears what LangGraph's serializer does not keep of a state, one sentence for each path, as in "state.when was a Date;
   * LangGraph stores it as text." Without it, these are warnings of the process.
   */
  onLoss?: (sentence: string) => void;
}

/** What `onLoss` is when nothing is given: Node's own way to tell whoever runs a program. */
export const warnOfLoss = (sentence: string): void =>
  process.emitWarning(sentence, 'RetrographWarning');

interface Key {
  thread_id?: string;
  checkpoint_ns: string;
  checkpoint_id?: string;
}

/** What a config says of a checkpoint. */
export function keyOf({ configurable = {} }: RunnableConfig): Key {
  const { thread_id, checkpoint_ns, checkpoint_id, thread_ts } = configurable as Partial<
    Record<string, string>
  >;
  const key: Key = { checkpoint_ns: checkpoint_ns ?? '' };
  if (thread_id !== undefined) key.thread_id = thread_id;
  const id = checkpoint_id || thread_ts;
  if (id) key.checkpoint_id = id;
  return key;
}

/** The same, of a config that must name a thread; `what` it is needed for is said when it does not. */
export function threadOf(config: RunnableConfig, what: string): Key & { thread_id: string } {
  const key = keyOf(config);
  if (key.thread_id) return key as Key & { thread_id: string };
  throw new Error(
    `Failed to ${what}. The passed RunnableConfig is missing a required "thread_id" field in its "configurable" property.`,
  );
}

export const configOf = (
  thread_id: string,
  checkpoint_ns: string,
  checkpoint_id: string,
): RunnableConfig => ({ configurable: { thread_id, checkpoint_ns, checkpoint_id } });
