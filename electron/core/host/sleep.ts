import type { NetworkInterfaceInfo } from 'node:os';
import type { Clock } from '../ports.ts';

const lookMs = 5_000;
/** A look that comes this much late means that the machine slept, ms; a busy machine is never that late. */
const lateMs = 15_000;

export interface SleepWatchOptions {
  readonly clock: Clock;
  /** `os.networkInterfaces`. */
  readonly interfaces: () => NodeJS.Dict<NetworkInterfaceInfo[]>;
  /** Every connection may be dead without knowing it. */
  readonly wake: () => void;
}

/**
 * Calls `wake` when the clock jumped ahead between two looks (the machine slept), or when the machine's own addresses are others
 * than before (another network, a VPN up or down). By looking, because plain Node tells neither.
 */
export function watchSleep({ clock, interfaces, wake }: SleepWatchOptions): () => void {
  let last = clock.now();
  let network = addresses(interfaces());
  return clock.setInterval(() => {
    const now = clock.now();
    const here = addresses(interfaces());
    const slept = now - last > lookMs + lateMs;
    // Losing the network is no moment to probe; having another one is.
    const moved = here !== network && here !== '';
    last = now;
    network = here;
    if (slept || moved) wake();
  }, lookMs);
}

/** The addresses by which others see this machine; link-local and temporary IPv6 ones come and go by themselves. */
function addresses(interfaces: NodeJS.Dict<NetworkInterfaceInfo[]>): string {
  const all = Object.entries(interfaces).flatMap(([name, infos]) =>
    (infos ?? []).filter((info) => !info.internal && info.family === 'IPv4').map((info) => `${name} ${info.address}`),
  );
  return all.sort().join(', ');
}
