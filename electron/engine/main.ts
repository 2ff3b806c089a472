import { Engine } from './engine.ts';
import { openPort } from './port.ts';

/** Entry of the engine's thread or process. It waits for `init`, and ends with its port. */
const port = openPort();
let engine: Engine | null = null;

port.onMessage((message) => {
  if (message.type !== 'init') return engine?.handle(message);
  if (engine === null) engine = new Engine(message, { post: (out) => port.post(out) });
});

// In a process of its own the host's end is ours; a thread is ended by its host.
port.onClose(() => {
  const running = engine;
  engine = null;
  void running?.close().finally(() => {
    if (process.connected) process.disconnect();
  });
});
