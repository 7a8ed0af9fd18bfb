import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Core } from '../createCore.ts';
import { serveChannel } from '../protocol/channel.ts';
import type { CoreEvent } from '../protocol/events.ts';
import type { Gate } from './gate.ts';

/** Bytes of events that may wait for a client that does not read. */
const MAX_WAITING = 16_000_000;
/** A person may paste and edit a large state. */
const MAX_MESSAGE = 256_000_000;

/** Answers WebSocket upgrades of `/ws` that the gate lets in, each with a channel to core. */
export function createSocketServer(core: Pick<Core, 'handlers' | 'onEvent'>, gate: Gate) {
  const server = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE });
  server.on('connection', (socket) => serveClient(core, socket));

  return {
    upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
      const refusal = gate.check(request, true);
      if (refusal) return refuse(socket, '403 Forbidden', refusal.message);
      if (new URL(request.url ?? '/', 'http://host').pathname !== '/ws') {
        return refuse(socket, '404 Not Found', 'The WebSocket is at /ws.');
      }
      server.handleUpgrade(request, socket, head, (client) =>
        server.emit('connection', client, request),
      );
    },
    close() {
      for (const client of server.clients) client.terminate();
      server.close();
    },
  };
}

function serveClient(core: Pick<Core, 'handlers' | 'onEvent'>, socket: WebSocket): void {
  let missed: CoreEvent[] | undefined;

  // A client that does not read gets no more events. Once it has caught up it gets the last batch it missed,
  // whose `seq` tells it to ask for everything again.
  const sendEvents = (events: CoreEvent[]) => {
    if (socket.bufferedAmount > MAX_WAITING) {
      missed = events;
      return;
    }
    missed = undefined;
    // Closing while sending is the same as having missed it.
    rpc.events.asEvent(events).catch(() => {});
  };

  const rpc = serveChannel(
    {
      send: (text) => socket.send(text, () => missed && sendEvents(missed)),
      onMessage: (listener) =>
        socket.on('message', (data) => {
          Promise.resolve(listener((data as Buffer).toString('utf8'))).catch(() =>
            socket.close(1003, 'Not a message of Retrograph.'),
          );
        }),
    },
    core.handlers,
  );

  const unsubscribe = core.onEvent(sendEvents);
  socket.on('close', () => {
    unsubscribe();
    rpc.$close();
  });
  // `close` follows, and is all there is to do.
  socket.on('error', () => {});
}

function refuse(socket: Duplex, status: string, message: string): void {
  const body = `${message}\n`;
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
