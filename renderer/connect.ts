import type { Channel } from '../core/protocol/channel.ts';
import type { DesktopWindow } from '../core/protocol/desktop.ts';
import { StudioError } from '../core/protocol/errors.ts';

const FIRST_DELAY_MS = 150;
const LONGEST_DELAY_MS = 4_000;

export interface ChannelEvents {
  /** Messages go through from now on: the first time, and after each loss. */
  opened: () => void;
  /** They do not; another try is under way. */
  lost: () => void;
}

/** The wire to core that this page has: Electron's bridge, else a WebSocket that comes back by itself. */
export function connect(events: ChannelEvents): Channel {
  const { bridge } = window as DesktopWindow;
  if (!bridge) return connectSocket(new URL('./ws', socketBase()), events);
  queueMicrotask(events.opened);
  return bridge;
}

const socketBase = (): string => window.location.href.replace(/^http/, 'ws');

/** A channel over a WebSocket at `url`, opened again after a loss, ever less often. Sending while it is closed throws `connectionLost`. */
export function connectSocket(url: URL, { opened, lost }: ChannelEvents): Channel {
  const listeners: ((text: string) => void)[] = [];
  let socket: WebSocket;
  let tries = 0;

  const open = () => {
    socket = new WebSocket(url);
    socket.addEventListener('open', () => {
      tries = 0;
      opened();
    });
    socket.addEventListener('message', ({ data }) => {
      for (const listener of listeners) listener(String(data));
    });
    socket.addEventListener('close', () => {
      const delay = Math.min(FIRST_DELAY_MS * 2 ** tries, LONGEST_DELAY_MS);
      tries += 1;
      setTimeout(open, delay);
      lost();
    });
  };
  open();

  return {
    send: (text) => {
      if (socket.readyState !== WebSocket.OPEN) {
        throw new StudioError('connectionLost', 'Retrograph is not connected.');
      }
      socket.send(text);
    },
    onMessage: (listener) => void listeners.push(listener),
  };
}
