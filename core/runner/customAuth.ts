import path from 'node:path';
import type {
  AuthFilters,
  AuthHandlers,
  AuthQuestion,
  AuthUser,
  Permission,
  Refusal,
  Verdict,
} from '../protocol/apiAuth.ts';
import type { AuthRef } from '../protocol/apiConfig.ts';
import { importCustom, print, reasonOf } from './customModule.ts';

type Handler = (asked: AuthQuestion & Record<string, unknown>) => unknown;

/** Where an `Auth` of `@langchain/langgraph-sdk/auth` keeps what it was given (langgraph-api 1.5.1 reads it there, too). */
interface HandlerCache {
  authenticate: (request: Request) => unknown;
  callbacks?: Record<string, Handler | undefined>;
}

const KEY = '~handlerCache';

const auths = new Map<string, Promise<HandlerCache>>();

/** Asks the person's `authenticate` who a request comes from. The handlers are loaded at the first one. */
export const authenticate: AuthHandlers['authenticate'] = async (auth, request) => {
  const handlers = await handlersOf(auth);
  const { method, url, headers, body } = request;
  const init = { method, headers, ...(body && { body: new Uint8Array(body) }) };
  return judged(auth, async () => userOf(await handlers.authenticate(new Request(url, init))));
};

/** Asks the handler that is nearest to an event, as langgraph-api 1.5.1 does; what has none is allowed. */
export const authorize: AuthHandlers['authorize'] = async (auth, question) => {
  const { callbacks = {} } = await handlersOf(auth);
  const { event, value, user } = question;
  const [resource = '', action = ''] = event.split(':');
  const handler = [event, resource, `*:${action}`, '*']
    .map((key) => callbacks[key])
    .find((one) => one !== undefined);
  if (!handler) return { allowed: { value } };
  return judged(auth, async () => {
    const asked = { event, resource, action, value, user, permissions: user.permissions };
    const filters = filtersOf(await handler(asked));
    // Only JSON is sent: what else a handler puts into a value could not be stored either.
    return JSON.parse(JSON.stringify({ value, filters })) as Permission;
  });
};

/** What a handler allows; what it throws is a refusal, and a fault of its own is told where the person looks. */
async function judged<T>(auth: AuthRef, ask: () => Promise<T>): Promise<Verdict<T>> {
  try {
    return { allowed: await ask() };
  } catch (error) {
    const refused = refusalOf(error);
    if (refused) return { refused };
    const message = `The auth of langgraph.json (${path.basename(auth.file)}) failed: ${reasonOf(error)}.`;
    print(message, error);
    return { refused: { status: 500, message, headers: {} } };
  }
}

/** An `HTTPException`, whichever copy of the SDK it is of. */
function refusalOf(error: unknown): Refusal | undefined {
  if (!(error instanceof Error) || !('status' in error) || !('headers' in error)) return undefined;
  const status = Number(error.status);
  const isStatus = Number.isInteger(status) && status >= 400 && status < 600;
  const headers = Object.fromEntries(new Headers(error.headers as Record<string, string>));
  return { status: isStatus ? status : 500, message: error.message, headers };
}

class Forbidden extends Error {
  readonly status = 403;
  readonly headers = {};
}

function userOf(answer: unknown): AuthUser {
  const said = typeof answer === 'string' ? { identity: answer } : answer;
  if (!isRecord(said) || typeof said.identity !== 'string') {
    throw new Error('authenticate returned neither a string nor an object with an identity.');
  }
  const { identity, permissions, is_authenticated, display_name } = said;
  return JSON.parse(
    JSON.stringify({
      ...said,
      permissions: Array.isArray(permissions) ? permissions : [],
      is_authenticated: is_authenticated ?? true,
      display_name: display_name ?? identity,
    }),
  ) as AuthUser;
}

function filtersOf(answer: unknown): AuthFilters | undefined {
  if (answer === undefined || answer === null || answer === true) return undefined;
  if (answer === false) throw new Forbidden('You may not do that here.');
  if (isRecord(answer)) return answer as AuthFilters;
  throw new Error(`a handler returned a ${typeof answer}, not a filter, a boolean or nothing.`);
}

function handlersOf(auth: AuthRef): Promise<HandlerCache> {
  const key = JSON.stringify(auth);
  const loading = auths.get(key) ?? load(auth);
  auths.set(key, loading);
  return loading;
}

async function load(auth: AuthRef): Promise<HandlerCache> {
  const found = await importCustom('auth', auth, (value) => {
    if (!isRecord(value) || !isRecord(value[KEY])) return 'is not an Auth';
    // LangGraph's server lets everybody in then.
    return value[KEY].authenticate ? undefined : 'has no authenticate handler';
  });
  return (found as { [KEY]: HandlerCache })[KEY];
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
