export interface Styled {
  text: string;
  /** 0 to 7 as in ANSI: black, red, green, yellow, blue, magenta, cyan, white. */
  color?: number;
  bold?: boolean;
}

const sequence =
  /\u001B\[([\d;]*)m|\u001B(?:\[[\d;?]*[ -/]*[@-~]|\][^\u0007\u001B]*(?:\u0007|\u001B\\)|[@-Z\\^_])/g;

function restyle(style: Omit<Styled, 'text'>, codes: string): Omit<Styled, 'text'> {
  let next = style;
  for (const code of codes.split(';').map(Number)) {
    if (code === 0) next = {};
    else if (code === 1) next = { ...next, bold: true };
    else if (code === 22) next = { ...next, bold: undefined };
    else if (code === 39) next = { ...next, color: undefined };
    else if (code >= 30 && code <= 37) next = { ...next, color: code - 30 };
    else if (code >= 90 && code <= 97) next = { ...next, color: code - 90 };
    // 256 colours and true colour carry numbers of their own.
    else if (code === 38 || code === 48) break;
  }
  return next;
}

/** A printed line in pieces of one style each: the sixteen colours and bold are kept, other control sequences are dropped. */
export function parseAnsi(line: string): Styled[] {
  if (!line.includes('\u001B')) return [{ text: line }];
  const pieces: Styled[] = [];
  let style: Omit<Styled, 'text'> = {};
  let from = 0;
  const add = (to: number) => {
    if (to > from) pieces.push({ text: line.slice(from, to), ...style });
  };
  for (const match of line.matchAll(sequence)) {
    add(match.index);
    from = match.index + match[0].length;
    if (match[1] !== undefined) style = restyle(style, match[1]);
  }
  add(line.length);
  return pieces;
}

/** The text alone, to search in. */
export const plainText = (line: string): string =>
  line.includes('\u001B') ? line.replace(sequence, '') : line;
