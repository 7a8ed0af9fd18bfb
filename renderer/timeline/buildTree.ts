import type { CheckpointRow } from '../../core/protocol/model.ts';
import { callerOf, namesAround, segmentsOf } from '../../core/protocol/namespace.ts';
import { checkpointKey } from '../store/selectors.ts';
import type { Tasks } from '../store/taskIndex.ts';
import { layOutLanes, type Lanes } from './lanes.ts';

/** One line of the Checkpoints tree. */
export interface TreeRow {
  key: string;
  row: CheckpointRow;
  /** The checkpoint it was made from, if that is here. */
  before?: CheckpointRow;
  /** 1 for the root graph; one more per subgraph around it. */
  level: number;
  /** How the lines beside it run. Those of the graphs around it come first. */
  lanes: Lanes[];
  /** Keys of the checkpoints of the subgraphs that ran from here: they are shown below when it is open. */
  childCount: number;
  /** Key of the row it is nested under. */
  parent?: string;
  /** Names of the subgraphs around it, outermost first. */
  path: string[];
}

interface Group {
  ns: string;
  rows: CheckpointRow[];
}

const nothing: Group[] = [];

/**
 * The checkpoints of a thread as a tree, newest first: a pure function of the rows, whatever order they came
 * in. One namespace is one git graph by parent links; a subgraph's is nested under the checkpoint whose task
 * called it. Rows below a key in `closed` are left out. The newest of thread `threadId` begin the first lines.
 */
export function buildTree(
  rows: readonly CheckpointRow[],
  tasks: Tasks,
  closed: ReadonlySet<string>,
  threadId?: string,
): TreeRow[] {
  const groups = groupByNamespace(rows);
  const nested = nestGroups(groups, tasks);
  // Of a graph without subgraphs all is at the top.
  const hasNested = nested.size > 1;
  const tree: TreeRow[] = [];

  const addGroup = (group: Group, outer: Lanes[], parent: string | undefined) => {
    const path = namesAround(group.ns);
    const newest = group.rows.find((row) => row.thread_id === threadId);
    const byId = new Map(group.rows.map((row) => [row.checkpoint_id, row]));
    for (const { row, lanes } of layOutLanes(group.rows, newest?.checkpoint_id)) {
      const key = checkpointKey(row);
      const children = (hasNested && nested.get(key)) || nothing;
      const before = byId.get(row.parent_checkpoint_id ?? '');
      tree.push({
        key,
        row,
        ...(before && { before }),
        level: path.length + 1,
        lanes: [...outer, lanes],
        childCount: children.reduce((count, child) => count + child.rows.length, 0),
        ...(parent !== undefined && { parent }),
        path,
      });
      if (children.length === 0 || closed.has(key)) continue;
      const passing = [...outer, throughOnly(lanes)];
      for (const child of children) addGroup(child, passing, key);
    }
  };

  for (const group of nested.get(undefined) ?? []) addGroup(group, [], undefined);
  return tree;
}

/** By namespace, each group's rows newest first. Checkpoint ids sort by time. */
function groupByNamespace(rows: readonly CheckpointRow[]): Map<string, Group> {
  const groups = new Map<string, Group>();
  for (const row of rows) {
    const group = groups.get(row.checkpoint_ns) ?? { ns: row.checkpoint_ns, rows: [] };
    group.rows.push(row);
    groups.set(row.checkpoint_ns, group);
  }
  for (const group of groups.values()) group.rows.sort((one, other) => byIdDescending(one, other));
  return groups;
}

const byIdDescending = (one: CheckpointRow, other: CheckpointRow): number =>
  one.checkpoint_id < other.checkpoint_id ? 1 : one.checkpoint_id > other.checkpoint_id ? -1 : 0;

/** Groups by the key of the checkpoint they hang under; those of the top under undefined. Newest group first. */
function nestGroups(groups: Map<string, Group>, tasks: Tasks): Map<string | undefined, Group[]> {
  const nested = new Map<string | undefined, Group[]>();
  for (const group of groups.values()) {
    const owner = group.ns === '' ? undefined : ownerOf(group, groups, tasks);
    const siblings = nested.get(owner) ?? [];
    siblings.push(group);
    nested.set(owner, siblings);
  }
  for (const siblings of nested.values()) {
    siblings.sort((one, other) => {
      const [first, second] = [one.rows[0], other.rows[0]];
      return first && second ? byIdDescending(first, second) : 0;
    });
  }
  return nested;
}

/**
 * The checkpoint whose task called a subgraph. The namespace ends in that task's id; while the task is not
 * known, the newest checkpoint that is older than the subgraph's first stands for it.
 */
function ownerOf(group: Group, groups: Map<string, Group>, tasks: Tasks): string | undefined {
  const parts = segmentsOf(group.ns);
  const task = tasks[callerOf(group.ns) ?? ''];
  if (task) {
    const key = checkpointKey(task);
    const known = groups.get(task.checkpoint_ns)?.rows.some((row) => checkpointKey(row) === key);
    if (known) return key;
  }
  for (let depth = parts.length - 1; depth >= 0; depth -= 1) {
    const around = groups.get(parts.slice(0, depth).join('|'));
    if (!around) continue;
    const first = group.rows.at(-1)?.checkpoint_id ?? '';
    const owner = around.rows.find((row) => row.checkpoint_id < first) ?? around.rows.at(-1);
    return owner && checkpointKey(owner);
  }
  return undefined;
}

/** The lines of a graph around nested rows: they only pass by. */
function throughOnly(lanes: Lanes): Lanes {
  const own = lanes.down && lanes.at !== undefined ? [lanes.at] : [];
  return { through: [...own, ...lanes.through], joins: [], width: lanes.width };
}
