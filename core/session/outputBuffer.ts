import type { OutputLine } from '../protocol/model.ts';

const MAX_LINES = 10_000;
const MAX_CHARACTERS = 4_000_000;

/** The last lines of output, numbered; older ones make room. */
export function createOutputBuffer() {
  let lines: OutputLine[] = [];
  let characters = 0;
  let seq = 0;

  return {
    /** Answers with the lines as numbered. */
    add(added: Omit<OutputLine, 'seq'>[]): OutputLine[] {
      const numbered = added.map((line) => ({ ...line, seq: ++seq }));
      for (const line of numbered) characters += line.text.length;
      lines.push(...numbered);
      let drop = Math.max(0, lines.length - MAX_LINES);
      for (let index = 0; index < lines.length; index += 1) {
        if (index >= drop && characters <= MAX_CHARACTERS) break;
        characters -= lines[index]?.text.length ?? 0;
        drop = Math.max(drop, index + 1);
      }
      lines = lines.slice(drop);
      return numbered;
    },
    all: (): OutputLine[] => lines,
    clear: (): void => {
      lines = [];
      characters = 0;
    },
  };
}
