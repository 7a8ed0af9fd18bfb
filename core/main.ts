import { readFileSync } from 'node:fs';
import { help, readCommandLine, type Command } from './commandLine.ts';
import { createCore } from './createCore.ts';
import { hasDisplay, openAppWindow } from './host/appWindow.ts';
import { findElectron, runDesktop } from './host/desktopApp.ts';
import { serveBrowser } from './host/serveBrowser.ts';
import { inPackage } from './installation.ts';
import { StudioError, toWireError } from './protocol/errors.ts';

type Open = Extract<Command, { do: 'open' }>;

const version = (): string => {
  const manifest = readFileSync(inPackage('package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
};

async function openInBrowser({ target, port, openWindow, dataDir, serve }: Open): Promise<void> {
  const core = createCore({ dataDir, version: version(), hostKind: 'browser' });
  let host: Awaited<ReturnType<typeof serveBrowser>> | undefined;
  let api: string | undefined;
  try {
    const session = target ? await core.handlers.openProject({ target }) : undefined;
    if (session && serve !== undefined) {
      ({ api } = await core.handlers.serveProject({ sessionId: session.sessionId, port: serve }));
    }
    host = await serveBrowser(core, port === undefined ? {} : { port });
  } catch (error) {
    await core.dispose();
    throw error;
  }
  const { url, close } = host;
  process.stdout.write(`Retrograph ready: ${url}\n`);
  if (api) process.stdout.write(`LangGraph API: ${api}\n`);
  if (openWindow && hasDisplay() && !openAppWindow(url)) {
    process.stderr.write('No Chrome or Chromium was found: open the address in a browser.\n');
  }
  // After the ready line, which a window may be waiting for.
  if (!target) await core.warmUp();

  const end = () => {
    // A second signal ends it the hard way; runners go with the process.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.removeListener(signal, end).once(signal, () => process.exit(1));
    }
    void Promise.all([close(), core.dispose()]).then(() => process.exit(0), fail);
  };
  process.on('SIGINT', end).on('SIGTERM', end).on('SIGHUP', end);
}

async function openDesktop(binary: string, { target, dataDir, serve }: Open): Promise<void> {
  const served = serve === undefined ? [] : ['--serve', String(serve)];
  const opened = target ? [target, ...served] : [];
  process.exitCode = await runDesktop(binary, [...opened, '--data-dir', dataDir]);
}

async function open(command: Open): Promise<void> {
  if (command.host === 'browser') return openInBrowser(command);
  const electron = findElectron();
  if (electron && hasDisplay()) return openDesktop(electron, command);
  const missing = electron
    ? 'There is no display to open the desktop app on'
    : "Electron's binary is not installed";
  if (command.host === 'desktop') throw new StudioError('notSupported', `${missing}.`);
  process.stderr.write(`${missing}: Retrograph uses the browser.\n`);
  return openInBrowser(command);
}

function fail(error: unknown): void {
  const { code, message, hint, stack } = toWireError(error);
  process.stderr.write(`${message} ${hint}\n${code === 'internal' && stack ? `${stack}\n` : ''}`);
  process.exitCode = code === 'usage' ? 2 : 1;
}

/** What `retrograph …` does. Never rejects: what goes wrong is a sentence on standard error and the exit code, 2 for a wrong usage. */
export async function main(args: string[]): Promise<void> {
  try {
    const command = readCommandLine(args);
    if (command.do === 'help') process.stdout.write(help);
    else if (command.do === 'version') process.stdout.write(`${version()}\n`);
    else await open(command);
  } catch (error) {
    fail(error);
  }
}
