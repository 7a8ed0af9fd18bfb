import { z } from 'zod';
import type { Json } from '../protocol/model.ts';

/** What clients send, as LangGraph's server takes it (langgraph-api 1.5.1, dist/schemas.mjs). Null is as good as absent. */

const json = z.custom<Json>(() => true);
const fields = z.record(z.string(), json);
const opt = <T extends z.ZodType>(schema: T) =>
  schema.nullish().transform((value): z.output<T> | undefined => value ?? undefined);

const limit = opt(z.number().int().gte(1).lte(1000));
const offset = opt(z.number().int().gte(0));
const order = opt(z.enum(['asc', 'desc']));
const select = opt(z.array(z.string()));

export const checkpoint = z.object({
  checkpoint_id: opt(z.string()),
  checkpoint_ns: opt(z.string()),
  checkpoint_map: opt(fields),
});

const send = z.object({ node: z.string(), input: json.optional() });
const command = z.object({
  goto: opt(z.union([z.string(), send, z.array(z.union([z.string(), send]))])),
  update: opt(json),
  resume: json.optional(),
});

const config = z.looseObject({
  tags: opt(z.array(z.string())),
  recursion_limit: opt(z.number().int()),
  configurable: opt(fields),
  metadata: opt(fields),
});

const mode = z.enum([
  'values',
  'updates',
  'messages',
  'messages-tuple',
  'custom',
  'events',
  'debug',
  'tasks',
  'checkpoints',
  'tools',
]);
const nodes = z.union([z.literal('*'), z.array(z.string())]);

export const runCreate = z.object({
  assistant_id: z.string(),
  checkpoint_id: opt(z.string()),
  checkpoint: opt(checkpoint),
  input: json.optional(),
  command: opt(command),
  metadata: opt(fields),
  context: opt(json),
  config: opt(config),
  webhook: opt(z.string()),
  interrupt_before: opt(nodes),
  interrupt_after: opt(nodes),
  on_disconnect: opt(z.enum(['cancel', 'continue'])),
  multitask_strategy: opt(z.enum(['reject', 'rollback', 'interrupt', 'enqueue'])),
  stream_mode: opt(
    z.union([mode, z.array(mode)]).transform((one) => (Array.isArray(one) ? one : [one])),
  ),
  stream_subgraphs: opt(z.boolean()),
  stream_resumable: opt(z.boolean()),
  after_seconds: opt(z.number()),
  if_not_exists: opt(z.enum(['reject', 'create'])),
  on_completion: opt(z.enum(['delete', 'keep'])),
  durability: opt(z.enum(['sync', 'async', 'exit'])),
});
export type RunCreate = z.output<typeof runCreate>;

export const runBatch = z.array(runCreate).min(1);

const status = z.enum(['idle', 'busy', 'interrupted', 'error']);

export const threadCreate = z.object({
  thread_id: opt(z.guid()),
  metadata: opt(fields),
  if_exists: opt(z.enum(['raise', 'do_nothing'])),
  supersteps: opt(
    z.array(
      z.object({
        updates: z.array(
          z.object({ values: json.optional(), command: opt(command), as_node: z.string() }),
        ),
      }),
    ),
  ),
});

export const threadSearch = z.object({
  metadata: opt(fields),
  values: opt(fields),
  ids: opt(z.array(z.string())),
  status: opt(status),
  limit,
  offset,
  sort_by: opt(z.enum(['thread_id', 'status', 'created_at', 'updated_at', 'state_updated_at'])),
  sort_order: order,
  select,
});
export type ThreadSearch = z.output<typeof threadSearch>;

export const threadPatch = z.object({ metadata: opt(fields) });

export const threadPrune = z.object({
  thread_ids: z.array(z.guid()),
  strategy: opt(z.enum(['delete', 'keep_latest'])),
});

/** The documented `curl` call gives the channels beside `as_node`; then they are the values. */
export const stateUpdate = z
  .looseObject({
    values: json.optional(),
    as_node: opt(z.string()),
    checkpoint_id: opt(z.string()),
    checkpoint: opt(checkpoint),
  })
  .transform(({ values, as_node, checkpoint_id, checkpoint: at, ...rest }) => ({
    values: values ?? (Object.keys(rest).length > 0 ? (rest as Record<string, Json>) : null),
    as_node,
    checkpoint_id: checkpoint_id ?? at?.checkpoint_id,
    checkpoint_ns: at?.checkpoint_ns,
  }));

export const stateAt = z.object({
  checkpoint: opt(checkpoint),
  subgraphs: opt(z.union([z.boolean(), z.string().transform((text) => text === 'true')])),
});

export const history = z.object({
  limit: opt(z.coerce.number().int().gte(1).lte(1000)),
  before: opt(
    z.union([
      z.string(),
      z
        .looseObject({
          checkpoint_id: opt(z.string()),
          configurable: opt(z.looseObject({ checkpoint_id: opt(z.string()) })),
        })
        .transform((at) => at.checkpoint_id ?? at.configurable?.checkpoint_id),
    ]),
  ),
  metadata: opt(fields),
  checkpoint: opt(checkpoint),
});

export const assistantCreate = z.object({
  assistant_id: opt(z.guid()),
  graph_id: z.string(),
  config: opt(config),
  context: opt(json),
  metadata: opt(fields),
  if_exists: opt(z.enum(['raise', 'do_nothing'])),
  name: opt(z.string()),
  description: opt(z.string()),
});

export const assistantPatch = z.object({
  graph_id: opt(z.string()),
  config: opt(config),
  context: opt(json),
  metadata: opt(fields),
  name: opt(z.string()),
  description: opt(z.string()),
});

export const assistantSearch = z.object({
  graph_id: opt(z.string()),
  name: opt(z.string()),
  metadata: opt(fields),
  limit,
  offset,
  sort_by: opt(z.enum(['assistant_id', 'graph_id', 'created_at', 'updated_at', 'name'])),
  sort_order: order,
  select,
});

export const versionSearch = z.object({ metadata: opt(fields), limit, offset });
export const latestVersion = z.object({ version: z.number().int() });

/** A namespace's labels stand in one query parameter with dots between them, so none may be in a label. */
const labels = z.array(
  z
    .string()
    .min(1, 'a label of a namespace may not be empty')
    .refine((label) => !label.includes('.'), 'a label of a namespace may not contain a dot'),
);
const namespace = labels.min(1, 'a namespace needs a label');

export const itemPut = z.object({
  namespace,
  key: z.string(),
  value: fields,
  /** Minutes. */
  ttl: z.number().positive().nullish(),
});
export const itemDelete = z.object({ namespace, key: z.string() });
export const itemGet = z.object({
  namespace: z
    .string()
    .transform((path) => path.split('.'))
    .pipe(namespace),
  key: z.string(),
  refresh_ttl: opt(z.string()),
});
export const itemSearch = z.object({
  namespace_prefix: opt(labels).transform((path) => path ?? []),
  filter: opt(fields),
  limit,
  offset,
  refresh_ttl: opt(z.boolean()),
});
export const namespaceList = z.object({
  prefix: opt(labels),
  suffix: opt(labels),
  max_depth: opt(z.number().int().gte(1)),
  limit,
  offset,
});

/** Of a query: one each, or several with commas. */
export const threadStreamModes = z
  .array(z.string())
  .transform((given) => given.flatMap((one) => one.split(',')))
  .pipe(z.array(z.enum(['run_modes', 'lifecycle', 'state_update'])))
  .transform((modes) => (modes.length > 0 ? modes : (['run_modes'] as const)));
