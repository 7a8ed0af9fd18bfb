import type { LoadProblem } from './model.ts';

/**
 * The catalogue: every failure Retrograph itself can report, with what to do about it.
 * Errors of the user's graph are not here; they are `TaskError`s of a task.
 */
export const errorHints = {
  noSuchFile: 'Check the path, or use Open to pick the file.',
  unsupportedFile: 'Open a .ts, .js, .mts, .mjs, .cts, .cjs or .py module, or a langgraph.json.',
  invalidConfig: 'Fix langgraph.json: it needs {"graphs": {"name": "./file.ts:export"}}.',
  noGraphExport:
    'Export a compiled graph, a StateGraph, a function that makes one, or an entrypoint.',
  severalGraphs: 'Choose one, or add :EXPORT to the path.',
  loadFailed: 'Fix the source and save: the graph reloads by itself.',
  missingPackage: 'Install it in the project, then reload.',
  noLangGraph: 'Run npm install @langchain/langgraph @langchain/core in the project.',
  noPython: 'Install Python 3.11 or later, or make a virtual environment in the project.',
  noNode: 'Set the path of a Node.js 18 or later in Settings.',
  runnerDied: 'Restart the session: every finished checkpoint is kept.',
  notReady: 'Wait until the graph is loaded, or fix what stops it from loading.',
  invalidInput: 'Give the input as JSON.',
  unknownChannel: "Use the names of the graph's channels.",
  unknownNode: 'Choose a node of the graph under As node.',
  ambiguousUpdate: 'Choose under As node whose update this is.',
  graphThrew: 'Nothing was changed. Change the update, or the code that threw this.',
  notSerializable: 'Convert it to a string or a number before you return it.',
  superseded: 'Wait for the answer to what was asked last.',
  threadBusy: 'Pause or stop the run first.',
  nothingToRun: 'Give it new input, or go back to an earlier checkpoint.',
  unknownInterrupt: 'Select the checkpoint that holds the interrupt and answer it there.',
  unknownThread: 'Choose a thread from the list.',
  unknownCheckpoint: 'Choose a checkpoint from the list.',
  unknownSession: 'Open the project again.',
  invalidItem: 'An item has a namespace such as users.alice, a key, and an object as its value.',
  unknownItem: 'Look at the items again.',
  unknownHold: 'The task has gone on; nothing was changed.',
  noSource: 'The node has no source of its own.',
  notSupported: 'This kind of project cannot do that.',
  serverUnreachable: 'Check the address and that the server runs, then reload.',
  serverRefused: 'Give an API key or headers that it takes, under Open.',
  keyNotKept: 'It is used until Retrograph ends, and wanted again then.',
  serverVersion: 'Update the server, or Retrograph: their versions do not fit.',
  serverFailed: "Look at the server's own log, then try again.",
  foreignServer: 'Give the address of a LangGraph server: it answers at /ok.',
  connectionLost: 'It connects again by itself; then repeat what you did.',
  portInUse: 'Give another one with --port, or leave it out to use a free one.',
  apiPortInUse: 'Choose another one, or 0 for any free one.',
  invalidOrigin: 'Give the scheme and the host of a page, such as https://app.example.com.',
  dataDirNotWritable: 'Check that its folder is there and can be written to.',
  diskFull: 'Free some space, then go on: every finished checkpoint is kept.',
  databaseTooNew: 'Update Retrograph.',
  databaseTooOld:
    'Let whatever made it open it once with this version: the app its data folder, a program its file.',
  databaseDamaged: 'Restore a backup.',
  databaseLocked: 'Close the other program that uses it, or wait until it is done.',
  databaseNewer: 'Update Retrograph to open it.',
  notADatabase: 'Open a file that a SqliteSaver or Retrograph wrote.',
  databaseBroken: 'Open a backup, or a copy made while nothing writes to it.',
  databaseBusy: 'Wait until the other program lets go of it, then refresh.',
  unknownSchema: 'Open a database with the tables of a LangGraph checkpointer.',
  databaseUnreachable: 'Check the address, and that the database server runs.',
  databaseRefused: 'Check the user and the password in the address, and what that user may read.',
  notConvertible: 'Look at it here, or copy the thread up to an earlier checkpoint.',
  usage: 'Run retrograph --help.',
  internal: 'This is a fault in Retrograph. Please report it.',
} as const;

export type ErrorCode = keyof typeof errorHints;

/** A `StudioError` as data. */
export interface WireError {
  code: ErrorCode;
  message: string;
  hint: string;
  problem?: LoadProblem;
  stack?: string;
}

/**
 * A failure of Retrograph, with one sentence on what was wrong and one on what to do: the catalogue's, or another `hint`.
 * Compare `code`, never the class.
 */
export class StudioError extends Error {
  readonly code: ErrorCode;
  readonly hint: string;
  /** For failures to load: what the canvas shows. */
  readonly problem?: LoadProblem;

  constructor(
    code: ErrorCode,
    message: string,
    extra: { problem?: LoadProblem; cause?: unknown; hint?: string } = {},
  ) {
    super(message, { cause: extra.cause });
    this.name = 'StudioError';
    this.code = code;
    this.hint = extra.hint ?? errorHints[code];
    this.problem = extra.problem;
  }
}

/** Any thrown thing as a `WireError`; what is not ours becomes `internal` and keeps its stack. */
export function toWireError(thrown: unknown): WireError {
  if (isWireError(thrown)) {
    const { code, message, hint, problem } = thrown;
    return { code, message, hint, ...(problem && { problem }) };
  }
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  return {
    code: 'internal',
    message: error.message,
    hint: errorHints.internal,
    stack: error.stack,
  };
}

/** The `StudioError` a `WireError` stands for. */
export function fromWireError(wire: WireError): StudioError {
  const { problem, hint } = wire;
  const error = new StudioError(wire.code, wire.message, { problem, hint });
  if (wire.stack) error.stack = wire.stack;
  return error;
}

export function isWireError(thrown: unknown): thrown is WireError {
  return (
    typeof thrown === 'object' &&
    thrown !== null &&
    'code' in thrown &&
    String(thrown.code) in errorHints
  );
}
