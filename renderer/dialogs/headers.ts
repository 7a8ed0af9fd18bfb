/** Set by whoever sends the request. */
const ours = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
]);

/**
 * Headers written one `Name: value` a line; empty lines don't count. What cannot be sent is said with its line, which
 * counts from 1.
 */
export function parseHeaders(
  text: string,
): { headers: Record<string, string> } | { problem: string } {
  const headers: Record<string, string> = {};
  const seen = new Set<string>();
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const where = `Line ${index + 1}`;
    const [, name = '', value = ''] = /^\s*([!#$%&'*+.^_`|~\w-]+)\s*:\s*(.*?)\s*$/.exec(line) ?? [];
    if (name === '' || value === '') return { problem: `${where} is not "Name: value".` };
    if (!/^[\t -~\u0080-\u00ff]*$/.test(value)) {
      return { problem: `${where} has a character that a header cannot carry.` };
    }
    const key = name.toLowerCase();
    if (ours.has(key)) return { problem: `${where}: ${name} is set by Retrograph itself.` };
    if (seen.has(key)) return { problem: `${where}: ${name} is given twice.` };
    seen.add(key);
    headers[name] = value;
  }
  return { headers };
}
