/**
 * The lines around a fault with a caret under it, ready for a fixed-width font. `line` and `column` are
 * 1-based; an empty string when the text has no such line.
 */
export function codeFrame(text: string, line: number, column = 0, around = 2): string {
  const lines = text.split(/\r?\n/);
  if (line < 1 || line > lines.length) return '';
  const first = Math.max(1, line - around);
  const last = Math.min(lines.length, line + around);
  const width = String(last).length;
  const frame: string[] = [];
  for (let number = first; number <= last; number++) {
    const source = (lines[number - 1] ?? '').slice(0, 400);
    const mark = number === line ? '>' : ' ';
    frame.push(`${mark} ${String(number).padStart(width)} | ${source}`.trimEnd());
    if (number !== line || column < 1 || column > source.length + 1) continue;
    // Tabs stay tabs, so that the caret stands where the eye sees the column.
    const pad = source.slice(0, column - 1).replace(/[^\t]/g, ' ');
    frame.push(`  ${' '.repeat(width)} | ${pad}^`);
  }
  return frame.join('\n');
}
