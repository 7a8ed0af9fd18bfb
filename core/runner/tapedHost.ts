import { createTapeWriter, type TapeWriter } from '../structure/tape.ts';
import { QUIET_MS, type HostFunctions, type TapedCall } from './messages.ts';

/** Bytes that may be on the tape and not in the database: a run must not be ahead of the disk by more. */
const MOST_BYTES = 16 * 1024 * 1024;

/** What a person should see at once. */
const isUrgent = ([name, events]: TapedCall): boolean =>
  name === 'emit' && events.some(({ type }) => type === 'runEnded' || type === 'held');

/**
 * `host`, but what needs no answer goes on a tape at `path`: a few microseconds a super-step, where a message through the
 * pipe takes a tenth of a millisecond, wakes core and waits for its commit. It is safe there as it is in the database:
 * core reads on after the death of this process, and the next core after the death of both.
 *
 * What comes in one turn is one message of the tape and one transaction: a super-step's writes and its checkpoint go
 * together. (A subgraph of LangGraph runs a task again whose writes are there without the checkpoint that follows.)
 *
 * The pipe is used where the tape can't be written, and core reads the tape before each message of the pipe: the order is
 * that of the calls.
 */
export function createTapedHost(
  host: Required<HostFunctions>,
  path: string | undefined,
): HostFunctions {
  if (path === undefined) return host;
  let tape: TapeWriter | undefined;
  let waiting: TapedCall[] = [];
  let flushed: PromiseWithResolvers<boolean> | undefined;
  let last = -Infinity;
  let ahead = 0;
  let nudging = false;

  /** Once for all runs that end in this turn: core, which is looking anyway, need not be woken before the turn is over. */
  const nudgeSoon = () => {
    if (nudging) return;
    nudging = true;
    setImmediate(() => {
      nudging = false;
      host.nudge();
    });
  };

  const record = (calls: TapedCall[]): boolean => {
    const began = performance.now();
    try {
      tape ??= createTapeWriter(path);
      ahead += tape.write(calls);
    } catch {
      // A full disk, mostly: core finds that out as well, and says so.
      return false;
    }
    // From before that write to after this one: this process may have slept in between.
    if (performance.now() - last >= QUIET_MS) host.nudge();
    else if (calls.some(isUrgent)) nudgeSoon();
    last = began;
    return true;
  };
  /** Whether all that was waiting is on the tape. */
  const flush = (): boolean => {
    if (waiting.length === 0) return true;
    const calls = waiting;
    waiting = [];
    const isRecorded = record(calls);
    flushed?.resolve(isRecorded);
    flushed = undefined;
    return isRecorded;
  };
  const add = (call: TapedCall): Promise<boolean> => {
    waiting.push(call);
    if (!flushed) {
      flushed = withResolvers();
      // After all that the graph does in this turn.
      setImmediate(flush);
    }
    return flushed.promise;
  };
  const put =
    <T extends { thread_id: string }>(
      callOf: (given: T) => TapedCall,
      throughPipe: (given: T) => Promise<void>,
    ) =>
    async (given: T): Promise<void> => {
      if (!(await add(callOf(given)))) return throughPipe(given);
      if (ahead < MOST_BYTES) return undefined;
      ahead = 0;
      return host.stored(given.thread_id);
    };

  /** Through the pipe, and after what is waiting. */
  const after =
    <A extends unknown[], R>(call: (...args: A) => R) =>
    (...args: A): R => {
      flush();
      return call(...args);
    };

  return {
    getTuple: after(host.getTuple),
    list: after(host.list),
    deleteThread: after(host.deleteThread),
    reserveIds: host.reserveIds,
    readBack: after(host.readBack),
    storeBatch: after(host.storeBatch),
    stored: after(host.stored),
    nudge: host.nudge,
    emit(events) {
      waiting.push(['emit', events]);
      // Before more of the graph's code runs, which may never give the turn back.
      if (!flush()) host.emit(events);
    },
    put: put((row) => ['put', row], host.put),
    putWrites: put((task) => ['putWrites', task], host.putWrites),
    putEncoded: put((row) => ['putEncoded', row], host.putEncoded),
    putEncodedWrites: put((task) => ['putEncodedWrites', task], host.putEncodedWrites),
    forgot(thread_id) {
      waiting.push(['forgot', thread_id]);
      if (!flush()) host.forgot(thread_id);
    },
  };
}

type PromiseWithResolvers<T> = { promise: Promise<T>; resolve: (value: T) => void };

/** `Promise.withResolvers`, which Node has from 22 on. */
function withResolvers<T>(): PromiseWithResolvers<T> {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((settle) => (resolve = settle));
  return { promise, resolve };
}
