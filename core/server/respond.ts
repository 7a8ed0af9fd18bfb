import type { RunLog } from './runLog.ts';

/** Milliseconds between signs of life of a response that has nothing to say. */
const BEAT_MS = 5_000;
/** Milliseconds in which an answer that is waited for may come whole, which costs a fourth of a stream. */
const WHOLE_MS = 1_000;

const encoder = new TextEncoder();

interface Stream {
  headers: Record<string, string>;
  beat: string;
  /** Writes, and answers when it is done; the answer of `start` is called when the client goes away before. */
  start: (write: (text: string) => void, close: () => void) => () => void;
}

/** A response that is written bit by bit and never silent for long. */
export function streaming({ headers, beat, start }: Stream): Response {
  let stop = () => {};
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const timer = setInterval(() => write(beat), BEAT_MS);
      const write = (text: string) => {
        timer.refresh();
        controller.enqueue(encoder.encode(text));
      };
      let gone = () => {};
      stop = () => {
        clearInterval(timer);
        gone();
      };
      gone = start(write, () => {
        clearInterval(timer);
        controller.close();
      });
    },
    cancel: () => stop(),
  });
  return new Response(body, { headers: { ...headers, 'Cache-Control': 'no-store' } });
}

export interface StreamOptions {
  headers: Record<string, string>;
  /** Index of the first event wanted. */
  from: number;
  /** Only these, by name without namespace. */
  only?: readonly string[];
  onGone: () => void;
}

/** A run's log as server-sent events, from the past into the future. */
export function streamLog(log: RunLog, { headers, from, only, onGone }: StreamOptions): Response {
  return streaming({
    headers: { ...headers, 'Content-Type': 'text/event-stream' },
    beat: ': heartbeat\n\n',
    start(write, close) {
      let next = from;
      let stop = () => {};
      const read = () => {
        let text = '';
        for (; next < log.events.length; next += 1) {
          const { event, data } = log.events[next] as RunLog['events'][number];
          if (only && !only.includes(event.split('|', 1)[0] ?? '')) continue;
          text += `id: ${next}\nevent: ${event}\ndata: ${data}\n\n`;
        }
        if (text !== '') write(text);
        if (!log.ended) return;
        stop();
        close();
      };
      stop = log.onMore(read);
      read();
      return () => {
        stop();
        onGone();
      };
    },
  });
}

/**
 * One JSON value once there is one. One that takes longer is a stream of white space first, which JSON allows before it;
 * only then is it seen that the client has gone.
 */
export async function waitFor(
  result: Promise<string>,
  { headers, onGone }: Pick<StreamOptions, 'headers' | 'onGone'>,
): Promise<Response> {
  const all = { ...headers, 'Content-Type': 'application/json' };
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), WHOLE_MS);
  });
  const whole = await Promise.race([result, late]);
  clearTimeout(timer);
  if (whole !== undefined) {
    return new Response(whole, { headers: { ...all, 'Cache-Control': 'no-store' } });
  }
  return streaming({
    headers: all,
    beat: '\n',
    start(write, close) {
      let isGone = false;
      void result.then((text) => {
        if (isGone) return;
        write(text);
        close();
      });
      return () => {
        isGone = true;
        onGone();
      };
    },
  });
}
