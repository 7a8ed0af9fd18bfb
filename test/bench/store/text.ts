const words =
  'the graph keeps its state in channels and every step writes what it changed so that a run can stop resume fork and be looked at later by anyone who asks why the agent called this tool with that argument and not another one'.split(
    ' ',
  );

/** English-like text of exactly this many characters, another for every seed. */
export function textOf(seed: number, length: number): string {
  let state = (seed * 2654435761) >>> 0 || 1;
  const parts: string[] = [];
  for (let size = 0; size < length;) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    const word = words[(state >>> 0) % words.length] as string;
    const part = (state & 7) === 0 ? `${word}${(state >>> 0).toString(36)}` : word;
    parts.push(part);
    size += part.length + 1;
  }
  // Through a buffer: a flat string of its own, as a model's answer is.
  return Buffer.from(parts.join(' ').slice(0, length)).toString();
}
