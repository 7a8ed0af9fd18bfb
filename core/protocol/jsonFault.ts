import { codeFrame } from './codeFrame.ts';

/** Where JSON text stops being JSON; 1-based. */
export interface JsonFault {
  message: string;
  line: number;
  column: number;
  codeFrame: string;
}

/** Finds the place `JSON.parse` failed at. V8 names it in some messages only; the others are searched for it. */
export function jsonFault(text: string, error: unknown): JsonFault {
  const message = error instanceof Error ? error.message : String(error);
  const named = /at position (\d+)/.exec(message)?.[1];
  const offset = named ? Number(named) : unexpectedToken(text);
  const before = text.slice(0, offset).split('\n');
  const line = before.length;
  const column = (before.at(-1)?.length ?? 0) + 1;
  const short = message.replace(/( in JSON)?( at position .*|, .*is not valid JSON)$/s, '');
  return { message: short, line, column, codeFrame: codeFrame(text, line, column) };
}

/** A prefix cut before the bad token fails in another way (it only ends too early), one cut after it in this. */
function unexpectedToken(text: string): number {
  let good = 0;
  let bad = text.length;
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (failsAtToken(text.slice(0, middle))) bad = middle;
    else good = middle;
  }
  return good;
}

function failsAtToken(text: string): boolean {
  try {
    JSON.parse(text);
    return false;
  } catch (error) {
    return error instanceof Error && error.message.startsWith('Unexpected token');
  }
}
