import type { Adapter } from '../adapters/adapter.ts';
import { StudioError } from '../protocol/errors.ts';
import type { AdapterEvent } from '../protocol/debuggee.ts';
import type { EventBody } from '../protocol/events.ts';
import type { SessionInfo, TaskInfo, Termination } from '../protocol/model.ts';
import type { ClientEvent } from './clientRuns.ts';
import type { OpenGraph } from './openGraph.ts';
import type { createOutputBuffer } from './outputBuffer.ts';
import { createRowMarks } from './rowMarks.ts';
import type { createThreadRuns } from './threadRuns.ts';

export interface ListeningOptions {
  sessionId: string;
  runs: ReturnType<typeof createThreadRuns>;
  emit: (event: EventBody) => void;
  tellClients: (event: ClientEvent) => void;
  session: {
    change: (changes: Partial<SessionInfo>) => void;
    openGraph: () => OpenGraph | undefined;
    reload: (why: string) => Promise<void>;
    reloadIfWaiting: () => Promise<void>;
    lost: (termination: Termination) => void;
    tellOutput: (lines: Parameters<ReturnType<typeof createOutputBuffer>['add']>[0]) => void;
  };
}

/** What a session does about each thing its adapter reports. */
export function listenTo(adapter: Adapter, options: ListeningOptions): void {
  const { sessionId, runs, emit, tellClients, session } = options;
  const { ledger } = adapter;
  const marks = createRowMarks(ledger.row, (row) => emit({ type: 'checkpoint', sessionId, row }));

  const tellTasks = (thread_id: string, tasks: TaskInfo[]) => {
    if (tasks.length > 0) emit({ type: 'tasks', sessionId, thread_id, tasks });
  };

  /** What cannot be written down, as on a full disk, is said; what follows from it happens all the same. */
  const attempt = <T>(write: () => T): T | undefined => {
    try {
      return write();
    } catch (error) {
      if (!(error instanceof StudioError)) throw error;
      const at = new Date().toISOString();
      session.tellOutput([{ stream: 'retrograph', text: error.message, at }]);
      return undefined;
    }
  };

  adapter.onEvent((event: AdapterEvent) => {
    const graph = session.openGraph();
    switch (event.type) {
      case 'checkpoint':
        graph?.learner.sawCheckpoint(event.row);
        emit({ type: 'checkpoint', sessionId, row: marks.sawRow(event.row) });
        break;
      case 'tasks': {
        const tasks = attempt(() => ledger.recordTasks(event.tasks)) ?? event.tasks;
        tellTasks(event.thread_id, tasks);
        marks.sawTasks(tasks);
        const model = graph?.model;
        if (model) attempt(() => graph.learner.sawTasks(model, tasks));
        break;
      }
      case 'thread':
        emit({ type: 'thread', sessionId, thread: event.thread });
        break;
      case 'threadDeleted':
        emit({ type: 'threadDeleted', sessionId, thread_id: event.thread_id });
        break;
      case 'runStarted':
        runs.begin(event.thread_id, event.run_id);
        break;
      case 'held':
        attempt(() => runs.hold(event.thread_id, event.run_id, event.stopped));
        break;
      case 'runEnded':
        tellTasks(event.thread_id, attempt(() => ledger.cancelRunning(event.thread_id)) ?? []);
        if (attempt(() => runs.end(event.thread_id, event.run_id, event.stopped)) ?? true) {
          tellClients(event);
        }
        if (graph?.model && !event.stopped) {
          const { model } = graph;
          attempt(() => graph.learner.sawEnd(model, event.thread_id));
        }
        queueMicrotask(() => void session.reloadIfWaiting());
        break;
      case 'chunk':
        tellClients(event);
        break;
      case 'output':
        session.tellOutput(event.lines);
        break;
      case 'responsive':
        session.change({ responsive: event.responsive });
        break;
      case 'terminated':
        session.lost(event.termination);
        break;
      case 'itemsChanged':
        emit({ type: 'items', sessionId });
        break;
      case 'sourceChanged':
        void session.reload('The source has changed.');
        break;
    }
  });
}
