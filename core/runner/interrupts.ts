import type { Interrupt } from '../protocol/model.ts';
import type { Discoveries } from './context.ts';
import { nodePath, parentNamespace } from '../protocol/namespace.ts';
import type { RawInterrupt } from './taskError.ts';
import { toJson } from './toJson.ts';

/** LangGraph's id: `id` from 0.4 on, `interrupt_id` in 0.3, none in 0.2. */
export const libraryId = (interrupt: RawInterrupt): string | undefined =>
  interrupt.id ?? interrupt.interrupt_id;

/** What tells one interrupt from another in every version. */
export const interruptKey = (interrupt: RawInterrupt): string | undefined =>
  libraryId(interrupt) ?? interrupt.ns?.join('|');

type Asker = { task_id: string; node: string; checkpoint_ns: string };

function fromNamespace(ns: string[] | undefined): Asker | undefined {
  if (!ns) return undefined;
  const whole = ns.join('|');
  const task_id = whole.slice(whole.lastIndexOf(':') + 1);
  return { task_id, node: nodePath(whole), checkpoint_ns: parentNamespace(whole) };
}

/**
 * A pending interrupt for display. A functional task's interrupt is stored with the entrypoint's task, so the task that
 * really asked is known only while the process that ran it lives; afterwards it is `task`.
 */
export function toInterrupt(
  raw: RawInterrupt,
  task: Asker,
  askers: Discoveries['askers'],
): Interrupt {
  const asker = askers.get(interruptKey(raw) ?? '') ?? fromNamespace(raw.ns) ?? task;
  return { id: libraryId(raw) ?? asker.task_id, value: toJson(raw.value), ...asker };
}
