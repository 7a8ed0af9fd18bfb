import { StudioError } from '../protocol/errors.ts';

/** Origins as a browser writes them, each once, from what a person wrote. Throws `invalidOrigin`. */
export function readOrigins(given: readonly string[]): string[] {
  return [...new Set(given.map(readOrigin))];
}

/** `URL.origin` knows the web's schemes only; an extension's or an app's pages have an origin too. */
function readOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const { protocol, host, username = '', pathname = '', search, hash } = url ?? {};
  const bare = ['', '/'].includes(pathname) && !username && !search && !hash;
  if (host && bare && !host.includes('*')) return `${protocol}//${host}`;
  throw new StudioError('invalidOrigin', `${text} is not an origin.`);
}
