import { app, BrowserWindow, dialog } from 'electron';
import { join } from 'node:path';
import { createCore, type Core } from '../core/createCore.ts';
import { defaultDataDir } from '../core/dataDir.ts';
import { serveChannel } from '../core/protocol/channel.ts';
import { toWireError } from '../core/protocol/errors.ts';
import { registerAppScheme, serveRenderer } from './appProtocol.ts';
import { serveBridge } from './bridge.ts';
import { serveDialogs } from './desktop.ts';
import { setMenu } from './menu.ts';
import { messages } from './messages.ts';
import { readOpenRequest, type OpenRequest } from './openRequest.ts';
import { systemVault } from './vault.ts';
import { openWindow } from './window.ts';

const built = join(import.meta.dirname, '..');
/** A child process cannot read from inside the archive of a packaged app: electron-builder.yml unpacks the runner. */
const runnerEntry = join(built, 'runner', 'main.mjs').replace('app.asar', 'app.asar.unpacked');

/** A request that names what to open. */
type Wanted = OpenRequest & { target: string };
const isWanted = (asked: OpenRequest): asked is Wanted => asked.target !== undefined;

const request = readOpenRequest();
const dataDir = request.dataDir ?? defaultDataDir();

function showProblem(error: unknown): void {
  const { message, hint } = toWireError(error);
  process.stderr.write(`${message} ${hint}\n`);
  dialog.showErrorBox(message, hint);
}

function showWindow(): void {
  const [window] = BrowserWindow.getAllWindows();
  if (!window) {
    openWindow(join(built, 'electron', 'preload.cjs'));
    return;
  }
  if (window.isMinimized()) window.restore();
  window.focus();
}

async function openProject(core: Core, { target, serve }: Wanted): Promise<void> {
  const { sessionId } = await core.handlers.openProject({ target });
  if (serve !== undefined) await core.handlers.serveProject({ sessionId, port: serve });
}

/** A renderer that is there opens it, so that it is what the person then looks at. */
async function openTarget(core: Core, wanted: Wanted): Promise<void> {
  const [window] = BrowserWindow.getAllWindows();
  showWindow();
  window?.webContents.send(messages.openTarget, wanted.target);
  if (!window || wanted.serve !== undefined) await openProject(core, wanted);
}

function serve(core: Core): void {
  serveRenderer(join(built, 'renderer'));
  serveDialogs();
  serveBridge((channel) => {
    const renderer = serveChannel(channel, core.handlers);
    const unsubscribe = core.onEvent((events) => void renderer.events.asEvent(events));
    return () => {
      unsubscribe();
      renderer.$close();
    };
  });
  setMenu();
}

/** Nothing of core outlives the app: runners end and the database closes before the process does. */
function disposeBeforeQuit(core: Core): void {
  let isDisposed = false;
  app.on('before-quit', (event) => {
    if (isDisposed) return;
    event.preventDefault();
    isDisposed = true;
    core
      .dispose()
      .catch(showProblem)
      .finally(() => app.quit());
  });
}

async function start(first: Wanted[]): Promise<Core> {
  const vault = await systemVault();
  const core = createCore({
    dataDir,
    version: app.getVersion(),
    hostKind: 'electron',
    runnerEntry,
    ...(vault && { vault }),
  });
  disposeBeforeQuit(core);
  serve(core);
  showWindow();
  for (const wanted of first) {
    await openProject(core, wanted).catch(showProblem);
  }
  if (first.length === 0) await core.warmUp();
  return core;
}

function run(): void {
  const waiting = isWanted(request) ? [request] : [];
  let core: Core | undefined;
  const open = (wanted: Wanted): void => {
    if (core) void openTarget(core, wanted).catch(showProblem);
    else waiting.push(wanted);
  };
  app.on('open-file', (event, path) => {
    event.preventDefault();
    open({ target: path });
  });
  app.on('second-instance', (_event, _argv, _folder, data) => {
    const asked = data as OpenRequest;
    if (isWanted(asked)) open(asked);
    else showWindow();
  });
  app.on('activate', () => core && showWindow());
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  const begin = async (): Promise<void> => {
    await app.whenReady();
    core = await start(waiting);
  };
  begin().catch((error: unknown) => {
    showProblem(error);
    app.exit(1);
  });
}

registerAppScheme();
// One app per data directory: the lock and Chromium's own files live in it.
app.setPath('userData', join(dataDir, 'electron'));
if (app.requestSingleInstanceLock(request)) run();
else app.quit();
