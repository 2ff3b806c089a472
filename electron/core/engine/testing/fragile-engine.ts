import { parentPort } from 'node:worker_threads';
import type { ToEngine } from '../../../engine/protocol.ts';

/**
 * The real engine, with a fault on command. A `namespaces` message whose first name begins with `fault:` names it; in the engine's
 * place because a worker cannot be hurt from outside.
 */
await import('../../../engine/main.ts');

const hear = (message: ToEngine): void => {
  if (message.type !== 'namespaces') return;
  switch (message.permitted[0]) {
    case 'fault:throw':
      throw new Error('a fault on command');
    case 'fault:memory': {
      const hoard: unknown[] = [];
      for (;;) hoard.push(new Array(10_000).fill(hoard.length));
    }
    case 'fault:exit':
      process.exit(7);
      break;
    case 'handover:process':
    case 'handover:thread': {
      const to = message.permitted[0] === 'handover:thread' ? 'thread' : 'process';
      const asked = { type: 'handover', to, reason: 'on command' };
      if (parentPort !== null) parentPort.postMessage(asked);
      else process.send?.(asked);
    }
  }
};

if (parentPort !== null) parentPort.on('message', hear);
else process.on('message', hear);
