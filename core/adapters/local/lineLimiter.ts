import type { OutputLine } from '../../protocol/model.ts';

/** Characters of one line that are kept. */
const MAX_LINE = 10_000;
/** What one stream may say within one window. */
const MAX_LINES = 1_000;
const MAX_CHARACTERS = 256_000;
const WINDOW_MS = 1_000;

type Line = Omit<OutputLine, 'seq'>;

/**
 * Cuts a raw stream into lines and drops what no one could read: a process that prints megabytes costs
 * core a bounded number of lines a second, and one line says how many were left out.
 */
export function createLineLimiter(stream: 'stdout' | 'stderr', emit: (lines: Line[]) => void) {
  let rest = '';
  let restCut = false;
  let lines = 0;
  let characters = 0;
  let dropped = 0;
  let window: NodeJS.Timeout | undefined;

  const line = (text: string, of: Line['stream'] = stream): Line => ({
    stream: of,
    text,
    at: new Date().toISOString(),
  });

  const endWindow = () => {
    window = undefined;
    lines = 0;
    characters = 0;
    if (dropped === 0) return;
    const text = `${dropped} more ${dropped === 1 ? 'line' : 'lines'} of ${stream} not shown: printed too fast.`;
    dropped = 0;
    emit([line(text, 'retrograph')]);
  };

  const admit = (text: string): Line[] => {
    window ??= setTimeout(endWindow, WINDOW_MS).unref();
    if (lines >= MAX_LINES || characters >= MAX_CHARACTERS) {
      dropped += 1;
      return [];
    }
    lines += 1;
    characters += text.length;
    return [line(text.length > MAX_LINE ? `${text.slice(0, MAX_LINE)}…` : text)];
  };

  return {
    write(chunk: string) {
      const parts = chunk.split('\n');
      const last = parts.pop() ?? '';
      const admitted: Line[] = [];
      for (const part of parts) {
        admitted.push(...admit((rest + part).replace(/\r$/, '')));
        rest = '';
        restCut = false;
      }
      if (!restCut) rest += last;
      if (rest.length > MAX_LINE) {
        rest = rest.slice(0, MAX_LINE + 1);
        restCut = true;
      }
      if (admitted.length > 0) emit(admitted);
    },
    /** The stream has ended: what was not finished by a newline, and the count of what was dropped. */
    end() {
      if (rest) emit(admit(rest));
      rest = '';
      clearTimeout(window);
      endWindow();
    },
  };
}
