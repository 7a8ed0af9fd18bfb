/** Keys and indexes from a value down to one inside it. */
export type Path = (string | number)[];

/** A path as one would write it in code: `messages[0].content`. */
export function pathText(path: Path): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    if (/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(key)) return text === '' ? key : `${text}.${key}`;
    return `${text}[${JSON.stringify(key)}]`;
  }, '');
}

const index = String.raw`\[(?<index>\d{1,15})\]`;
const quoted = String.raw`\[(?<quoted>"(?:[^"\\]|\\.)*")\]`;
const name = String.raw`(?<dot>\.)?(?<name>[\p{L}_$][\p{L}\p{N}_$]*)`;
const keyHere = new RegExp(`${index}|${quoted}|${name}`, 'uy');

/** The path that `pathText` writes so; undefined for a text that is none. */
export function pathOf(text: string): Path | undefined {
  const path: Path = [];
  keyHere.lastIndex = 0;
  while (keyHere.lastIndex < text.length) {
    const key = keyHere.exec(text)?.groups;
    if (!key) return undefined;
    if (key['index'] !== undefined) path.push(Number(key['index']));
    else if (key['quoted'] !== undefined) {
      const unquoted = unquote(key['quoted']);
      if (unquoted === undefined) return undefined;
      path.push(unquoted);
    } else {
      const isFirst = path.length === 0;
      if (isFirst === (key['dot'] !== undefined)) return undefined;
      path.push(key['name'] ?? '');
    }
  }
  return path.length > 0 ? path : undefined;
}

function unquote(text: string): string | undefined {
  try {
    return JSON.parse(text) as string;
  } catch {
    return undefined;
  }
}
