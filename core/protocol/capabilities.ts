/** What an adapter can do. Absent means no; the interface disables by these flags and never asks "is it remote". */
export interface Capabilities {
  /** Graphs can be run at all, and threads made; not in a database that is only looked at. */
  run?: boolean;
  /** A thread can be copied into an open project: `copyThread`. */
  copyThread?: boolean;
  /** Breakpoints may change while a run is under way. */
  liveBreakpoints?: boolean;
  subgraphBreakpoints?: boolean;
  /** Breakpoints may have a condition, a hit count or a log message. */
  conditionalBreakpoints?: boolean;
  /** Single tasks can be held inside a super-step. */
  holds?: boolean;
  pause?: boolean;
  stepInto?: boolean;
  updateState?: boolean;
  source?: boolean;
  restart?: boolean;
  /** A thread can be branched, and parts of its past deleted. */
  surgery?: boolean;
  /** The project can be put behind the LangGraph server API. */
  serve?: boolean;
  /** The long-term store can be looked at and changed. */
  store?: boolean;
}

export type Capability = keyof Capabilities;

/** Why an adapter cannot do something, one sentence for each thing it cannot: shown on what is disabled. */
export type Limits = Readonly<Partial<Record<Capability, string>>>;

/** LangGraph's server stops between the super-steps of its root graph, at what a run was started with. */
export const serverLimits = {
  liveBreakpoints:
    'A server takes the breakpoints when a run starts: a change holds from the next run on.',
  subgraphBreakpoints: 'A server stops at nodes of the root graph only.',
  conditionalBreakpoints:
    'A server stops between steps only: it evaluates no conditions, and prints no messages.',
  holds: 'A server stops between steps only: it cannot hold a single task.',
  pause:
    'A server cannot pause a run between steps: set a breakpoint before it starts, or stop it.',
  stepInto: 'A server stops between the steps of the root graph only: subgraphs run as a whole.',
  source: 'A server does not tell the source of its graphs.',
  restart: 'A server is started and ended by whoever runs it.',
  surgery: 'A server keeps its threads itself: they can be forked, but not branched or cut.',
  serve: 'It runs behind a LangGraph server already: clients can use that one.',
} as const satisfies Limits;

const readOnly =
  'The database is open for reading only: copy the thread into a project to go on from it.';

export const databaseLimits = {
  run: readOnly,
  liveBreakpoints: readOnly,
  subgraphBreakpoints: readOnly,
  conditionalBreakpoints: readOnly,
  holds: readOnly,
  pause: readOnly,
  stepInto: readOnly,
  updateState: readOnly,
  source: 'A database holds no source.',
  restart: 'There is no process to start: the database is only read.',
  surgery: readOnly,
  serve: 'A database runs nothing that could be served.',
  store: 'Of a database only the threads are read, not the items of a long-term store.',
} as const satisfies Limits;
