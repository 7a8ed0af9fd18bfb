import { app, BrowserWindow, Menu, shell, type MenuItemConstructorOptions } from 'electron';
import type { MenuCommand } from '../core/protocol/desktop.ts';
import { messages } from './messages.ts';

type Item = MenuItemConstructorOptions;

const separator: Item = { type: 'separator' };

/** The key is shown but not taken: the renderer handles it, as in a browser. */
const command = (label: string, id: MenuCommand, accelerator?: string): Item => ({
  label,
  accelerator,
  registerAccelerator: false,
  click: (_item, window) => {
    if (window instanceof BrowserWindow) window.webContents.send(messages.menu, id);
  },
});

const file = (): Item => ({
  label: 'File',
  submenu: [
    command('Open…', 'open', 'CmdOrCtrl+O'),
    command('Reload graph', 'reload'),
    command('Serve this project…', 'serve'),
    separator,
    command('New thread', 'newThread'),
    separator,
    command('Storage…', 'storage'),
    separator,
    ...(process.platform === 'darwin' ? [] : [command('Settings…', 'settings'), separator]),
    { role: process.platform === 'darwin' ? 'close' : 'quit' },
  ],
});

const run = (): Item => ({
  label: 'Run',
  submenu: [
    command('Run', 'run'),
    command('Continue', 'continue', 'F5'),
    separator,
    command('Step over', 'stepOver', 'F10'),
    command('Step into', 'stepInto', 'F11'),
    command('Step out', 'stepOut', 'Shift+F11'),
    separator,
    command('Pause', 'pause', 'F6'),
    command('Stop', 'stop', 'Shift+F5'),
  ],
});

const view = (): Item => ({
  label: 'View',
  submenu: [
    command('Command palette…', 'commandPalette', 'CmdOrCtrl+Shift+P'),
    separator,
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    separator,
    { role: 'togglefullscreen' },
    { role: 'toggleDevTools' },
  ],
});

const macApp = (): Item => ({
  label: app.name,
  submenu: [
    { role: 'about' },
    separator,
    command('Settings…', 'settings', 'Cmd+,'),
    separator,
    { role: 'services' },
    separator,
    { role: 'hide' },
    { role: 'hideOthers' },
    { role: 'unhide' },
    separator,
    { role: 'quit' },
  ],
});

const help = (): Item => ({
  role: 'help',
  submenu: [
    {
      label: 'LangGraph documentation',
      click: () => void shell.openExternal('https://docs.langchain.com/oss/javascript/langgraph/'),
    },
  ],
});

/** The application menu. There is no Reload: F5 and its kin belong to the debugger. */
export function setMenu(): void {
  const menus = [file(), { role: 'editMenu' } satisfies Item, run(), view(), help()];
  const all = process.platform === 'darwin' ? [macApp(), ...menus] : menus;
  Menu.setApplicationMenu(Menu.buildFromTemplate(all));
}
