import { StudioError } from '../protocol/errors.ts';
import type { Interrupt, Json } from '../protocol/model.ts';
import type { Library } from './langgraph.ts';
import type { Level } from './snapshot.ts';
import { openInterrupts, openTasks } from './snapshot.ts';

export type Answers = Record<string, Json>;

function unknown(ids: string[], pending: Interrupt[]): StudioError {
  const which =
    ids.length === 1 ? `The interrupt ${ids[0]} is` : `The interrupts ${ids.join(', ')} are`;
  const open = pending.map(({ id, node }) => `${id} in ${node}`).join(', ');
  const waiting = open ? `waiting: ${open}` : 'nothing waits for an answer here';
  return new StudioError('unknownInterrupt', `${which} not waiting; ${waiting}.`);
}

/** Throws `unknownInterrupt` when an answer fits none of the interrupts that wait at `level`. */
export function checkAnswers(level: Level | undefined, answers: Answers): void {
  const ids = Object.keys(answers);
  const pending = level ? openInterrupts(level) : [];
  if (ids.length === 0) throw new StudioError('unknownInterrupt', 'No interrupt was answered.');
  const missing = ids.filter((id) => !pending.some((interrupt) => interrupt.id === id));
  if (missing.length > 0) throw unknown(missing, pending);
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
  return new library.Command({ resume: Object.values(answers)[0] });
}

/** The same answers for a copy of the checkpoint, whose interrupts have new ids: matched by node, in order. */
export function translateAnswers(from: Level, to: Level, answers: Answers): Answers {
  const asked = openInterrupts(from);
  const again = openInterrupts(to);
  const nth = (list: Interrupt[], one: Interrupt) =>
    list.filter(({ node }) => node === one.node).indexOf(one);
  return Object.fromEntries(
    asked
      .filter(({ id }) => id in answers)
      .flatMap((one): [string, Json][] => {
        const twin = again.find(
          (other) => other.node === one.node && nth(again, other) === nth(asked, one),
        );
        const answer = answers[one.id];
        return twin && answer !== undefined ? [[twin.id, answer]] : [];
      }),
  );
}
