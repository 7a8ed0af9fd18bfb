/** A line of a stack trace. */
export interface Frame {
  text: string;
  /** Of the person's own code, not of a library or of Node. */
  own: boolean;
}

const FRAME = /^\s+at /;
const IN_FILE = /:\d+\)?$/;
const LIBRARY = /node_modules[\\/]|\(?node:/;

/** The frames of a stack, without the message above them. */
export const framesOf = (stack: string): Frame[] =>
  stack
    .split('\n')
    .filter((line) => FRAME.test(line))
    .map((line) => ({ text: line.trim(), own: IN_FILE.test(line) && !LIBRARY.test(line) }));
