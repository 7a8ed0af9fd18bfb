import type { GraphModel } from '../../core/protocol/graph.ts';
import type {
  CheckpointRow,
  ItemRef,
  Json,
  SessionInfo,
  TaskInfo,
  ThreadInfo,
  ValueLevel,
  ValueNode,
  ValueRef,
} from '../../core/protocol/model.ts';
import type { Requests } from '../../core/protocol/requests.ts';
import { findValues } from '../../core/values/findValues.ts';
import { jsonText } from '../../core/values/jsonText.ts';
import { textValue } from '../../core/values/textValue.ts';
import { createAppStore, provideStore } from '../../renderer/store/store.ts';
import { fakeClient } from './fakeClient.ts';

/** Small stand-ins for what the inspector is about: one session, one thread. */
export const thread: ThreadInfo = {
  thread_id: 't',
  graph_id: 'g',
  title: 'Thread 1',
  created_at: '2026-01-01T10:00:00Z',
  updated_at: '2026-01-01T10:00:00Z',
  state: 'idle',
  checkpointCount: 2,
};

export const session: SessionInfo = {
  sessionId: 's',
  project: { root: '/p', name: 'p', target: '/p/agent.ts' },
  graphs: [{ id: 'g', file: '/p/agent.ts' }],
  graphId: 'g',
  phase: 'ready',
  capabilities: { run: true, updateState: true, source: true },
  limits: {},
  responsive: true,
};

const node = (name: string): GraphModel['nodes'][number] => ({
  id: name,
  name,
  kind: 'node',
  hasSource: true,
});

export const graph: GraphModel = {
  graphId: 'g',
  kind: 'state',
  nodes: [node('agent'), node('ask_human')],
  edges: [],
  channels: [
    {
      name: 'messages',
      type: 'BinaryOperatorAggregate',
      reducer: 'merges messages by id',
      isMessages: true,
      input: true,
    },
    { name: 'topic', type: 'LastValue', reducer: 'replaces', isMessages: false, input: true },
  ],
  exampleInput: { topic: 'cats' },
  compiledBreakpoints: [],
  diagnostics: [],
  shape: '1',
};

export const row = (step: number, more: Partial<CheckpointRow> = {}): CheckpointRow => ({
  thread_id: 't',
  checkpoint_ns: '',
  checkpoint_id: `c${step}`,
  ...(step > 0 && { parent_checkpoint_id: `c${step - 1}` }),
  step,
  source: 'loop',
  next: [],
  changed: ['messages'],
  size: 100,
  created_at: '2026-01-01T10:00:00Z',
  ...more,
});

export const task = (id: string, more: Partial<TaskInfo> = {}): TaskInfo => ({
  id,
  name: id,
  node: id,
  thread_id: 't',
  checkpoint_id: 'c1',
  checkpoint_ns: '',
  task_ns: `${id}:${id}`,
  status: 'next',
  triggers: [],
  path: [],
  attempt: 1,
  interrupts: [],
  ...more,
});

const isContainer = (value: Json): value is Json[] | Record<string, Json> =>
  typeof value === 'object' && value !== null;

function nodeOf(value: Json): ValueNode {
  const text = JSON.stringify(value);
  const preview = text.length > 200 ? `${text.slice(0, 199)}…` : text;
  if (Array.isArray(value))
    return { type: 'array', preview, count: value.length, size: text.length };
  if (isContainer(value)) {
    return { type: 'object', preview, count: Object.keys(value).length, size: text.length };
  }
  const type = value === null ? 'null' : (typeof value as 'string' | 'number' | 'boolean');
  return { type, preview, size: text.length };
}

/** One level of a JSON value, as core's `readValue` gives it. */
export function levelOf(value: Json, offset = 0): ValueLevel {
  const entries: [string | number, Json][] = Array.isArray(value)
    ? value.map((item, index) => [index, item])
    : isContainer(value)
      ? Object.entries(value)
      : [];
  const children = entries
    .slice(offset, offset + 100)
    .map(([key, child]) => ({ key, node: nodeOf(child) }));
  return { node: nodeOf(value), children, offset, total: entries.length };
}

const at = (value: Json, path: (string | number)[]): Json =>
  path.reduce<Json>((inner, key) => {
    if (Array.isArray(inner)) return inner[Number(key)] ?? null;
    return isContainer(inner) ? (inner[String(key)] ?? null) : null;
  }, value);

/** Messages as LangGraph's serializer writes them; anything else as it is. */
function asStored(value: Json): Json {
  if (!Array.isArray(value) || !value.every((item) => isContainer(item) && 'content' in item))
    return value;
  return value.map((kwargs) => ({ lc: 1, type: 'constructor', id: ['messages'], kwargs }));
}

interface Inspected {
  /** By checkpoint id. */
  states?: Record<string, Json>;
  rows?: CheckpointRow[];
  tasks?: TaskInfo[];
  thread?: Partial<ThreadInfo>;
  answers?: Partial<Requests>;
}

/** A provided store that shows `rows` and `tasks` of one thread, over a fake core that reads `states`. */
export function inspect(given: Inspected) {
  const { states = {}, rows = [], tasks = [], answers = {} } = given;
  const stateOf = (ref: ValueRef | ItemRef) =>
    ('item' in ref ? undefined : states[ref.checkpoint_id]) ?? null;
  const fake = fakeClient({
    readValue: async ({ ref, path, offset }) => levelOf(at(stateOf(ref), path), offset),
    readWhole: async ({ ref, path }) => at(stateOf(ref), path),
    findValues: ({ ref, path, text }) =>
      findValues(textValue(jsonText(JSON.stringify(at(stateOf(ref), path)))), text),
    readEditable: async ({ ref, path }) => asStored(at(stateOf(ref), path)),
    getInputs: async () => [],
    getRunConfig: async () => ({}),
    setRunConfig: async () => {},
    ...answers,
  });
  const store = provideStore(createAppStore(fake.client));
  store.setState({
    sessionId: 's',
    threadId: 't',
    sessions: { s: session },
    graphs: { s: graph },
    threads: { s: { t: { ...thread, ...given.thread } } },
    rows: {
      t: Object.fromEntries(rows.map((one) => [`${one.checkpoint_ns}#${one.checkpoint_id}`, one])),
    },
    tasks: { t: Object.fromEntries(tasks.map((one) => [one.id, one])) },
  });
  return { ...fake, store };
}
