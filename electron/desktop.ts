import { BrowserWindow, dialog, ipcMain } from 'electron';
import { isTrusted } from './bridge.ts';
import { messages } from './messages.ts';

const modules = ['ts', 'mts', 'cts', 'tsx', 'js', 'mjs', 'cjs', 'jsx', 'py', 'json'];
const databases = ['db', 'db3', 'sqlite', 'sqlite3'];

/** The native dialogs that `window.desktop` offers. */
export function serveDialogs(): void {
  ipcMain.handle(messages.pickProject, async (event, what: unknown): Promise<string | null> => {
    const window = BrowserWindow.fromWebContents(event.sender);
    if (!isTrusted(event) || !window) return null;
    const { filePaths } = await dialog.showOpenDialog(window, {
      title: 'Open a graph',
      buttonLabel: 'Open',
      properties: [what === 'folder' ? 'openDirectory' : 'openFile'],
      filters: [
        { name: 'Graphs, langgraph.json, databases', extensions: [...modules, ...databases] },
        { name: 'All files', extensions: ['*'] },
      ],
    });
    return filePaths[0] ?? null;
  });
}
