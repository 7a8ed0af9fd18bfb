import { ipcMain, type IpcMainEvent, type IpcMainInvokeEvent, type WebContents } from 'electron';
import type { Channel } from '../core/protocol/channel.ts';
import { appOrigin } from './appProtocol.ts';
import { messages } from './messages.ts';

/** Serves one renderer over a channel until it is told that the renderer has gone. */
export type Connect = (channel: Channel) => () => void;

/** Only the page of our own origin, in the window's own frame, is listened to. */
export function isTrusted({ senderFrame }: IpcMainEvent | IpcMainInvokeEvent): boolean {
  return senderFrame !== null && senderFrame.parent === null && senderFrame.origin === appOrigin;
}

interface Connection {
  receive: (text: string) => void;
  close: () => void;
}

function connectPage(contents: WebContents, connect: Connect): Connection {
  const listeners: ((text: string) => void)[] = [];
  const close = connect({
    send: (text) => {
      if (!contents.isDestroyed()) contents.send(messages.toRenderer, text);
    },
    onMessage: (listener) => void listeners.push(listener),
  });
  return { receive: (text) => listeners.forEach((listener) => listener(text)), close };
}

/** One connection to core per loaded page: a reload starts anew, a closed window ends it. */
export function serveBridge(connect: Connect): void {
  const connections = new Map<WebContents, Connection>();
  const end = (contents: WebContents): void => {
    connections.get(contents)?.close();
    connections.delete(contents);
  };
  ipcMain.on(messages.open, (event) => {
    if (!isTrusted(event)) return;
    const contents = event.sender;
    if (connections.has(contents)) end(contents);
    else contents.once('destroyed', () => end(contents));
    connections.set(contents, connectPage(contents, connect));
  });
  ipcMain.on(messages.toCore, (event, text: unknown) => {
    if (isTrusted(event) && typeof text === 'string') connections.get(event.sender)?.receive(text);
  });
}
