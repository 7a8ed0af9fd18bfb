import { StudioError } from '../protocol/errors.ts';
import type { Interrupt, Json } from '../protocol/model.ts';
import type { Library } from './langgraph.ts';
import type { Level } from './snapshot.ts';
import { askedInterrupts, openInterrupts, openTasks } from './snapshot.ts';

export type Answers = Record<string, Json>;

function unknown(ids: string[], pending: Interrupt[]): StudioError {
  const which =
    ids.length === 1 ? `The interrupt ${ids[0]} is` : `The interrupts ${ids.join(', ')} are`;
  const open = pending.map(({ id, node }) => `${id} in ${node}`).join(', ');
  const waiting = open ? `waiting: ${open}` : 'nothing waits for an answer here';
  return new StudioError('unknownInterrupt', `${which} not waiting; ${waiting}.`);
}

/** Throws `unknownInterrupt` when an answer fits none of the interrupts that can be answered. */
export function checkAnswers(answerable: Interrupt[], answers: Answers): void {
  const ids = Object.keys(answers);
  if (ids.length === 0) throw new StudioError('unknownInterrupt', 'No interrupt was answered.');
  const missing = ids.filter((id) => !answerable.some((interrupt) => interrupt.id === id));
  if (missing.length > 0) throw unknown(missing, answerable);
}

/**
 * The `Command` that gives `answers`, always a map of ids: one plain value would go to every interrupt that waits, without
 * an error. LangGraph 0.2 has no ids, so there a plain value is given when nothing else can take it, and `notSupported`
 * is thrown when something could.
 */
export function resumeCommand(library: Library, level: Level, answers: Answers): object {
  const byId = openTasks(level).every(({ task }) => task.resumableById);
  if (byId) return new library.Command({ resume: answers });
  const pending = openInterrupts(level);
  if (pending.length > 1) {
    const nodes = pending.map(({ node }) => node).join(', ');
    throw new StudioError(
      'notSupported',
      `LangGraph ${library.version} cannot answer one of several interrupts (${nodes}): its interrupts have no ids. Update LangGraph to 0.3 or later.`,
    );
  }
  const [answer] = Object.values(answers);
  if (!answer) {
    throw new StudioError(
      'notSupported',
      `LangGraph ${library.version} takes ${JSON.stringify(answer)} for no answer. Update LangGraph to 0.3 or later.`,
    );
  }
  return new library.Command({ resume: answer });
}

/** One node, also when only the subgraph that holds it is known: the process that saw which node asked is gone. */
const sameNode = (a: Interrupt, b: Interrupt): boolean =>
  a.node === b.node || b.node.startsWith(`${a.node}:`);

/** The same answers for a copy of the checkpoint, whose interrupts have new ids: matched by node, in order. */
export function translateAnswers(from: Level, to: Level, answers: Answers): Answers {
  const free = openInterrupts(to);
  const pairs = askedInterrupts(from).flatMap((asked): [string, Json][] => {
    const at = free.findIndex((again) => sameNode(asked, again));
    const [again] = at < 0 ? [] : free.splice(at, 1);
    const answer = answers[asked.id];
    return again && answer !== undefined ? [[again.id, answer]] : [];
  });
  return Object.fromEntries(pairs);
}
