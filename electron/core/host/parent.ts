import { readFileSync } from 'node:fs';

const lookMs = 500;

/** One link of the chain above us: a process and the parent it had when we started. */
interface Link {
  readonly pid: number;
  readonly parent: number;
}

/**
 * Calls `run` once when the process that started us is gone: a command line or web server that nobody can reach any more
 * must not stay behind. Started by an npm script, the shells and launchers up to npm itself count as well, because npm
 * killed alone leaves its shell waiting for us. Answers with the end of the watch.
 */
export function whenOrphaned(run: () => void, env: Readonly<Record<string, string | undefined>>): () => void {
  const parent = process.ppid;
  const above = env.npm_lifecycle_event === undefined ? [] : chainToNpm(parent);
  const timer = setInterval(() => {
    if (process.ppid === parent && above.every(stillThere)) return;
    clearInterval(timer);
    run();
  }, lookMs);
  // The watch alone keeps nothing alive.
  timer.unref();
  return () => clearInterval(timer);
}

/** The processes from `pid` up to npm, npm left out (its end shows as a changed parent of the last one). Linux only; else empty. */
function chainToNpm(pid: number): readonly Link[] {
  const chain: Link[] = [];
  for (let at = pid; at > 1 && chain.length < 8; ) {
    const parent = parentOf(at);
    if (parent === null || isNpm(at)) return chain;
    chain.push({ pid: at, parent });
    at = parent;
  }
  // No npm above: the variable was inherited from somewhere else, and nobody there is ours to watch.
  return [];
}

function stillThere(link: Link): boolean {
  return parentOf(link.pid) === link.parent;
}

/** The second field after the name of `/proc/<pid>/stat` (proc(5)); the name may hold spaces and brackets. */
function parentOf(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    return Number.isInteger(parent) ? parent : null;
  } catch {
    return null; // Gone, or no /proc on this system.
  }
}

function isNpm(pid: number): boolean {
  try {
    const argv = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    return /(^|[/\s])npm(-cli\.js)?(\s|$)/.test(argv);
  } catch {
    return false; // Gone meanwhile.
  }
}
