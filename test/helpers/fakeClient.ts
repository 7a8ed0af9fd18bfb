import type { Client } from '../../core/protocol/channel.ts';
import type { Requests } from '../../core/protocol/requests.ts';

export interface FakeClient {
  client: Client;
  /** Every request so far, oldest first. */
  calls: { name: keyof Requests; params: unknown }[];
  /** The params of the requests with this name. */
  callsOf: (name: keyof Requests) => unknown[];
}

/** A renderer's end of the wire with core's answers given; a request without one fails. */
export function fakeClient(answers: Partial<Requests>): FakeClient {
  const calls: FakeClient['calls'] = [];
  const handlers: Record<string, ((params: unknown) => Promise<unknown>) | undefined> = {
    ...(answers as Record<string, (params: unknown) => Promise<unknown>>),
  };
  const client = new Proxy({} as Client, {
    get: (_target, name) => async (params: unknown) => {
      calls.push({ name: String(name) as keyof Requests, params });
      const handler = handlers[String(name)];
      if (!handler) throw new Error(`${String(name)} has no answer in this test`);
      return handler(params);
    },
  });
  const callsOf = (name: keyof Requests) =>
    calls.filter((call) => call.name === name).map((call) => call.params);
  return { client, calls, callsOf };
}
