import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { defaultSettings, type Settings } from '../../../shared/settings.ts';
import type { SettingsPort } from '../ports.ts';
import { type FileOps, readIfThere, realFileOps, sweepTemps, writeDurably } from './durable-file.ts';
import { formatSettings, loadSettings, SETTINGS_FILE, writeFailure } from './load.ts';
import { MemorySettings, mergeSettings } from './memory.ts';

interface Pending {
  readonly values: Partial<Settings>;
  readonly resolve: (settings: Settings) => void;
  readonly reject: (error: unknown) => void;
}

export interface SettingsStoreOptions {
  /** Folder of `settings.json`; made when missing. The caller holds its lock (`lock.ts`) before opening. */
  readonly folder: string;
  readonly ops?: FileOps;
  readonly now?: () => number;
}

/**
 * The one writer of `settings.json`. Promises:
 * - opening never fails: what is wrong is in `problems`, and the last good copy or the defaults are used;
 * - `set` is seen by readers at once and resolves when the value is on disk (file and folder synced); when the disk refuses,
 *   it rejects with a sentence and readers see the old value again;
 * - calls made while a write runs share the next write;
 * - after each write `settings.json.bak` gets the same content in a file of its own.
 */
export class SettingsStore implements SettingsPort {
  readonly problems: readonly string[];
  readonly #path: string;
  readonly #ops: FileOps;
  readonly #extra: Readonly<Record<string, unknown>>;
  readonly #listeners = new Set<(settings: Settings) => void>();
  /** What is on disk. */
  #committed: Settings;
  /** What readers see: committed and everything asked for since. */
  #visible: Settings;
  #pending: Pending[] = [];
  #writing: Promise<void> | null = null;

  private constructor(
    path: string,
    ops: FileOps,
    loaded: { readonly settings: Settings; readonly extra: Readonly<Record<string, unknown>> },
    problems: readonly string[],
  ) {
    this.#path = path;
    this.#ops = ops;
    this.#extra = loaded.extra;
    this.#committed = loaded.settings;
    this.#visible = loaded.settings;
    this.problems = problems;
  }

  static async open(options: SettingsStoreOptions): Promise<SettingsStore> {
    const ops = options.ops ?? realFileOps;
    const path = join(options.folder, SETTINGS_FILE);
    const problems: string[] = [];
    try {
      await mkdir(options.folder, { recursive: true, mode: 0o700 });
    } catch (error) {
      problems.push(writeFailure(path, error).message);
      return new SettingsStore(path, ops, { settings: defaultSettings, extra: {} }, problems);
    }
    await sweepTemps(path, ops);
    await sweepTemps(`${path}.bak`, ops);
    const loaded = await loadSettings(path, true, (options.now ?? Date.now)());
    problems.push(...loaded.problems);
    const store = new SettingsStore(path, ops, loaded, problems);
    if (loaded.restored) await store.#write(loaded.settings).catch((error) => problems.push(errorText(error)));
    return store;
  }

  /** The recorded settings for a run that must not write them: `set` works on a copy in memory. */
  static async openReadOnly(folder: string): Promise<MemorySettings> {
    const loaded = await loadSettings(join(folder, SETTINGS_FILE), false, Date.now());
    return new MemorySettings(loaded.settings, loaded.problems);
  }

  get(): Settings {
    return this.#visible;
  }

  async set(values: Partial<Settings>): Promise<Settings> {
    // Checked before anything is shown or queued, so that a wrong value disturbs no other caller's write.
    this.#show(mergeSettings(this.#visible, values));
    return new Promise<Settings>((resolve, reject) => {
      this.#pending.push({ values, resolve, reject });
      this.#writing ??= this.#drain().finally(() => {
        this.#writing = null;
      });
    });
  }

  onChange(listener: (settings: Settings) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Resolves when everything asked for has been written or refused. */
  async flush(): Promise<void> {
    while (this.#writing !== null) await this.#writing;
  }

  async #drain(): Promise<void> {
    while (this.#pending.length > 0) {
      const batch = this.#pending.splice(0);
      try {
        const next = batch.reduce((settings, one) => mergeSettings(settings, one.values), this.#committed);
        await this.#write(next);
        this.#committed = next;
        for (const one of batch) one.resolve(next);
      } catch (error) {
        this.#show(this.#pending.reduce((settings, one) => mergeSettings(settings, one.values), this.#committed));
        for (const one of batch) one.reject(error);
      }
    }
  }

  async #write(settings: Settings): Promise<void> {
    const data = formatSettings({ settings, extra: this.#extra });
    try {
      await writeDurably(this.#path, data, 0o600, this.#ops);
    } catch (error) {
      await this.#undo(data);
      throw writeFailure(this.#path, error);
    }
    // The main file is safe by now. A backup that could not be renewed is an older good copy, still of use, so this is no failure of `set`.
    await writeDurably(`${this.#path}.bak`, data, 0o600, this.#ops).catch(() => undefined);
  }

  /** The folder could not be synced after the rename: the new file is there but was refused, so the old content goes back. */
  async #undo(refused: Buffer): Promise<void> {
    const there = await readIfThere(this.#path).catch(() => null);
    if (there === null || !there.equals(refused)) return;
    const old = formatSettings({ settings: this.#committed, extra: this.#extra });
    // The disk is failing; the caller is told of its first refusal in any case.
    await writeDurably(this.#path, old, 0o600, this.#ops).catch(() => undefined);
  }

  #show(settings: Settings): void {
    this.#visible = settings;
    for (const listener of [...this.#listeners]) listener(settings);
  }
}

function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
