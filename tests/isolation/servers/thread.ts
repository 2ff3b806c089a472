import { parentPort } from 'node:worker_threads';
import { createPki, type DemoOptions, startDemoServer } from '../../../electron/demo/server.ts';
import { type OpName, ops, type Stand } from './ops.ts';

/** A thread full of demo servers, driven by messages (`remote.ts`). */
export type ToThread =
  | { readonly id: number; readonly type: 'start'; readonly options: DemoOptions }
  | {
      readonly id: number;
      readonly type: 'op';
      readonly stand: number;
      readonly op: OpName;
      readonly args: readonly unknown[];
    }
  | { readonly id: number; readonly type: 'close'; readonly stand: number };
export type FromThread = { readonly id: number; readonly value?: unknown; readonly error?: string };

const port = parentPort;
if (port === null) throw new Error('This file is the entry of a worker thread.');
const stands: Stand[] = [];
const pki = createPki('isolation-ca');

async function answer(message: ToThread): Promise<unknown> {
  if (message.type === 'start') {
    const server = await startDemoServer({ pki: await pki, ...message.options });
    return stands.push({ server, marks: [], saved: null, stopPulse: () => {} }) - 1;
  }
  const stand = stands[message.stand];
  if (stand === undefined) throw new Error(`There is no server ${message.stand}.`);
  if (message.type === 'close') {
    stand.stopPulse();
    return stand.server.close();
  }
  // Names and arguments were checked as a pair by `remote.ts`; over the port they are only data.
  const op = ops[message.op] as (stand: Stand, ...args: readonly unknown[]) => unknown;
  return op(stand, ...message.args);
}

port.on('message', (message: ToThread) => {
  answer(message).then(
    (value) => port.postMessage({ id: message.id, value } satisfies FromThread),
    (error: unknown) =>
      port.postMessage({
        id: message.id,
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      } satisfies FromThread),
  );
});
