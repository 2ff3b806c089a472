import {
  type BrowserWindow,
  type IpcMainEvent,
  type IpcMainInvokeEvent,
  ipcMain,
  type MessagePortMain,
} from 'electron';
import type { EventBatch } from '../../shared/contract/bridge.ts';
import type { Dispose } from '../../shared/disposable.ts';
import type { Reply } from '../../shared/errors.ts';
import type { Host } from '../core/types.ts';
import { channels } from '../preload/channels.ts';
import { PAGE_ORIGIN } from './page-file.ts';

/**
 * The only file that touches ipcMain. A message counts only when it comes from the main frame of our window, showing our
 * own page: a frame that was navigated or injected is refused before its input is looked at.
 */
export function connectIpc(host: Host, window: BrowserWindow): Dispose {
  const { webContents } = window;
  const windowId = `window-${window.id}`;
  let stop: (() => void) | null = null;
  const ports = new Set<MessagePortMain>();

  const isOurs = (event: IpcMainInvokeEvent | IpcMainEvent): boolean => {
    if (window.isDestroyed() || event.sender !== webContents) return false;
    const frame = event.senderFrame;
    return frame !== null && frame === webContents.mainFrame && frame.url.startsWith(`${PAGE_ORIGIN}/`);
  };
  const send = (batch: EventBatch): void => {
    if (!window.isDestroyed()) webContents.send(channels.events, batch);
  };
  const forget = (): void => {
    stop?.();
    stop = null;
    // Streams belong to the page that opened them.
    for (const port of [...ports]) port.close();
    host.closeWindow(windowId);
  };

  const call = (event: IpcMainInvokeEvent, method: unknown, input: unknown): Promise<Reply<unknown>> => {
    if (isOurs(event) && typeof method === 'string') return host.call(method, input, { windowId });
    return Promise.resolve({
      ok: false,
      error: { code: 'invalid', message: 'A message from an unknown sender was refused.' },
    });
  };
  const listen = (event: IpcMainEvent): void => {
    if (!isOurs(event)) return;
    // A reload listens again: what the old page had open ends with it.
    if (stop !== null) forget();
    stop = host.onEvents(windowId, (events) => send({ type: 'events', events }));
    send({ type: 'connection', connected: true });
  };

  const openStream = (event: IpcMainEvent, request: unknown): void => {
    const [port] = event.ports;
    if (port === undefined) return;
    if (!isOurs(event) || !isStreamRequest(request)) {
      port.close();
      return;
    }
    ports.add(port);
    const sink = host.openStream(
      request,
      { windowId },
      {
        send: (frame) => port.postMessage(frame),
        close: () => {
          if (ports.delete(port)) port.postMessage(null);
          port.close();
        },
      },
    );
    port.on('message', ({ data }) => {
      if (data instanceof Uint8Array) sink.receive(data);
    });
    port.once('close', () => {
      ports.delete(port);
      sink.closed();
    });
    port.start();
  };

  ipcMain.on(channels.stream, openStream);
  ipcMain.handle(channels.call, call);
  ipcMain.on(channels.listen, listen);
  webContents.on('render-process-gone', forget);
  return () => {
    ipcMain.removeHandler(channels.call);
    ipcMain.off(channels.listen, listen);
    ipcMain.off(channels.stream, openStream);
    forget();
  };
}

function isStreamRequest(value: unknown): value is { readonly name: string; readonly input: unknown } {
  return (
    typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string' && 'input' in value
  );
}
