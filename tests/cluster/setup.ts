/** Before the suites: the programs are built (or it is said what is missing), and so is the product. */
import { ensurePrograms } from './build.ts';
import { SKIPPED } from './product.ts';

export async function setup(): Promise<void> {
  const outcome = await ensurePrograms(undefined, (line) => console.error(line));
  if (outcome.kind === 'skipped') {
    console.error(outcome.why);
    process.env[SKIPPED] = outcome.why;
    return;
  }
  if (process.env.PORTOLAN_CLI !== undefined) return;
  // Plain JavaScript without types: the launcher's own way of building what changed.
  const launcher: { ensureBuilt(): void } = await import(new URL('../../build/setup.mjs', import.meta.url).href);
  launcher.ensureBuilt();
}
