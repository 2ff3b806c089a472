/**
 * Tells when kubeconfigs may have changed; the catalog then looks itself. `chokidar` reports changes of files and folders, links
 * followed. Three things it cannot promise are added here: of a path that does not exist yet the nearest folder that does is
 * watched, step by step (chokidar 6 loses sight when several levels appear at once); the folders along a chain of links are
 * watched too (a mounted secret swaps a link in the middle of the chain); and everything is looked at once a minute, because
 * network home folders report nothing and systems run out of watches.
 */
import { lstat, readlink } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { FSWatcher } from 'chokidar';
import type { Clock, Log } from '../ports.ts';

export const DEBOUNCE_MS = 500;
export const SAFETY_LOOK_MS = 60_000;

export interface SourceWatcherDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** Called after 500 ms of quiet, and every minute. Never twice at a time by this watcher. */
  readonly onChange: () => void;
}

export class SourceWatcher {
  readonly #deps: SourceWatcherDeps;
  #watcher: FSWatcher | null = null;
  readonly #stopLooking: () => void;
  /** What the catalog asked for, the links on the way there, and the folders those lie in. */
  #paths = new Set<string>();
  #links = new Set<string>();
  #watched = new Set<string>();
  /** Folders that must come into being before a path that does not exist yet can. */
  #above = new Set<string>();
  #pending: (() => void) | null = null;
  #complained = false;
  #closed = false;

  constructor(deps: SourceWatcherDeps) {
    this.#deps = deps;
    this.#stopLooking = deps.clock.setInterval(deps.onChange, SAFETY_LOOK_MS);
  }

  /** Watches exactly these paths from now on, and the folders of the links they pass through. */
  async watch(paths: readonly string[]): Promise<void> {
    const links = new Set<string>();
    for (const path of paths) for (const link of await linksOnTheWay(path)) links.add(link);
    this.#paths = new Set(paths);
    this.#links = links;
    this.#above = new Set([...paths, ...links].flatMap(foldersAbove));
    const wanted = new Set<string>();
    for (const path of [...paths, ...links, ...[...links].map((link) => dirname(link))])
      wanted.add(await nearestExisting(path));
    const added = [...wanted].filter((path) => !this.#watched.has(path));
    const gone = [...this.#watched].some((path) => !wanted.has(path));
    this.#watched = wanted;
    if (gone) {
      // `unwatch` of a folder makes chokidar deaf to everything below it for good, so a fresh watcher takes over. Rare.
      await this.#watcher?.close();
      this.#watcher = null;
    }
    // Loaded when needed only: a command that ends at once watches nothing.
    const { watch } = await import('chokidar');
    if (this.#closed) return;
    if (this.#watcher === null) this.#watcher = this.#start(watch, [...wanted]);
    else if (added.length > 0) this.#watcher.add(added);
  }

  #start(watch: typeof import('chokidar').watch, paths: string[]): FSWatcher {
    const watcher = watch(paths, {
      ignoreInitial: true,
      depth: 0,
      followSymlinks: true,
      atomic: false,
      ignored: (path) => !this.#matters(path),
    });
    watcher.on('all', () => this.#touch());
    watcher.on('error', (error) => this.#complain(error));
    // What changed between the catalog's look and the start of watching was told by nobody.
    watcher.once('ready', () => this.#touch());
    return watcher;
  }

  /** Of a folder that only holds a link nothing else is watched: it may be `/tmp`. */
  #matters(path: string): boolean {
    const sets = [this.#watched, this.#paths, this.#links, this.#above];
    return sets.some((set) => set.has(path)) || this.#paths.has(dirname(path));
  }

  async close(): Promise<void> {
    this.#stopLooking();
    this.#closed = true;
    this.#pending?.();
    this.#pending = null;
    await this.#watcher?.close();
  }

  #touch(): void {
    if (this.#closed) return;
    this.#pending?.();
    this.#pending = this.#deps.clock.setTimeout(() => {
      this.#pending = null;
      this.#deps.onChange();
    }, DEBOUNCE_MS);
  }

  #complain(error: unknown): void {
    if (this.#complained) return;
    this.#complained = true;
    const words = error instanceof Error ? error.message : String(error);
    this.#deps.log.warn(`Kubeconfigs cannot all be watched (${words}); they are looked at once a minute instead.`);
  }
}

/** The path itself, or the deepest folder above it that is there. */
async function nearestExisting(path: string): Promise<string> {
  let at = path;
  while (at !== dirname(at) && !(await exists(at))) at = dirname(at);
  return at;
}

function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

function foldersAbove(path: string): readonly string[] {
  const folders: string[] = [];
  for (let at = dirname(path); at !== dirname(at); at = dirname(at)) folders.push(at);
  return folders;
}

/** The links on the way to `path`, at most sixteen, and where the last one leads. */
async function linksOnTheWay(path: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (let at = path; found.length < 32; ) {
    const link = await nearestLink(at);
    if (link === null) return found;
    found.push(link.path, link.target);
    at = link.target;
  }
  return found;
}

/** The last link along the path: the path itself or the deepest folder above it that is one. */
async function nearestLink(path: string): Promise<{ readonly path: string; readonly target: string } | null> {
  for (let at = path; at !== dirname(at); at = dirname(at)) {
    try {
      if (!(await lstat(at)).isSymbolicLink()) continue;
      return { path: at, target: resolve(dirname(at), await readlink(at), path.slice(at.length + 1)) };
    } catch {
      // Not there (yet); a folder above it may still be a link.
    }
  }
  return null;
}
