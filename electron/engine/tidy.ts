import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Gives back what a list left behind. An engine whose list is read allocates next to nothing for hours, so V8 never sees a reason to
 * collect: measured, fifty idle engines held 20 MB each of old pages and parsed objects. Called once after lists, when it is quiet.
 */
export function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') collect();
}
