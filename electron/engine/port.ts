import { type MessagePort, parentPort } from 'node:worker_threads';
import type { FromEngine, ToEngine } from './protocol.ts';

/** The engine's end of its port, whatever carries it. */
export interface EnginePort {
  post(message: FromEngine): void;
  onMessage(listener: (message: ToEngine) => void): void;
  onClose(listener: () => void): void;
}

/** Electron's utility process has no channel but a port of its own kind: messages come as events. */
interface UtilityPort {
  postMessage(message: FromEngine): void;
  on(event: 'message', listener: (event: { readonly data: ToEngine }) => void): unknown;
}

/** A worker thread's port, a utility process's port, a child process's channel (advanced serialization). */
export function openPort(): EnginePort {
  if (parentPort !== null) return fromMessagePort(parentPort);
  const utility = (process as { parentPort?: UtilityPort | null }).parentPort;
  if (utility) {
    return {
      post: (message) => utility.postMessage(message),
      onMessage: (listener) => void utility.on('message', ({ data }) => listener(data)),
      // The host ends a utility process itself, and Electron ends it with the application.
      onClose: () => {},
    };
  }
  const send = process.send?.bind(process);
  if (send !== undefined) {
    return {
      // The callback keeps a broken channel (the host is gone) from being thrown as an error nobody hears.
      post: (message) => void send(message, undefined, undefined, () => {}),
      onMessage: (listener) => void process.on('message', listener),
      onClose: (listener) => void process.once('disconnect', listener),
    };
  }
  throw new Error('The engine runs in a worker thread or a child process with a channel.');
}

export function fromMessagePort(port: MessagePort): EnginePort {
  return {
    post: (message) => port.postMessage(message),
    onMessage: (listener) => void port.on('message', listener),
    onClose: (listener) => void port.once('close', listener),
  };
}
