import type { Json } from '../../core/protocol/model.ts';
import { parseJson } from './parseJson.ts';
import type { Slice } from './store.ts';

export type AnswerKind = 'text' | 'json' | 'boolean';

/** What a person is about to answer an interrupt with. */
export interface Answer {
  text: string;
  yes: boolean;
  /** Absent = whatever the text looks like. */
  kind?: AnswerKind;
}

export interface AnswersSlice {
  /** By interrupt id, kept while it is typed. */
  answers: Record<string, Answer>;
  /** Why an answer was not sent; by interrupt id, until it is edited. */
  answerProblems: Record<string, string>;
  answerChanged: (id: string, change: Partial<Answer>) => void;
  /** These were sent: a task that asks again asks under the same id. */
  answersTaken: (ids: string[]) => void;
  /** Resumes with the answers of these interrupts; if one is not JSON, with none. */
  answersSent: (ids: string[]) => Promise<void>;
}

const none: Answer = { text: '', yes: true };

export const answerTo = (answers: Record<string, Answer>, id: string): Answer =>
  answers[id] ?? none;

/** JSON by choice, or because an object or a list was typed, which nobody means as a text. */
export function kindOf({ kind, text }: Answer): AnswerKind {
  if (kind) return kind;
  return /^\s*[[{]/.test(text) && 'value' in parseJson(text) ? 'json' : 'text';
}

export const isFilledIn = (answer: Answer): boolean =>
  answer.kind === 'boolean' || answer.text.trim() !== '';

function valueOf(answer: Answer): { value: Json } | { problem: string } {
  switch (kindOf(answer)) {
    case 'text':
      return { value: answer.text };
    case 'boolean':
      return { value: answer.yes };
    case 'json':
      return parseJson(answer.text);
  }
}

export const answersSlice: Slice<AnswersSlice> = (set, get) => ({
  answers: {},
  answerProblems: {},
  answerChanged: (id, change) => {
    const { [id]: _problem, ...answerProblems } = get().answerProblems;
    const answers = { ...get().answers, [id]: { ...answerTo(get().answers, id), ...change } };
    set({ answers, answerProblems });
  },
  answersSent: async (ids) => {
    const resume: Record<string, Json> = {};
    for (const id of ids) {
      const parsed = valueOf(answerTo(get().answers, id));
      if ('problem' in parsed) {
        return set({ answerProblems: { ...get().answerProblems, [id]: parsed.problem } });
      }
      resume[id] = parsed.value;
    }
    await get().resume(resume);
  },
  answersTaken: (ids) => {
    const answers = { ...get().answers };
    for (const id of ids) delete answers[id];
    set({ answers });
  },
});
