import type { Clock } from '../ports.ts';

const lookMs = 5_000;
/** A look that comes this much late means that the machine slept, ms; a busy machine is never that late. */
const lateMs = 15_000;

/** Calls `wake` when the clock jumped ahead between two looks: the machine slept, and every connection may be dead. */
export function watchSleep(clock: Clock, wake: () => void): () => void {
  let last = clock.now();
  return clock.setInterval(() => {
    const now = clock.now();
    if (now - last > lookMs + lateMs) wake();
    last = now;
  }, lookMs);
}
