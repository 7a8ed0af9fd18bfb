interface Issue {
  path: (string | number)[];
  message: string;
}

/** One line of what an error says; of a ZodError, whose message is a JSON text, what is wrong where. */
export function headline(message: string): string {
  const issues = issuesIn(message).map(
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

const isIssue = (value: unknown): value is Issue =>
  typeof value === 'object' &&
  value !== null &&
  'message' in value &&
  typeof value.message === 'string' &&
  'path' in value &&
  Array.isArray(value.path);
