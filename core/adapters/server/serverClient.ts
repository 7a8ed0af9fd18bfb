import { Client } from '@langchain/langgraph-sdk';
import { errorHints, StudioError, type WireError } from '../../protocol/errors.ts';

/** How a server is reached. Secrets: they stay in core. */
export interface ServerAccess {
  /** `http://host:port`, perhaps with a path; no slash at its end. */
  url: string;
  apiKey?: string;
  headers?: Record<string, string>;
}

/** Milliseconds a server may take for anything but a run. */
const PATIENCE = 30_000;

/** Sends what the person gave and nothing that happens to be in our own environment. */
export function createServerClient({ url, apiKey, headers }: ServerAccess): Client {
  return new Client({
    apiUrl: url,
    apiKey: apiKey ?? null,
    ...(headers && { defaultHeaders: headers }),
    timeoutMs: PATIENCE,
    callerOptions: { maxRetries: 0, fetch: readTwice },
  });
}

/**
 * Each request on a connection of its own: a server that was busy for seconds, as LangGraph's dev server is while it
 * compiles, closes idle connections just as the next request is sent on them. What only reads is asked once more;
 * what changes something is never sent twice.
 */
const readTwice: typeof fetch = async (input, init) => {
  const headers = new Headers(init?.headers);
  headers.set('connection', 'close');
  const request = { ...init, headers };
  try {
    return await fetch(input, request);
  } catch (error) {
    if (init?.signal?.aborted || !onlyReads(input, init?.method)) throw error;
    return fetch(input, request);
  }
};

function onlyReads(input: string | URL | Request, method = 'GET'): boolean {
  const { pathname } = new URL(input instanceof Request ? input.url : input);
  return method === 'GET' || /\/(search|count|history|state\/checkpoint)$/.test(pathname);
}

/** The status of an answer that was a refusal; undefined when there was no answer. */
export function statusOf(error: unknown): number | undefined {
  const status = typeof error === 'object' && error !== null && 'status' in error && error.status;
  return typeof status === 'number' ? status : undefined;
}

/** What a server said was wrong: FastAPI's `detail`, the JavaScript server's `error` or `message`, else the text. */
export function detailOf(error: unknown): string {
  const said = bodyOf(error);
  const detail = said?.detail ?? said?.message ?? said?.error;
  return typeof detail === 'string' ? detail : textOf(error).slice(0, 500);
}

const textOf = (error: unknown): string =>
  error instanceof Error && 'text' in error ? String(error.text) : String(error);

function bodyOf(error: unknown): Record<string, unknown> | undefined {
  try {
    return (JSON.parse(textOf(error)) as Record<string, unknown> | null) ?? undefined;
  } catch {
    // Not every server answers with JSON.
    return undefined;
  }
}

/** What a Retrograph that serves a project says of its own refusals. */
function refusalOf(error: unknown): StudioError | undefined {
  const { code, message } = (bodyOf(error)?.error ?? {}) as Partial<WireError>;
  return code !== undefined && code in errorHints && typeof message === 'string'
    ? new StudioError(code, message)
    : undefined;
}

/** A failed request as one sentence. A `StudioError` stays what it is. */
export function explain(error: unknown, url: string): StudioError {
  if (error instanceof StudioError) return error;
  const status = statusOf(error);
  const refusal = status === undefined ? undefined : refusalOf(error);
  if (refusal) return refusal;
  const detail = status === undefined ? '' : detailOf(error);
  if (status === undefined) {
    return new StudioError('serverUnreachable', `The server at ${url} does not answer.`, {
      cause: error,
    });
  }
  if (status === 401 || status === 403) {
    return new StudioError('serverRefused', `The server at ${url} refuses the key or headers.`);
  }
  if (status === 409 || (status === 422 && /busy|running|multitask/i.test(detail))) {
    return new StudioError('threadBusy', 'A run of this thread is under way on the server.');
  }
  if (status === 404 && /thread/i.test(detail)) {
    return new StudioError('unknownThread', 'The server does not have this thread any more.');
  }
  return new StudioError('serverFailed', `The server answered with ${status}: ${oneLine(detail)}`);
}

const oneLine = (text: string) => text.split('\n', 1)[0] ?? '';

/** Runs a request; what it throws is a `StudioError`. */
export async function asked<T>(url: string, request: Promise<T>): Promise<T> {
  try {
    return await request;
  } catch (error) {
    throw explain(error, url);
  }
}
