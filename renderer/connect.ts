import type { Channel } from '../core/protocol/channel.ts';
import type { DesktopWindow } from '../core/protocol/desktop.ts';
import { StudioError } from '../core/protocol/errors.ts';

const FIRST_DELAY_MS = 150;
const LONGEST_DELAY_MS = 4_000;
const REFUSED_DELAY_MS = 30_000;

export interface ChannelEvents {
  /** Messages go through from now on: the first time, and after each loss. */
  opened: () => void;
  /** They do not; another try is under way. */
  lost: () => void;
  /** Somebody answers there, but not to this page: its token is of a Retrograph that has ended. Tried now and then. */
  refused: () => void;
}

/** The wire to core that this page has: Electron's bridge, else a WebSocket that comes back by itself. */
export function connect(events: ChannelEvents): Channel {
  const { bridge } = window as DesktopWindow;
  if (!bridge) return connectSocket(new URL('./ws', socketBase()), events);
  queueMicrotask(events.opened);
  return bridge;
}

const socketBase = (): string => window.location.href.replace(/^http/, 'ws');

/** Whether the host at `url` turns this page away: a browser does not say why a WebSocket failed, but a page it does. */
async function isRefused(url: URL): Promise<boolean> {
  try {
    const page = new URL(url.href.replace(/^ws/, 'http'));
    return (await fetch(page, { method: 'HEAD', cache: 'no-store' })).status === 403;
  } catch {
    // Nobody answers: the host is gone for now.
    return false;
  }
}

/**
 * A channel over a WebSocket at `url`, opened again after a loss, ever less often; where it is refused, twice a minute
 * and when the window is looked at. Sending while it is closed throws `connectionLost`.
 */
export function connectSocket(url: URL, { opened, lost, refused }: ChannelEvents): Channel {
  const listeners: ((text: string) => void)[] = [];
  let socket: WebSocket;
  let tries = 0;

  const retryLater = (delay: number) => {
    const timer = setTimeout(again, delay);
    window.addEventListener('focus', again, { once: true });
    function again() {
      clearTimeout(timer);
      window.removeEventListener('focus', again);
      open();
    }
  };

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
      lost();
      void isRefused(url).then((no) => {
        if (no) refused();
        retryLater(no ? REFUSED_DELAY_MS : Math.min(FIRST_DELAY_MS * 2 ** tries, LONGEST_DELAY_MS));
        tries += 1;
      });
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
