import { Client, type ClientConfig } from 'pg';
import { StudioError } from '../../protocol/errors.ts';

/** A session of a Postgres server in which nothing can be written. Throws `StudioError`s. */
export interface Connection {
  /** Host, port and database: what may be shown. Never the password. */
  readonly name: string;
  /** One statement in a read-only transaction of its own. */
  query: <Row>(sql: string, ...values: unknown[]) => Promise<Row[]>;
  close: () => Promise<void>;
}

/** Milliseconds. */
const TIMEOUT = { connect: 10_000, statement: 60_000 };

/**
 * Connects with `postgres://user:password@host:port/database`; `PGPASSWORD` and the like count too. A connection
 * that was lost is made again by the next query. Throws `databaseUnreachable` and `databaseRefused`.
 */
export async function connectReadOnly(url: string): Promise<Connection> {
  const name = describe(url);
  let client: Client | undefined;
  let queue: Promise<unknown> = Promise.resolve();

  const connected = async () => {
    if (client) return client;
    const fresh = await connect(url);
    client = fresh;
    const forget = () => {
      if (client === fresh) client = undefined;
    };
    fresh.on('error', forget).on('end', forget);
    return fresh;
  };

  const run = async <Row>(sql: string, values: unknown[]): Promise<Row[]> => {
    const one = await connected();
    await one.query('BEGIN TRANSACTION READ ONLY');
    try {
      const { rows } = await one.query(sql, values);
      return rows as Row[];
    } finally {
      // The connection may be what has failed; it is made again then.
      await one.query('ROLLBACK').catch(() => (client = undefined));
    }
  };

  const query = <Row>(sql: string, ...values: unknown[]): Promise<Row[]> => {
    const answer = queue.then(() => run<Row>(sql, values));
    queue = answer.catch(() => undefined);
    return answer.catch((error: unknown) => {
      throw asStudioError(error, name);
    });
  };

  await query('SELECT 1');
  return {
    name,
    query,
    close: async () => {
      await queue;
      await client?.end();
    },
  };
}

async function connect(url: string): Promise<Client> {
  const config: ClientConfig = {
    connectionString: url,
    application_name: 'Retrograph',
    connectionTimeoutMillis: TIMEOUT.connect,
    query_timeout: TIMEOUT.statement,
  };
  const client = new Client(config);
  await client.connect();
  // Not as options of the connection, which poolers refuse.
  await client.query('SET default_transaction_read_only = on');
  return client;
}

/** The address without user and password. Throws `databaseUnreachable` for what is no address. */
export function describe(url: string): string {
  try {
    const { host, pathname } = new URL(url);
    return `${host || 'localhost'}${pathname}`;
  } catch (cause) {
    throw new StudioError('databaseUnreachable', 'The address is no postgres:// address.', {
      cause,
    });
  }
}

const unreachable = /^(ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOST|ENET|ENOENT|57P|08)/;

/** By Postgres's error codes: https://www.postgresql.org/docs/current/errcodes-appendix.html. */
function asStudioError(error: unknown, name: string): unknown {
  if (!(error instanceof Error)) return error;
  const code = 'code' in error ? String(error.code) : '';
  const wrap = (
    as: 'databaseUnreachable' | 'databaseRefused' | 'databaseBroken' | 'unknownSchema',
    message: string,
  ) => new StudioError(as, message, { cause: error });
  if (code === '28P01' || code === '28000') {
    return wrap('databaseRefused', `${name} refuses the user or the password.`);
  }
  if (code === '42501') return wrap('databaseRefused', `${name} says: ${error.message}.`);
  if (code === '3D000') return wrap('databaseUnreachable', `${name} says: ${error.message}.`);
  if (code === '42P01' || code === '42703') {
    return wrap('unknownSchema', `${name} has no tables of a LangGraph checkpointer any more.`);
  }
  if (code === '57014' || /timeout/i.test(error.message)) {
    return wrap('databaseUnreachable', `${name} does not answer in time.`);
  }
  if (unreachable.test(code) || /terminated|SASL|SSL/.test(error.message)) {
    const isPassword = /password/.test(error.message);
    return wrap(
      isPassword ? 'databaseRefused' : 'databaseUnreachable',
      isPassword ? `${name} wants a password.` : `${name} cannot be reached: ${reason(error)}.`,
    );
  }
  return error;
}

/** Node.js gives several attempts to connect as one error without a text. */
const reason = (error: Error) =>
  error instanceof AggregateError
    ? ((error.errors[0] as Error | undefined)?.message ?? 'no answer')
    : error.message;
