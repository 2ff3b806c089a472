import { BroadcastChannel } from 'node:worker_threads';
import { Engine } from '../../electron/engine/engine.ts';
import { openPort } from '../../electron/engine/port.ts';
import { speedyClock } from './clock.ts';
import { answerChannel, type Deed, deedChannel, isDeed } from './deeds.ts';

/**
 * The engine's entry for these tests: the real engine, on a clock that runs `PORTOLAN_ISOLATION_SPEED` times as fast, and open to
 * misdeeds from the tests: it ends itself, or lets its memory grow, as a defect in it would.
 */
const clock = speedyClock(Number(process.env.PORTOLAN_ISOLATION_SPEED ?? '1'));
const port = openPort();
let engine: Engine | null = null;
let server = '';

port.onMessage((message) => {
  if (message.type !== 'init') return engine?.handle(message);
  if (engine !== null) return;
  server = message.connection.server;
  engine = new Engine(message, { post: (out) => port.post(out), clock });
});
port.onClose(() => {
  const running = engine;
  engine = null;
  channel.close();
  void running?.close().finally(() => process.disconnect?.());
});

/** What a leak keeps. */
const kept: { map: Map<number, object>; strings: string[]; buffers: ArrayBuffer[] } = {
  map: new Map(),
  strings: [],
  buffers: [],
};
const stepMs = 50;
let leaked = 0;

/** Grows by about `bytesPerSecond` from now on, as the deed says how. */
const leak: { readonly [D in Exclude<Deed, 'exit' | 'throw' | 'tell'>]: (bytes: number) => void } = {
  map: (bytes) => {
    // About 100 bytes an entry: the object, its place in the table.
    for (let i = bytes / 100; i > 0; i--) kept.map.set(kept.map.size, { at: i });
  },
  strings: (bytes) => {
    // Flat one-byte strings, each another one.
    for (let i = bytes / 10_000; i > 0; i--)
      kept.strings.push(Buffer.alloc(10_000, kept.strings.length % 97).toString('latin1'));
  },
  buffers: (bytes) => {
    const buffer = new ArrayBuffer(bytes);
    new Uint8Array(buffer).fill(1);
    kept.buffers.push(buffer);
  },
};

const channel = new BroadcastChannel(deedChannel);
channel.unref();
channel.onmessage = (event: unknown): void => {
  const data = typeof event === 'object' && event !== null && 'data' in event ? event.data : null;
  if (!isDeed(data) || data.server !== server) return;
  const { deed, bytesPerSecond } = data;
  if (deed === 'exit') process.exit(9);
  if (deed === 'throw') {
    setImmediate(() => {
      throw new Error('a defect of the engine');
    });
    return;
  }
  if (deed === 'tell') {
    const answers = new BroadcastChannel(answerChannel);
    answers.postMessage({ server, kept: leaked });
    answers.close();
    return;
  }
  setInterval(() => {
    const bytes = Math.round((bytesPerSecond * stepMs) / 1000);
    leak[deed](bytes);
    leaked += bytes;
  }, stepMs);
};
