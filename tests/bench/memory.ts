import { readFileSync } from 'node:fs';
import { Engine } from '../../electron/engine/engine.ts';
import { pods } from './rig.ts';

/** `node --expose-gc memory.ts SERVER CAFILE`: bytes a pod costs, as JSON on stdout. */
const [server = '', caFile = ''] = process.argv.slice(2);
const held = (): number => {
  global.gc?.();
  global.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

const complete = Promise.withResolvers<number>();
const engine = new Engine(
  {
    type: 'init',
    connection: {
      server,
      tls: { ca: readFileSync(caFile, 'utf8'), insecureSkipVerify: false },
      disableCompression: false,
    },
    credentials: { generation: 1, headers: {} },
    options: { memoryLimitBytes: 4 * 2 ** 30, userAgent: 'portolan-bench/0.1', rowsInThread: 20_000 },
  },
  {
    post: (message) => {
      if (message.type !== 'view.rows') return;
      const { snapshot } = message;
      queueMicrotask(() => engine.handle({ type: 'view.ack', viewId: 'v', seq: snapshot.seq }));
      if (snapshot.loading === null && snapshot.freshness.state === 'live') complete.resolve(snapshot.total);
    },
  },
);
await new Promise((resolve) => setTimeout(resolve, 200));
const before = held();
engine.handle({ type: 'view.open', viewId: 'v', query: pods, seq: 0 });
const total = await complete.promise;
// What the list left behind on its way (buffers of pages, the sockets') goes with the next turns.
await new Promise((resolve) => setTimeout(resolve, 500));
const store = (held() - before) / total;
engine.handle({ type: 'view.update', callId: 1, viewId: 'v', change: { filter: 'service' } });
const filtered = (held() - before) / total;
console.log(JSON.stringify({ store, filtered }));
await engine.close();
