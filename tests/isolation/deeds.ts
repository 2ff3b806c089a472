import { BroadcastChannel } from 'node:worker_threads';

/** What the tests let an engine do to itself. */
export type Deed = 'exit' | 'throw' | 'map' | 'strings' | 'buffers';

export interface DeedMessage {
  /** Base URL of the cluster whose engine is meant. */
  readonly server: string;
  readonly deed: Deed;
  readonly bytesPerSecond: number;
}

export const deedChannel = 'portolan-isolation';
const deeds: readonly string[] = ['exit', 'throw', 'map', 'strings', 'buffers'] satisfies readonly Deed[];

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
