/**
 * One running application per settings folder. The lock is SQLite's exclusive lock on `lock.db` (`fcntl` or its Windows
 * counterpart), because the system itself releases it when the process dies, however it dies: a lock file with a pid inside
 * needs guesses about stale ones.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export interface FolderLock {
  readonly type: 'held';
  /** Leaves a word for a second instance (the web host's address …). Never a secret. */
  announce(text: string): void;
  release(): void;
}
/** Another process has it. `announced` is what it left, `null` when nothing yet. */
export interface FolderTaken {
  readonly type: 'taken';
  readonly announced: string | null;
}

/** The folder cannot be written (read-only, full disk): the application starts all the same, and says so. */
export interface FolderUnusable {
  readonly type: 'unusable';
  readonly problem: string;
}

/** Takes the lock or says who has it; never waits, never throws. */
export function lockFolder(folder: string): FolderLock | FolderTaken | FolderUnusable {
  const announcePath = join(folder, 'instance');
  let database: DatabaseSync;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    database = new DatabaseSync(join(folder, 'lock.db'), { timeout: 0 });
  } catch (error) {
    return unusable(folder, error);
  }
  try {
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (error instanceof Error && /locked|busy/i.test(error.message))
      return { type: 'taken', announced: readAnnounced(announcePath) };
    return unusable(folder, error);
  }
  // Whatever is there was left by an instance that is gone.
  rmSync(announcePath, { force: true });
  let held = true;
  return {
    type: 'held',
    announce: (text) => writeFileSync(announcePath, text, { mode: 0o600 }),
    release: () => {
      if (!held) return;
      held = false;
      rmSync(announcePath, { force: true });
      database.close();
    },
  };
}

function unusable(folder: string, error: unknown): FolderUnusable {
  const words = error instanceof Error ? error.message : String(error);
  return { type: 'unusable', problem: `The settings folder ${folder} cannot be used: ${words}.` };
}

function readAnnounced(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null; // Not written yet: the other instance is still starting.
  }
}
