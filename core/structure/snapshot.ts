import type { Ref } from './header.ts';
import { sliceHole } from './holes.ts';
import type { ListVersion } from './list.ts';
import type { Version } from './recorder.ts';

/**
 * How a `DeltaSnapshot` (LangGraph 1.4 on) begins, a channel's whole value in its wrapping, as the serializer writes it
 * (langgraph-checkpoint/serde/jsonplus.js).
 */
export const SNAPSHOT = '{"lc":2,"type":"delta_snapshot"';
const START = `${SNAPSHOT},"value":[`;
const END = ']}';
const wrapped = /^\{"lc":2,"type":"delta_snapshot","value":\[\u0002(\d+),(\d+),(\d+)\u0002\]\}$/;

/** What a snapshot holds, an object of the graph's copy or as it is written; undefined for any other value. */
export function listInSnapshot(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('value' in value)) return undefined;
  const { lg_name, lc, type, constructor } = value as Partial<Record<string, unknown>>;
  const isOwn =
    lg_name === 'DeltaSnapshot' &&
    typeof constructor === 'function' &&
    constructor.name === lg_name;
  const isWritten = lc === 2 && type === 'delta_snapshot';
  const keys = isOwn ? 'lg_name,value' : 'lc,type,value';
  return (isOwn || isWritten) && Object.keys(value).join() === keys ? value.value : undefined;
}

export function listed(list: ListVersion): Version {
  const { from, to, size } = list;
  const ref: Ref = from === 0 ? [list.list.id, to] : [list.list.id, to, from];
  return { ref, size: size + 2, list };
}

export function asSnapshot(list: ListVersion): Version {
  const { from, to, size } = list;
  const ref = `${START}${sliceHole(list.list.id, from, to)}${END}`;
  return { ref, size: START.length + size + END.length, list };
}

/** The list that a stored snapshot holds. */
export function listOfSnapshot(ref: Ref): [list: number, to: number, from: number] | undefined {
  const [, list, from, to] = typeof ref === 'string' ? (wrapped.exec(ref) ?? []) : [];
  return list === undefined ? undefined : [Number(list), Number(to), Number(from)];
}
