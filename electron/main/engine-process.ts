import { fileURLToPath } from 'node:url';
import { utilityProcess } from 'electron';
import type { StartCarrier } from '../core/engine/carrier.ts';
import type { FromEngine } from '../engine/protocol.ts';

/** A big cluster's engine in a utility process: where `fork` is not allowed (a packaged Electron runs no scripts as Node). */
export const startUtilityProcess: StartCarrier = ({ entry, memoryLimitBytes }, events) => {
  const child = utilityProcess.fork(fileURLToPath(entry), [], {
    serviceName: 'Portolan engine',
    execArgv: [`--max-old-space-size=${Math.ceil((memoryLimitBytes * 1.5) / 1048576)}`],
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  let ended = false;
  const gone = new Promise<void>((resolve) => {
    child.once('exit', (code) => {
      resolve();
      if (!ended) events.onEnd(`it ended with code ${code}`);
      ended = true;
    });
  });
  child.on('message', (message: FromEngine) => {
    if (!ended) events.onMessage(message);
  });
  return {
    type: 'process',
    post: (message) => child.postMessage(message),
    stop: async () => {
      ended = true;
      child.kill();
      await gone;
    },
  };
};
