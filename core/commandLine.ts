import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultDataDir } from './dataDir.ts';
import { API_PORT, readPort } from './protocol/port.ts';
import { StudioError } from './protocol/errors.ts';

export const help = `Usage: retrograph [PATH[:EXPORT] | DATABASE] [options]

Opens a LangGraph project: a module (./agent.ts, ./agent.ts:graph, ./agent.py), a langgraph.json,
a folder, or the URL of a LangGraph server.
Or a checkpoint database, to look at: an SQLite file (./checkpoints.db), or postgres://user@host/name.

Options:
  --browser        use a browser
  --desktop        use the desktop app
  --port N         the browser host's port (default: 5874, or any free one)
  --no-open        print the address, open no window
  --data-dir DIR   where threads and settings are kept
  --serve [PORT]   serve the LangGraph API (default: 2024)
  --version        print the version
  --help           print this
`;

/** What a person asked for on the command line. */
export type Command =
  | { do: 'help' }
  | { do: 'version' }
  | {
      do: 'open';
      target?: string;
      host?: 'browser' | 'desktop';
      port?: number;
      openWindow: boolean;
      /** The port of the LangGraph API, if it is served. */
      serve?: number;
      /** Absolute. */
      dataDir: string;
    };

/** Throws `usage` for what makes no sense. */
export function readCommandLine(args: string[], env: NodeJS.ProcessEnv = process.env): Command {
  const { serve, rest } = takeServe(args);
  const { values, positionals } = parse(rest);
  if (values.help) return { do: 'help' };
  if (values.version) return { do: 'version' };
  if (positionals.length > 1) {
    throw new StudioError(
      'usage',
      `Give one path, not ${positionals.length}: ${positionals.join(' ')}.`,
    );
  }
  if (values.browser && values.desktop) {
    throw new StudioError('usage', 'Give --browser or --desktop, not both.');
  }
  const target = positionals[0] ?? env.RETROGRAPH_DEFAULT_TARGET;
  if (serve !== undefined && !target) {
    throw new StudioError('usage', '--serve needs a project: give its path.');
  }
  const host = values.browser ? 'browser' : values.desktop ? 'desktop' : undefined;
  const port = values.port === undefined ? undefined : portOf(values.port);
  return {
    do: 'open',
    ...(target && { target }),
    ...(host && { host }),
    ...(port !== undefined && { port }),
    ...(serve !== undefined && { serve }),
    openWindow: !values['no-open'],
    dataDir: resolve(values['data-dir'] ?? defaultDataDir(env)),
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        browser: { type: 'boolean' },
        desktop: { type: 'boolean' },
        port: { type: 'string' },
        'no-open': { type: 'boolean' },
        'data-dir': { type: 'string' },
        version: { type: 'boolean', short: 'v' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    const [sentence] = (error as Error).message.split('. ');
    throw new StudioError('usage', `${sentence?.replace(/\.$/, '')}.`, { cause: error });
  }
}

function portOf(text: string, option = '--port'): number {
  const port = readPort(text);
  if (port !== undefined) return port;
  throw new StudioError('usage', `${option} wants a number up to 65535, not ${text}.`);
}

/** `--serve`, `--serve 2024` or `--serve=2024`: an option whose value may be left out, which `parseArgs` does not know. */
function takeServe(args: string[]): { serve?: number; rest: string[] } {
  const at = args.findIndex((arg) => /^--serve(=|$)/.test(arg));
  const given = args[at];
  if (given === undefined) return { rest: args };
  const [, inline] = given.split('=');
  const next = args[at + 1];
  const apart = inline === undefined && next !== undefined && /^\d+$/.test(next);
  const port = apart ? next : inline;
  const rest = args.toSpliced(at, apart ? 2 : 1);
  return { serve: port === undefined ? API_PORT : portOf(port, '--serve'), rest };
}
