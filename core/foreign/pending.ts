import type { Value } from '../values/value.ts';
import type { Candidate } from './taskNames.ts';
import { sentTo, targetOf } from './timeline.ts';

/** What a checkpoint would run next: the channels that wake nodes hold something only until they have been read. */
export function pendingOf(checkpoint: Value): Candidate[] {
  const values = checkpoint.inner?.child('channel_values')?.inner;
  const woken = (values?.slice(0, Infinity) ?? []).flatMap(({ key }): Candidate[] => {
    const trigger = String(key);
    // A join is there as long as one of its legs is; whether all are only the graph knows.
    const name = trigger.startsWith('join:') ? undefined : targetOf(trigger);
    return name === undefined ? [] : [{ name, trigger }];
  });
  const topic = values?.child('__pregel_tasks');
  const [first, second] = topic?.inner?.first(2) ?? [];
  // Up to LangGraph 1.2 a topic is `[seen, values]`, later its values alone; a `Send` is never a list.
  const sends = first?.value.type === 'array' ? second?.value : topic;
  const sent = (sends?.inner?.slice(0, Infinity) ?? []).map(({ value }, index) => ({
    name: sentTo(value),
    index,
  }));
  const start = values?.child('__start__') ? [{ name: '__start__', trigger: '__start__' }] : [];
  return [...start, ...woken, ...sent.filter(({ name }) => name !== '')];
}
