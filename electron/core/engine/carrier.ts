import { type ChildProcess, fork } from 'node:child_process';
import { Worker } from 'node:worker_threads';
import type { FromEngine, ToEngine } from '../../engine/protocol.ts';

/** A running engine as the host sees it: a port, and its end. */
export interface Carrier {
  readonly type: 'thread' | 'process';
  post(message: ToEngine): void;
  /** Ends it and resolves when it is gone. Its end is then not reported. */
  stop(): Promise<void>;
}

export interface CarrierEvents {
  readonly onMessage: (message: FromEngine) => void;
  /** It ended by itself: crashed, out of memory, killed. Called once. */
  readonly onEnd: (reason: string) => void;
}

export interface CarrierOptions {
  readonly entry: URL;
  readonly memoryLimitBytes: number;
}

/** Starts an engine. Hosts with their own kind of process (Electron's utility process) bring their own. */
export type StartCarrier = (options: CarrierOptions, events: CarrierEvents) => Carrier;

/** Time a child process has to close its sockets before it is killed, ms. */
const STOP_MS = 1_500;

/** How often the host looks at a thread, ms. */
const WATCH_MS = 2_000;
/** A thread that was busy for less of that time cannot have run away: its heap is not asked for. */
const BUSY = 0.25;
/** A thread's hard limit lies far above the one that is kept: V8 may end the whole process when it is reached (seen on Node 24). */
const HARD_MB = 4_096;

/** Young generation of a thread: the default costs every idle engine five megabytes more and lists no faster. */
const YOUNG_MB = 8;

/**
 * A worker thread. The engine asks to be replaced at 70 % of its limit; one that runs away between two of its own looks is found here and
 * ended at its limit, and the hard limit is a last net only.
 */
export const startThread: StartCarrier = (options, events) =>
  carriedBy(workerOf(options.entry, options.memoryLimitBytes), options.memoryLimitBytes, events);

/**
 * A thread that starts now, for the engine that will be wanted in a moment: it reads its program while kubeconfigs and credentials are
 * read. Its first taker gets it; whoever comes later gets a thread of its own. `drop` ends one that nobody took.
 */
export function threadAhead(entry: URL): { readonly start: StartCarrier; drop(): void } {
  let ahead: Worker | null = workerOf(entry, 0);
  const drop = (): void => {
    void ahead?.terminate();
    ahead = null;
  };
  // One that cannot start says so to its taker, who starts another; until then nobody hears it.
  ahead.once('error', () => {
    ahead = null;
  });
  return {
    start: (options, events) => {
      const worker = ahead;
      ahead = null;
      if (worker === null || options.memoryLimitBytes * 4 > HARD_MB * 1048576) {
        void worker?.terminate();
        return startThread(options, events);
      }
      return carriedBy(worker, options.memoryLimitBytes, events);
    },
    drop,
  };
}

function workerOf(entry: URL, memoryLimitBytes: number): Worker {
  const hardMb = Math.max(HARD_MB, Math.ceil((memoryLimitBytes * 4) / 1048576));
  const resourceLimits = { maxOldGenerationSizeMb: hardMb, maxYoungGenerationSizeMb: YOUNG_MB };
  return new Worker(entry, { resourceLimits, stdin: false });
}

function carriedBy(worker: Worker, memoryLimitBytes: number, events: CarrierEvents): Carrier {
  let ended = false;
  let lastError = '';
  let used = worker.performance.eventLoopUtilization();
  const look = (): void => {
    // On the clock's own even seconds: the threads of fifty clusters are looked at in one turn instead of fifty.
    watch = setTimeout(look, WATCH_MS - (Date.now() % WATCH_MS));
    const before = used;
    used = worker.performance.eventLoopUtilization();
    if (worker.performance.eventLoopUtilization(used, before).utilization < BUSY) return;
    // Answered even while the thread is in a loop of its own.
    worker.getHeapStatistics().then(
      ({ used_heap_size: heap, external_memory: external }) => {
        if (ended || heap + external < memoryLimitBytes) return;
        lastError = `out of memory: ${Math.round((heap + external) / 1048576)} MiB in use`;
        void worker.terminate();
      },
      // It has ended: its exit is reported by itself.
      () => {},
    );
  };
  let watch = setTimeout(look, WATCH_MS);
  const end = (reason: string): void => {
    clearTimeout(watch);
    if (ended) return;
    ended = true;
    events.onEnd(reason);
  };
  worker.on('message', events.onMessage);
  worker.on('error', (error: Error) => {
    lastError = error.message;
  });
  worker.on('exit', (code) => end(lastError === '' ? `it ended with code ${code}` : lastError));
  return {
    type: 'thread',
    post: (message) => worker.postMessage(message),
    stop: async () => {
      ended = true;
      clearTimeout(watch);
      worker.removeAllListeners('message');
      await worker.terminate();
    },
  };
}

/** A child process: what happens to its memory cannot end ours. */
export const startProcess: StartCarrier = ({ entry, memoryLimitBytes }, events) => {
  const child = fork(entry, [], {
    serialization: 'advanced',
    execArgv: [`--max-old-space-size=${Math.ceil((memoryLimitBytes * 1.5) / 1048576)}`],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  let ended = false;
  child.on('message', (message) => events.onMessage(message as FromEngine));
  const end = (reason: string): void => {
    if (ended) return;
    ended = true;
    events.onEnd(reason);
  };
  child.once('error', (error) => end(error.message));
  child.once('exit', (code, signal) =>
    end(signal === null ? `it ended with code ${code}` : `it was ended by ${signal}`),
  );
  return {
    type: 'process',
    post: (message) => {
      if (child.connected) child.send(message, () => {});
    },
    stop: async () => {
      ended = true;
      child.removeAllListeners('message');
      await stopChild(child);
    },
  };
};

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  await new Promise<void>((resolve) => {
    const kill = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    child.once('exit', () => {
      clearTimeout(kill);
      resolve();
    });
    if (child.connected) child.disconnect();
    else child.kill('SIGTERM');
  });
}
