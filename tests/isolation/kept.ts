import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** Beside the builds: figures of a run that was cut short, so that the next one goes on from there. */
const path = fileURLToPath(new URL('../../.cache/isolation.json', import.meta.url));

const figures = z.object({
  row: z.string(),
  state: z.string(),
  seenAfter: z.number(),
  requests: z.number(),
  recoveredAfter: z.number(),
  calm: z.number(),
  faulty: z.number(),
  ratio: z.number(),
  marks: z.number(),
  lost: z.number(),
  reconnects: z.number(),
});
/** What one row measured. Times are the product's, ms, unless said. */
export type Figures = Readonly<z.infer<typeof figures>>;

const file = z.object({ of: z.string(), figures: z.array(figures) });

/** The figures that were measured of this very tree, at this speed; none of another's. */
export class Kept {
  readonly #of: string;
  readonly #figures: Map<string, Figures>;

  constructor(speed: number) {
    this.#of = `${stateOfTree()} at ${speed}`;
    this.#figures = new Map(read(this.#of).map((one) => [one.row, one]));
  }

  get(row: string): Figures | undefined {
    return this.#figures.get(row);
  }

  /** Kept at once: the run may end at any time. */
  add(one: Figures): void {
    this.#figures.set(one.row, one);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${JSON.stringify({ of: this.#of, figures: [...this.#figures.values()] }, null, 1)}\n`);
  }
}

function read(of: string): readonly Figures[] {
  try {
    const kept = file.parse(JSON.parse(readFileSync(path, 'utf8')));
    return kept.of === of ? kept.figures : [];
  } catch {
    return []; // None yet, or of another form: measured anew.
  }
}

/** The commit, and what was changed since; outside a repository nothing is kept from run to run. */
function stateOfTree(): string {
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: dirname(path.replace(/\.cache.*$/, '.')), encoding: 'utf8' }).trim();
  try {
    return `${git('rev-parse', 'HEAD')} ${git('diff', 'HEAD', '--stat')}`;
  } catch {
    return `${Date.now()}`;
  }
}
