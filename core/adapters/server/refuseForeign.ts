import { StudioError } from '../../protocol/errors.ts';
import { explain, refused } from './explain.ts';
import { serverFetch, type ServerAccess } from './serverClient.ts';

/** Milliseconds a server may take to say that it is one: LangGraph's dev server is deaf while it compiles. */
const PATIENCE = 30_000;

/**
 * A LangGraph server answers `{"ok": true}` at `/ok`; anything else at this address is somebody else. Throws
 * `serverUnreachable`, `serverRefused` and `foreignServer`.
 */
export async function refuseForeign(access: ServerAccess): Promise<void> {
  const { url, apiKey, headers } = access;
  let response: Response;
  try {
    response = await serverFetch(access)(`${url}/ok`, {
      headers: { ...headers, ...(apiKey && { 'x-api-key': apiKey }) },
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch (error) {
    throw explain(error, url);
  }
  if (response.status === 401 || response.status === 403) throw refused(url);
  const said: unknown = await response.json().catch(() => undefined);
  if (typeof said === 'object' && said !== null && 'ok' in said && said.ok === true) return;
  throw new StudioError('foreignServer', `What answers at ${url} is not a LangGraph server.`);
}
