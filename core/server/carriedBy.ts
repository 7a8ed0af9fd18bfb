import type { ClientRun } from '../protocol/clientRun.ts';
import type { Json } from '../protocol/model.ts';
import type { LiveRun } from './liveRun.ts';

/** What a run carries: what its client and the request said, over what its assistant is configured with. */
export function carriedBy({ payload, record, assistant, configurable, last }: LiveRun): ClientRun {
  const { config, command, context, interrupt_before, interrupt_after, durability } = payload;
  const { run_id, thread_id, assistant_id } = record;
  const { graph_id } = assistant;
  const known = assistant.config as ClientRun['config'];
  const ids = { run_id, thread_id, graph_id, assistant_id };
  const limit = config?.recursion_limit ?? known?.recursion_limit;
  const tags = config?.tags ?? known?.tags;
  return {
    ...(command && { command }),
    config: {
      configurable: {
        ...known?.configurable,
        ...config?.configurable,
        ...configurable,
        ...ids,
      },
      metadata: { ...record.metadata, ...config?.metadata, ...ids },
      ...(tags && { tags }),
      ...(limit !== undefined && { recursion_limit: limit }),
    },
    ...(context === undefined
      ? isEmpty(assistant.context)
        ? {}
        : { context: assistant.context }
      : { context: merged(assistant.context, context) }),
    ...(interrupt_before && { interrupt_before }),
    ...(interrupt_after && { interrupt_after }),
    ...(durability && { durability }),
    stream: {
      modes: last ? ['values'] : (payload.stream_mode ?? ['values']),
      subgraphs: !last && (payload.stream_subgraphs ?? false),
      ...(last && { last }),
    },
  };
}

const isEmpty = (value: Json): boolean =>
  value === null || (typeof value === 'object' && Object.keys(value).length === 0);

function merged(known: Json, given: Json): Json {
  const both = [known, given].every(
    (one) => typeof one === 'object' && one !== null && !Array.isArray(one),
  );
  return both ? { ...(known as object), ...(given as object) } : given;
}
