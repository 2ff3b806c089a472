/**
 * Kills a process that writes settings, again and again, and checks after each kill that the next start finds the last value that
 * was acknowledged (or the one after it, which was being written) and nothing to complain about. Every second kill comes from
 * outside at a random moment, the others from inside a system call chosen at random: before, within or after open, write,
 * chmod, fsync, close, rename and the folder's fsync (`SAFETY.md` §2).
 *
 * `node tests/settings/kills.ts --kills 10000 [--seed N]`; exits 1 at the first loss, with the seed.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const WRITER = fileURLToPath(new URL('./writer.ts', import.meta.url));
/** A `set` makes two durable writes of about seven calls, each with three places to die; a few sets are let through. */
const PLACES = 2 * 7 * 3 * 3;

export interface KillReport {
  readonly kills: number;
  /** Values acknowledged over all lives. */
  readonly acknowledged: number;
  readonly inside: number;
  readonly outside: number;
}

/** Mulberry32: the run can be repeated from its seed. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Life {
  readonly opened: number | null;
  readonly problems: readonly string[];
  readonly acknowledged: readonly number[];
  readonly died: string;
}

/** One life of the writer, ended by SIGKILL: inside (`at`) or `delayMs` after it opened. */
async function live(folder: string, how: { at: number } | { delayMs: number }): Promise<Life> {
  const child = spawn(process.execPath, [WRITER, folder, 'at' in how ? String(how.at) : ''], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let opened: number | null = null;
  let problems: readonly string[] = [];
  const acknowledged: number[] = [];
  const lines = createInterface({ input: child.stdout });
  let timer: ReturnType<typeof setTimeout> | undefined;
  lines.on('line', (line) => {
    const fact: { opened?: number; problems?: readonly string[]; acknowledged?: number } = JSON.parse(line);
    if (fact.acknowledged !== undefined) acknowledged.push(fact.acknowledged);
    if (fact.opened === undefined) return;
    opened = fact.opened;
    problems = fact.problems ?? [];
    if ('delayMs' in how) timer = setTimeout(() => child.kill('SIGKILL'), how.delayMs);
  });
  const closed = once(lines, 'close');
  const [code, signal] = await once(child, 'exit');
  clearTimeout(timer);
  await closed;
  return { opened, problems, acknowledged, died: signal ?? `exit ${code}` };
}

/** Throws with what was lost. `parallel` folders are worked on side by side. */
export async function runKills(
  kills: number,
  seed: number,
  parallel = 2,
  onProgress: (kill: number) => void = () => {},
): Promise<KillReport> {
  const random = seeded(seed);
  const shares = Array.from({ length: parallel }, (_, i) => Math.floor((kills + i) / parallel));
  const reports = await Promise.all(shares.map((share) => killsInOneFolder(share, random, onProgress)));
  const sum = (key: keyof KillReport): number => reports.reduce((total, report) => total + report[key], 0);
  return { kills: sum('kills'), acknowledged: sum('acknowledged'), inside: sum('inside'), outside: sum('outside') };
}

async function killsInOneFolder(
  kills: number,
  random: () => number,
  onProgress: (kill: number) => void,
): Promise<KillReport> {
  const folder = await mkdtemp(join(tmpdir(), 'portolan-kills-'));
  const counts = { inside: 0, outside: 0, acknowledged: 0 };
  let last = 0;
  for (let kill = 0; kill <= kills; kill++) {
    const inside = kill % 2 === 0;
    const how = inside ? { at: Math.floor(random() * PLACES) } : { delayMs: random() * 25 };
    const life = await live(folder, how);
    if (life.died !== 'SIGKILL')
      throw new Error(`kill ${kill}: the writer ended by itself (${life.died}) in ${folder}`);
    if (life.opened === null) throw new Error(`kill ${kill}: the settings in ${folder} did not open`);
    if (life.problems.length > 0) throw new Error(`kill ${kill}: ${life.problems.join(' ')}`);
    if (life.opened !== last && life.opened !== last + 1)
      throw new Error(`kill ${kill}: ${last} was acknowledged, but ${life.opened} was found in ${folder}`);
    last = life.acknowledged.at(-1) ?? life.opened;
    counts.acknowledged += life.acknowledged.length;
    counts[inside ? 'inside' : 'outside'] += 1;
    // The last life only checks what the kill before it left.
    if (kill === kills) break;
    if (kill > 0 && kill % 500 === 0) onProgress(kill);
  }
  await rm(folder, { recursive: true, force: true });
  return { kills, ...counts };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const option = (name: string, fallback: number): number => {
    const at = process.argv.indexOf(name);
    return at < 0 ? fallback : Number(process.argv[at + 1]);
  };
  const seed = option('--seed', Date.now() % 2 ** 32);
  const kills = option('--kills', 10_000);
  process.stdout.write(`${kills} kills, seed ${seed}\n`);
  try {
    process.stdout.write(
      `${JSON.stringify(await runKills(kills, seed, 2, (kill) => process.stdout.write(`${kill} in one folder\n`)))}\nno acknowledged setting lost, no failed start\n`,
    );
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)} (seed ${seed})\n`);
    process.exitCode = 1;
  }
}
