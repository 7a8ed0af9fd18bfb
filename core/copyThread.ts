import { copyOf } from './foreign/copyOf.ts';
import { keepCopy } from './keepCopy.ts';
import type { OpenedTarget } from './openTarget.ts';
import { StudioError } from './protocol/errors.ts';
import type { EventBody } from './protocol/events.ts';
import type { Requests } from './protocol/requests.ts';
import type { Session } from './session/session.ts';
import type { Storage } from './storage/storage.ts';

interface Parts {
  sessions: ReadonlyMap<string, Session>;
  /** By session. */
  targets: ReadonlyMap<string, OpenedTarget>;
  storage: Storage;
  emit: (event: EventBody) => void;
}

/** Copies a thread of an open database into an open project, whose window is told of it. */
export const createCopyThread =
  ({ sessions, targets, storage, emit }: Parts): Requests['copyThread'] =>
  async ({ sessionId, thread_id, checkpoint_id, checkpoint_ns, into }) => {
    const from = targets.get(sessionId)?.database;
    const { graphId, capabilities } = sessions.get(into)?.info() ?? {};
    const projectKey = targets.get(into)?.projectKey;
    if (!from || !projectKey || !graphId || !capabilities?.surgery) {
      throw new StudioError('unknownSession', 'There is no open project to copy the thread into.');
    }
    const reader = await from();
    try {
      const copy = await copyOf(reader, thread_id, checkpoint_ns ? undefined : checkpoint_id);
      const thread = await keepCopy(storage, projectKey, graphId, copy);
      emit({ type: 'thread', sessionId: into, thread });
      return thread;
    } finally {
      await reader.close();
    }
  };
