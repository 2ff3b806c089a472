import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron';
import type { Bridge, EventBatch } from '../../shared/contract/bridge.ts';
import { channels } from './channels.ts';

/** The only file that touches ipcRenderer. The page gets functions and data, never an Electron object. */
const bridge: Bridge = {
  host: 'desktop',
  call: (method, input) => ipcRenderer.invoke(channels.call, method, input),
  onEvents: (listener) => {
    const receive = (_: IpcRendererEvent, batch: EventBatch): void => listener(batch);
    ipcRenderer.on(channels.events, receive);
    ipcRenderer.send(channels.listen);
    return () => void ipcRenderer.off(channels.events, receive);
  },
};

contextBridge.exposeInMainWorld('portolan', bridge);
