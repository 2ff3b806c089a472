import { BroadcastChannel } from 'node:worker_threads';

/** What the tests let an engine do to itself. */
export type Deed = 'exit' | 'throw' | 'map' | 'strings' | 'buffers' | 'tell';

export interface DeedMessage {
  /** Base URL of the cluster whose engine is meant. */
  readonly server: string;
  readonly deed: Deed;
  readonly bytesPerSecond: number;
}

export const deedChannel = 'portolan-isolation';
/** Where engines tell how many bytes they were made to keep. */
export const answerChannel = 'portolan-isolation-answers';
const deeds: readonly string[] = ['exit', 'throw', 'map', 'strings', 'buffers', 'tell'] satisfies readonly Deed[];

export function isDeed(value: unknown): value is DeedMessage {
  return (
    typeof value === 'object' &&
    value !== null &&
    'server' in value &&
    'deed' in value &&
    typeof value.deed === 'string' &&
    deeds.includes(value.deed)
  );
}

/** Tells the engine thread of this server; engines in processes of their own do not hear it. */
export function commit(message: DeedMessage): void {
  const channel = new BroadcastChannel(deedChannel);
  channel.postMessage(message);
  channel.close();
}

/** How many bytes each engine thread of this server was made to keep; a fresh one has kept nothing. */
export function keptBy(server: string): Promise<readonly number[]> {
  const answers = new BroadcastChannel(answerChannel);
  const kept: number[] = [];
  answers.onmessage = (event: unknown): void => {
    const data = typeof event === 'object' && event !== null && 'data' in event ? event.data : null;
    if (typeof data !== 'object' || data === null || !('server' in data) || data.server !== server) return;
    if ('kept' in data && typeof data.kept === 'number') kept.push(data.kept);
  };
  commit({ server, deed: 'tell', bytesPerSecond: 0 });
  return new Promise((resolve) => {
    setTimeout(() => {
      answers.close();
      resolve(kept);
    }, 400);
  });
}
