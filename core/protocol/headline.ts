interface Issue {
  path: (string | number)[];
  message: string;
}

/** One line of what an error says; of zod's, whose message is a JSON text, and of pydantic's, what is wrong where. */
export function headline(message: string): string {
  const issues = [...issuesIn(message), ...pydanticIssues(message)].map(
    ({ path, message: what }) => `${path.length > 0 ? `${path.join('.')}: ` : ''}${what}`,
  );
  return issues.length > 0 ? issues.join('; ') : (message.split('\n', 1)[0] ?? '');
}

/** As zod 3 and 4 write them. */
function issuesIn(message: string): Issue[] {
  if (!message.startsWith('[')) return [];
  try {
    const parsed: unknown = JSON.parse(message);
    return Array.isArray(parsed) && parsed.every(isIssue) ? parsed : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

/** A line on how many there are; then, of each, where it is, what is wrong, and where to read about it. */
function pydanticIssues(message: string): Issue[] {
  const [first = '', ...lines] = message.split('\n');
  if (!/^\d+ validation errors? for /.test(first)) return [];
  return lines.flatMap((line, index) => {
    if (!/^ {2}\S/.test(line)) return [];
    const where = lines[index - 1] ?? '';
    const path = /^\S/.test(where) ? [where] : [];
    return { path, message: line.trim().replace(/ \[type=.*\]$/, '') };
  });
}

const isIssue = (value: unknown): value is Issue =>
  typeof value === 'object' &&
  value !== null &&
  'message' in value &&
  typeof value.message === 'string' &&
  'path' in value &&
  Array.isArray(value.path);
