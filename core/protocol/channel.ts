import { createBirpc } from 'birpc';
import { fromWireError, isWireError, toWireError } from './errors.ts';
import type { RendererFunctions } from './events.ts';
import type { Requests } from './requests.ts';

/** A wire that carries text both ways: Electron IPC or a WebSocket. Nothing above it knows which. */
export interface Channel {
  send: (text: string) => void;
  onMessage: (listener: (text: string) => void) => void;
}

/** Requests may take as long as the user's code does: no call times out by itself. */
export const NO_TIMEOUT = -1;

/** A birpc message with its error, if any, as data. For every wire, the runner's too. */
export const packError = <T extends { e?: unknown }>(message: T): T =>
  message.e === undefined ? message : { ...message, e: toWireError(message.e) };

/** Undoes `packError`. */
export const unpackError = <T extends { e?: unknown }>(message: T): T =>
  isWireError(message.e) ? { ...message, e: fromWireError(message.e) } : message;

/** How birpc 4 marks the answer to a request. */
const ANSWER = 's';

const wire = (channel: Channel) => ({
  post: (text: string) => channel.send(text),
  on: (listener: (text: string) => void) => channel.onMessage(listener),
  serialize: (message: { e?: unknown }) => JSON.stringify(packError(message)),
  deserialize: (text: string) => unpackError(JSON.parse(text) as { t?: string; e?: unknown }),
  timeout: NO_TIMEOUT,
});

/** The renderer's end. Calls throw `StudioError`s. `answered` is called before each answer is handed on. */
export function createClient(
  channel: Channel,
  functions: RendererFunctions,
  answered: () => void = () => {},
) {
  const { deserialize, ...rest } = wire(channel);
  return createBirpc<Requests, RendererFunctions>(functions, {
    ...rest,
    deserialize: (text) => {
      const message = deserialize(text);
      if (message.t === ANSWER) answered();
      return message;
    },
  });
}

export type Client = ReturnType<typeof createClient>;

/** Core's end: answers requests with `handlers`, and lets core send events. */
export function serveChannel(channel: Channel, handlers: Requests) {
  return createBirpc<RendererFunctions, Requests>(handlers, wire(channel));
}
