import { createTapeWriter } from '../structure/tape.ts';
import type { HostFunctions, TapedCall } from './messages.ts';

/** Core is told of what is on the tape at most this often: it looks again by itself a little later. */
const NUDGE_MS = 8;
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
 * The pipe is used where the tape can't be written, and core reads the tape before each message of the pipe: the order is
 * that of the calls.
 */
export function createTapedHost(
  host: Required<HostFunctions>,
  path: string | undefined,
): HostFunctions {
  if (path === undefined) return host;
  const tape = createTapeWriter(path);
  let nudged = 0;
  let ahead = 0;

  /** Whether it is on the tape. */
  const write = (call: TapedCall): boolean => {
    try {
      ahead += tape.write(call);
    } catch {
      // A full disk, mostly: core finds that out as well, and says so.
      return false;
    }
    const now = performance.now();
    if (now - nudged >= NUDGE_MS || isUrgent(call)) {
      nudged = now;
      host.nudge();
    }
    return true;
  };
  const notTooFarAhead = async (thread_id: string) => {
    if (ahead < MOST_BYTES) return;
    ahead = 0;
    await host.stored(thread_id);
  };

  return {
    getTuple: host.getTuple,
    list: host.list,
    deleteThread: host.deleteThread,
    reserveIds: host.reserveIds,
    readBack: host.readBack,
    storeBatch: host.storeBatch,
    stored: (thread_id) => host.stored(thread_id),
    emit: (events) => void (write(['emit', events]) || host.emit(events)),
    put: async (row) => (write(['put', row]) ? notTooFarAhead(row.thread_id) : host.put(row)),
    putWrites: async (task) =>
      write(['putWrites', task]) ? notTooFarAhead(task.thread_id) : host.putWrites(task),
    putEncoded: async (row) =>
      write(['putEncoded', row]) ? notTooFarAhead(row.thread_id) : host.putEncoded(row),
    putEncodedWrites: async (task) =>
      write(['putEncodedWrites', task])
        ? notTooFarAhead(task.thread_id)
        : host.putEncodedWrites(task),
    forgot: (thread_id) => void (write(['forgot', thread_id]) || host.forgot(thread_id)),
    nudge: host.nudge,
  };
}
