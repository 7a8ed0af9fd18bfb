import type { CheckpointRow } from '../../core/protocol/model.ts';

/** The lines beside one row of a git graph; lanes count from 0, the line of the head. */
export interface Lanes {
  /** The row's own lane; absent where lines only pass by. */
  at?: number;
  /** A line comes from above: it has a child. */
  up?: boolean;
  /** A line goes on below: its parent is there. */
  down?: boolean;
  /** Lanes of other lines that pass by. */
  through: number[];
  /** Lanes of lines that end here from above: forks made from this checkpoint. */
  joins: number[];
  /** Lanes of the whole graph, the same in every row. */
  width: number;
}

/** Kept for the line that comes to it. */
const reserved = Symbol('reserved');
type Waiting = string | typeof reserved | undefined;

/** Most rows of a long thread are alike: one list does for them. */
const none: number[] = [];

/**
 * A git graph of one namespace's checkpoints, which come newest first. The line of `main`, else of the newest, is lane 0
 * all the way down; what was forked from keeps lanes of its own beside it. Parents that are missing end a line.
 */
export function layOutLanes(
  rows: readonly CheckpointRow[],
  main = rows[0]?.checkpoint_id,
): { row: CheckpointRow; lanes: Lanes }[] {
  const index = new Map<string, number>();
  rows.forEach((row, position) => index.set(row.checkpoint_id, position));
  /** The checkpoint each lane goes down to. */
  const waiting: Waiting[] = [reserved];
  let width = 1;

  const laid = rows.map((row, position) => {
    let [here, through] = [none, none];
    for (let lane = 0; lane < waiting.length; lane++) {
      const id = waiting[lane];
      if (id === row.checkpoint_id) here = [...here, lane];
      else if (id !== undefined && id !== reserved) through = [...through, lane];
    }
    const at = row.checkpoint_id === main ? 0 : (here[0] ?? freeLane(waiting));
    const parent = row.parent_checkpoint_id;
    const down = parent !== undefined && (index.get(parent) ?? -1) > position;
    for (const lane of here) waiting[lane] = undefined;
    waiting[at] = down ? parent : undefined;
    width = Math.max(width, waiting.length);
    const up = here.includes(at);
    const joins = up && here.length === 1 ? none : here.filter((lane) => lane !== at);
    return { row, lanes: { at, up, down, through, joins, width } };
  });
  for (const { lanes } of laid) lanes.width = width;
  return laid;
}

function freeLane(waiting: readonly Waiting[]): number {
  const free = waiting.indexOf(undefined);
  return free < 0 ? waiting.length : free;
}
