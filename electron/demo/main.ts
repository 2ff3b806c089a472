/**
 * The demo fleet as a process of its own: `node electron/demo/main.ts DIR [--seed N] [--scale small|full]`.
 * Writes `DIR/demo`, prints one JSON line when everything answers, and ends with its stdin or on SIGTERM.
 */
import { parseArgs } from 'node:util';
import { startFleet } from './fleet/fleet.ts';

const USAGE = 'usage: main.ts DIR [--seed N] [--scale small|full]';

function fail(message: string): never {
  process.stderr.write(`${message}\n${USAGE}\n`);
  process.exit(2);
}

function parse() {
  try {
    const options = { seed: { type: 'string', default: '42' }, scale: { type: 'string', default: 'full' } } as const;
    return parseArgs({ allowPositionals: true, options });
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

const { positionals, values } = parse();
const [folder] = positionals;
const seed = Number(values.seed);
const { scale } = values;
if (!folder || positionals.length > 1) fail('exactly one folder is needed');
if (!Number.isInteger(seed)) fail(`--seed wants a whole number, not ${values.seed}`);
if (scale !== 'small' && scale !== 'full') fail(`--scale is small or full, not ${scale}`);

const fleet = await startFleet({ folder, seed, scale });
let ending = false;
const end = (): void => {
  if (ending) return;
  ending = true;
  void fleet.close().then(() => process.exit(0));
};
process.on('SIGTERM', end);
process.on('SIGINT', end);
// A fleet nobody holds any more ends: its starter's death closes this pipe.
process.stdin.on('end', end);
process.stdin.on('close', end);
process.stdin.on('error', end);
process.stdin.resume();
process.stdout.write(`${JSON.stringify({ ready: true, kubeconfig: fleet.kubeconfig, control: fleet.control })}\n`);
