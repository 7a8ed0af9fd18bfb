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
import { openWindow } from './window.ts';

const built = join(import.meta.dirname, '..');
/** A child process cannot read from inside the archive of a packaged app: electron-builder.yml unpacks the runner. */
const runnerEntry = join(built, 'runner', 'main.mjs').replace('app.asar', 'app.asar.unpacked');

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

/** A renderer that is there opens it, so that it is what the person then looks at. */
async function openTarget(core: Core, target: string): Promise<void> {
  const [window] = BrowserWindow.getAllWindows();
  showWindow();
  if (window) window.webContents.send(messages.openTarget, target);
  else await core.handlers.openProject({ target });
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

async function start(firstTargets: string[]): Promise<Core> {
  const core = createCore({
    dataDir,
    version: app.getVersion(),
    hostKind: 'electron',
    runnerEntry,
  });
  disposeBeforeQuit(core);
  serve(core);
  showWindow();
  for (const target of firstTargets) {
    await core.handlers.openProject({ target }).catch(showProblem);
  }
  if (firstTargets.length === 0) await core.warmUp();
  return core;
}

function run(): void {
  const waiting = request.target ? [request.target] : [];
  let core: Core | undefined;
  const open = (target: string): void => {
    if (core) void openTarget(core, target).catch(showProblem);
    else waiting.push(target);
  };
  app.on('open-file', (event, path) => {
    event.preventDefault();
    open(path);
  });
  app.on('second-instance', (_event, _argv, _folder, data) => {
    const { target } = data as OpenRequest;
    if (target) open(target);
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
