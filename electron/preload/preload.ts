import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron';
import type { Bridge, EventBatch } from '../../shared/contract/bridge.ts';
import { channels } from './channels.ts';

/** The only file that touches ipcRenderer. The page gets functions and data, never an Electron object. */
const bridge: Bridge = {
  host: 'desktop',
  call: (method, input) => ipcRenderer.invoke(channels.call, method, input),
  openStream: (name, input, listener) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('message', (event) => {
      const data: unknown = Reflect.get(event, 'data');
      if (data instanceof Uint8Array) listener.onFrame(data);
      // The main process says so when it let go: a port itself does not tell.
      else listener.onClosed();
    });
    port1.start();
    ipcRenderer.postMessage(channels.stream, { name, input }, [port2]);
    return { send: (frame) => port1.postMessage(frame), close: () => port1.close() };
  },
  onEvents: (listener) => {
    const receive = (_: IpcRendererEvent, batch: EventBatch): void => listener(batch);
    ipcRenderer.on(channels.events, receive);
    ipcRenderer.send(channels.listen);
    return () => void ipcRenderer.off(channels.events, receive);
  },
};

contextBridge.exposeInMainWorld('portolan', bridge);
