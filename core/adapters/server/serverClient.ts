import { Client } from '@langchain/langgraph-sdk';
import type { StudioError } from '../../protocol/errors.ts';
import { unreachable } from './explain.ts';

/** How a server is reached. Secrets: they stay in core. */
export interface ServerAccess {
  /** `http://host:port`, perhaps with a path; no slash at its end. */
  url: string;
  apiKey?: string;
  headers?: Record<string, string>;
  /** Says why nobody answers, where that is known. */
  whyAway?: () => StudioError | undefined;
}

/** Milliseconds a server may take for anything but a run. */
const PATIENCE = 30_000;

/** Sends what the person gave and nothing that happens to be in our own environment. */
export function createServerClient(access: ServerAccess): Client {
  const { url, apiKey, headers } = access;
  return new Client({
    apiUrl: url,
    apiKey: apiKey ?? null,
    ...(headers && { defaultHeaders: headers }),
    timeoutMs: PATIENCE,
    callerOptions: { maxRetries: 0, fetch: serverFetch(access) },
  });
}

/**
 * Each request on a connection of its own: a server that was busy for seconds, as LangGraph's dev server is while it
 * compiles, closes idle connections just as the next request is sent on them. What only reads is asked once more;
 * what changes something is never sent twice. Throws `serverUnreachable`, or what the access knows better.
 */
export const serverFetch =
  ({ url, whyAway }: ServerAccess): typeof fetch =>
  async (input, init) => {
    const headers = new Headers(init?.headers);
    headers.set('connection', 'close');
    const request = { ...init, headers };
    const isOver = () => init?.signal?.aborted;
    try {
      return unfollowed(
        await fetch(input, request).catch((error: unknown) => {
          if (isOver() || !onlyReads(input, init?.method)) throw error;
          return fetch(input, request);
        }),
      );
    } catch (error) {
      throw isOver() ? error : (whyAway?.() ?? unreachable(error, url));
    }
  };

/**
 * Without `Location` the SDK does not join a broken stream again by itself, unseen and with other stream modes: we do.
 */
function unfollowed(response: Response): Response {
  if (!response.headers.has('location')) return response;
  const { status, statusText } = response;
  const headers = new Headers(response.headers);
  headers.delete('location');
  return new Response(response.body, { status, statusText, headers });
}

function onlyReads(input: string | URL | Request, method = 'GET'): boolean {
  const { pathname } = new URL(input instanceof Request ? input.url : input);
  return method === 'GET' || /\/(search|count|history|state\/checkpoint)$/.test(pathname);
}
