import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { ErrorCode, WireError } from '../protocol/errors.ts';
import { isWireError, toWireError } from '../protocol/errors.ts';

/** What a client did wrong, in one sentence. */
export class ClientFailure extends Error {
  readonly status: ContentfulStatusCode;
  readonly headers: Record<string, string>;

  constructor(status: ContentfulStatusCode, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.name = 'ClientFailure';
    this.status = status;
    this.headers = headers;
  }
}

export const noRun = (run_id: string) => new ClientFailure(404, `There is no run ${run_id}.`);

const statuses: Partial<Record<ErrorCode, ContentfulStatusCode>> = {
  unknownThread: 404,
  unknownCheckpoint: 404,
  noGraphExport: 404,
  threadBusy: 409,
  notReady: 503,
  runnerDied: 503,
  invalidInput: 422,
  unknownChannel: 422,
  unknownNode: 422,
  ambiguousUpdate: 422,
  unknownInterrupt: 422,
  notSerializable: 422,
  notSupported: 422,
};

/** The status and sentence of anything thrown while answering; `error`: for a Retrograph that is attached to us. */
export function describeFailure(thrown: unknown): {
  status: ContentfulStatusCode;
  message: string;
  headers?: Record<string, string>;
  error?: Pick<WireError, 'code' | 'message'>;
} {
  if (thrown instanceof ClientFailure) return thrown;
  const { code, message, hint } = toWireError(thrown);
  const status = statuses[code] ?? 500;
  if (!isWireError(thrown)) return { status, message };
  return { status, message: `${message} ${hint}`, error: { code, message } };
}
