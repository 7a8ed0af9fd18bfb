import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { Channel } from '../core/protocol/channel.ts';
import type { Desktop, MenuCommand } from '../core/protocol/desktop.ts';
import { messages } from './messages.ts';

const bridge: Channel = {
  send: (text) => ipcRenderer.send(messages.toCore, text),
  onMessage: (listener) => {
    ipcRenderer.on(messages.toRenderer, (_event, text: string) => listener(text));
  },
};

const desktop: Desktop = {
  pickProject: (what) => ipcRenderer.invoke(messages.pickProject, what),
  getPathForFile: (file) => webUtils.getPathForFile(file as File),
  onMenu: (listener) => {
    ipcRenderer.on(messages.menu, (_event, command: MenuCommand) => listener(command));
  },
  onOpen: (listener) => {
    ipcRenderer.on(messages.openTarget, (_event, target: string) => listener(target));
  },
};

ipcRenderer.send(messages.open);
contextBridge.exposeInMainWorld('bridge', bridge);
contextBridge.exposeInMainWorld('desktop', desktop);
