import { errorHints, StudioError, type WireError } from '../../protocol/errors.ts';
import { headline } from '../../protocol/headline.ts';

/** The status of an answer that was a refusal; undefined when there was no answer. */
export function statusOf(error: unknown): number | undefined {
  const status = typeof error === 'object' && error !== null && 'status' in error && error.status;
  return typeof status === 'number' ? status : undefined;
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

/** What a server said was wrong: FastAPI's `detail`, the JavaScript server's `error` or `message`, else the text. */
export function detailOf(error: unknown): string {
  const said = bodyOf(error);
  const detail = said?.detail ?? said?.message ?? said?.error;
  return typeof detail === 'string' ? detail : textOf(error).slice(0, 500);
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
  // What answers is not JSON.
  if (error instanceof SyntaxError) return otherVersion(url);
  const status = statusOf(error);
  if (status === undefined) return unreachable(error, url);
  const refusal = refusalOf(error);
  if (refusal) return refusal;
  const detail = detailOf(error);
  if (status === 401 || status === 403) return refused(url);
  if (status === 409 || (status === 422 && /busy|running|multitask/i.test(detail))) {
    return new StudioError('threadBusy', 'A run of this thread is under way on the server.');
  }
  if (status === 405 || (status === 404 && isNoRoute(detail))) return otherVersion(url);
  if (status === 404 && /thread/i.test(detail)) {
    return new StudioError('unknownThread', 'The server does not have this thread any more.');
  }
  return new StudioError('serverFailed', `The server answered with ${status}: ${headline(detail)}`);
}

/** Runs a request; what it throws is a `StudioError`. */
export async function asked<T>(url: string, request: Promise<T>): Promise<T> {
  try {
    return await request;
  } catch (error) {
    throw explain(error, url);
  }
}

export const refused = (url: string): StudioError =>
  new StudioError('serverRefused', `The server at ${url} refuses the key or headers.`);

/** What FastAPI and Hono say where there is no such route, and nothing more. */
const isNoRoute = (detail: string): boolean => /^(404 )?not found\.?$/i.test(detail.trim());

export const otherVersion = (url: string): StudioError =>
  new StudioError(
    'serverVersion',
    `The server at ${url} does not know this request: it speaks another version of the LangGraph API.`,
  );

/** Why nobody answered, as far as Node.js says. */
export function unreachable(error: unknown, url: string): StudioError {
  const code = codeOf(error);
  const host = URL.canParse(url) ? new URL(url).hostname : url;
  const sentence =
    code === undefined
      ? `The server at ${url} does not answer.`
      : code === 'ECONNREFUSED'
        ? `Nothing listens at ${url}.`
        : code === 'ENOTFOUND' || code === 'EAI_AGAIN'
          ? `There is no host named ${host}.`
          : /CERT|SELF_SIGNED|TLS|SSL/.test(code)
            ? `The certificate of ${host} is not trusted (${code}).`
            : `The connection to ${url} failed (${code}).`;
  return new StudioError('serverUnreachable', sentence, { cause: error });
}

/** The innermost code: `fetch` and the SDK wrap what the socket said. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const inner = codeOf(error.cause);
  return inner ?? ('code' in error && typeof error.code === 'string' ? error.code : undefined);
}
