import type { LiveRun } from './liveRun.ts';
import { streaming } from './respond.ts';
import type { RunLog } from './runLog.ts';
import type { Runs } from './runs.ts';
import type { ThreadUpdates } from './threadUpdates.ts';

/** What a client of a thread's stream wants: all that its runs stream, their beginnings and ends, updates of its state. */
export type ThreadStreamMode = 'run_modes' | 'lifecycle' | 'state_update';

/** A place in a thread's stream: its events' ids are `since-index`, as those of LangGraph's server are `time-number`. */
interface Place {
  since: number;
  index: number;
}

interface ThreadStreamParts {
  runs: Runs;
  updates: ThreadUpdates;
  stateOf: (thread_id: string) => object;
}

/** Undefined for no place of a thread's stream; `-` and `0` are its beginning. */
function placeOf(lastEventId: string): Place | undefined {
  if (/^(-|-1|0|0-0)$/.test(lastEventId)) return { since: 0, index: 0 };
  const [, since, index] = /^(\d+)-(\d+)$/.exec(lastEventId) ?? [];
  return since === undefined ? undefined : { since: Number(since), index: Number(index) };
}

/**
 * What all runs of a thread stream, one after the other, until the client leaves: each as in its own stream, and then a
 * `metadata` event that it is done. With `lastEventId` from after that event on, as far as the streams of the runs are kept,
 * without it from now on. Updates of its state have no ids, and are told as they happen only. (langgraph-api 1.5.1 has no
 * such route; this is as Python's server has it.)
 */
export function streamThread(
  { runs, updates, stateOf }: ThreadStreamParts,
  thread_id: string,
  { lastEventId, modes }: { lastEventId: string | undefined; modes: readonly ThreadStreamMode[] },
): Response {
  const after = lastEventId === undefined ? undefined : placeOf(lastEventId);
  const isWanted = ({ event }: RunLog['events'][number]) =>
    modes.includes('run_modes') || (modes.includes('lifecycle') && event === 'metadata');
  const tellsRuns = modes.includes('run_modes') || modes.includes('lifecycle');

  return streaming({
    headers: { 'Content-Type': 'text/event-stream' },
    beat: ': heartbeat\n\n',
    start(write) {
      const stops = new Set<() => void>();

      const follow = ({ since, record, log }: LiveRun, from: number) => {
        let next = from;
        const frame = (event: string, data: string) =>
          `id: ${since}-${next}\nevent: ${event}\ndata: ${data}\n\n`;
        const read = () => {
          let text = '';
          for (; next < log.events.length; next += 1) {
            const logged = log.events[next] as RunLog['events'][number];
            if (isWanted(logged)) text += frame(logged.event, logged.data);
          }
          if (log.ended) {
            const { run_id } = record;
            // One more than it has events: who has read this one has read it all.
            if (tellsRuns && next === log.events.length)
              text += frame('metadata', JSON.stringify({ status: 'run_done', run_id }));
            stop();
            stops.delete(stop);
          }
          if (text !== '') write(text);
        };
        const stop = log.onMore(read);
        stops.add(stop);
        read();
      };

      for (const run of runs.ofThread(thread_id)) {
        if (!after) {
          if (!run.log.ended) follow(run, run.log.events.length);
        } else if (run.since >= after.since) {
          follow(run, run.since === after.since ? after.index + 1 : 0);
        }
      }
      stops.add(
        runs.onCreated((run) => {
          if (run.record.thread_id === thread_id) follow(run, 0);
        }),
      );
      if (modes.includes('state_update')) {
        stops.add(
          updates.onUpdated((updated) => {
            if (updated !== thread_id) return;
            const data = JSON.stringify({ state: stateOf(thread_id), thread_id });
            write(`event: state_update\ndata: ${data}\n\n`);
          }),
        );
      }
      return () => stops.forEach((stop) => stop());
    },
  });
}
