import { toWireError, type WireError } from '../../core/protocol/errors.ts';
import type { LetGo } from '../../core/protocol/hold.ts';
import type { Json, OutputLine, SessionInfo, Settings } from '../../core/protocol/model.ts';
import type { RecentProject } from '../../core/protocol/places.ts';
import type { AppSnapshot, RunMode } from '../../core/protocol/requests.ts';
import { nothingFocused } from './focus.ts';
import { activeSession, activeThread } from './selectors.ts';
import type { Slice } from './store.ts';
import { takesBranch, takesBranchToAnswer } from './surgery.ts';

export interface SessionSlice {
  connection: 'connecting' | 'open' | 'lost' | 'refused';
  /** Sequence number of the last event applied. */
  seq: number;
  host: 'browser' | 'electron';
  version: string;
  dataDir: string;
  sessions: Record<string, SessionInfo>;
  /** By session, how often its graph has been loaded: more often than the page is drawn, it may be. */
  loads: Record<string, number>;
  recents: RecentProject[];
  settings: Settings;
  output: Record<string, OutputLine[]>;
  /** The example graphs as a target, where they are installed. */
  examples?: string;
  /** What is given for a server outlives Retrograph. */
  keepsKeys?: boolean;

  connected: (snapshot: AppSnapshot) => Promise<void>;
  connectionLost: () => void;
  connectionRefused: () => void;
  closeProject: () => Promise<void>;
  reloadProject: () => Promise<void>;
  /** Serves the project under the LangGraph API; 0 is any free port. Answers why it could not. */
  serveProject: (port: number) => Promise<WireError | undefined>;
  stopServing: () => Promise<void>;
  installMissing: () => Promise<void>;
  killRunner: () => Promise<void>;
  selectGraph: (graphId: string) => Promise<void>;
  /** Answers why it was refused. */
  updateSettings: (change: Partial<Settings>) => Promise<WireError | undefined>;
  clearOutput: () => Promise<void>;

  /** Runs the active thread (made first if there is none). `input` null goes on. */
  run: (input: Json, mode?: RunMode) => Promise<void>;
  /** Run, from a checkpoint instead of the head; in a branch where that is what it takes. */
  replay: (
    checkpoint: { checkpoint_id: string; checkpoint_ns: string },
    mode?: RunMode,
  ) => Promise<void>;
  /** Answers interrupts of the moment shown by id; in a branch where that is what it takes. */
  resume: (answers: Record<string, Json>) => Promise<void>;
  pause: () => Promise<void>;
  stop: () => Promise<void>;
  release: (holdId: string, how?: LetGo) => Promise<void>;
}

export const sessionSlice: Slice<SessionSlice> = (set, get) => {
  /** The active session and thread, a thread being made when there is none. */
  const target = async () => {
    const session = activeSession(get());
    if (!session) return undefined;
    const thread =
      (await get().makingThread) ?? activeThread(get()) ?? (await get().createThread());
    return thread && { sessionId: session.sessionId, thread_id: thread.thread_id };
  };
  const inSession = async (command: (sessionId: string) => Promise<unknown>) => {
    const session = activeSession(get());
    if (session) await get().attempt(() => command(session.sessionId));
  };
  const inThread = async (
    command: (ids: { sessionId: string; thread_id: string }) => Promise<unknown>,
  ) => {
    await get().attempt(async () => {
      const ids = await target();
      if (ids) await command(ids);
      get().noticesPassed();
    });
  };

  return {
    connection: 'connecting',
    seq: 0,
    host: 'browser',
    version: '',
    dataDir: '',
    sessions: {},
    loads: {},
    recents: [],
    settings: { theme: 'system', nodePath: '', allowedOrigins: [] },
    output: {},

    connected: async ({ sessions, ...snapshot }) => {
      set({
        ...snapshot,
        connection: 'open',
        sessions: Object.fromEntries(sessions.map((session) => [session.sessionId, session])),
      });
      const wanted = get().sessionId;
      const session = sessions.find((one) => one.sessionId === wanted) ?? sessions.at(-1);
      if (session) await get().sessionFocused(session.sessionId);
      else set(nothingFocused);
    },
    // A page that is turned away stays so until it is let in.
    connectionLost: () => set({ connection: get().connection === 'refused' ? 'refused' : 'lost' }),
    connectionRefused: () => set({ connection: 'refused' }),

    closeProject: () => inSession((sessionId) => get().client.closeProject({ sessionId })),
    reloadProject: () => inSession((sessionId) => get().client.reloadProject({ sessionId })),
    serveProject: async (port) => {
      const session = activeSession(get());
      if (!session) return undefined;
      try {
        await get().client.serveProject({ sessionId: session.sessionId, port });
        return undefined;
      } catch (thrown) {
        return toWireError(thrown);
      }
    },
    stopServing: () => inSession((sessionId) => get().client.stopServing({ sessionId })),
    installMissing: () => {
      // It takes a minute, and what it does is printed there.
      get().dockChosen('Output');
      return inSession((sessionId) => get().client.installMissing({ sessionId }));
    },
    killRunner: () => inSession((sessionId) => get().client.killRunner({ sessionId })),
    selectGraph: (graphId) =>
      inSession(async (sessionId) => {
        const session = await get().client.selectGraph({ sessionId, graphId });
        set({
          ...nothingFocused,
          sessionId,
          sessions: { ...get().sessions, [sessionId]: session },
        });
        await get().sessionFocused(sessionId);
        get().noticesPassed();
      }),
    // Held at once: a choice that waited for core's answer would jump back under the pointer.
    updateSettings: async (change) => {
      const before = get().settings;
      set({ settings: { ...before, ...change } });
      try {
        set({ settings: await get().client.updateSettings(change) });
        return undefined;
      } catch (thrown) {
        set({ settings: before });
        return toWireError(thrown);
      }
    },
    clearOutput: () =>
      inSession(async (sessionId) => {
        await get().client.clearOutput({ sessionId });
        set({ output: { ...get().output, [sessionId]: [] } });
      }),

    run: (input, mode = 'continue') =>
      inThread(async (ids) => {
        get().headFollowed();
        await get().client.run({ ...ids, input, mode });
      }),
    replay: (checkpoint, mode = 'continue') => {
      if (takesBranch(get(), checkpoint)) return get().branchRun(checkpoint, mode);
      return inThread(async (ids) => {
        await get().client.run({ ...ids, ...checkpoint, input: null, mode });
        get().headFollowed();
      });
    },
    resume: (answers) => {
      const { checkpoint } = get();
      if (checkpoint && takesBranchToAnswer(get(), answers)) {
        return get().branchAnswered(checkpoint, answers);
      }
      return inThread(async (ids) => {
        await get().client.run({
          ...ids,
          ...checkpoint,
          input: null,
          command: { resume: answers },
          mode: 'continue',
        });
        get().answersTaken(Object.keys(answers));
        get().headFollowed();
      });
    },
    pause: () => inThread((ids) => get().client.pause(ids)),
    stop: () => inThread((ids) => get().client.stop(ids)),
    release: (hold_id, how) => inThread((ids) => get().client.release({ ...ids, hold_id, ...how })),
  };
};
