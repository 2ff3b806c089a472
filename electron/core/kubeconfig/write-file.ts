/** Changing the user's own files: under kubectl's lock, with a backup, whole or not at all. */
import { mkdir, open, readFile, realpath, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PortolanError } from '../../../shared/errors.ts';
import type { Clock } from '../ports.ts';
import { errorCode, exists, writeDurably } from '../settings/durable-file.ts';
import { parseKubeconfig } from './parse.ts';

// Ten seconds: a burst of changes by ourselves stands in the same line, each with two synced writes.
const LOCK_TRIES = 400;
const LOCK_WAIT_MS = 25;

/**
 * Reads the file, lets `change` make the new text, and replaces it: a link's target is written and the link stays, mode and
 * everything `change` left alone are kept, the old text stays beside it as `<file>.portolan.bak`. The result must be a kubeconfig.
 * Throws `conflict` while kubectl holds its lock (`clientcmd/config.go lockFile`), `invalid` or `internal` with the reason.
 */
export async function changeFile(path: string, clock: Clock, change: (text: string) => string): Promise<void> {
  const target = await followed(path);
  await withLock(target, clock, async () => {
    const before = await reading(path, () => readFile(target, 'utf8'));
    const after = change(before);
    if (after === before) return;
    const result = parseKubeconfig(after);
    if (result.type === 'bad')
      throw new PortolanError('internal', `${path} was left as it is: the changed text ${result.reason}.`);
    const mode = (await stat(target)).mode & 0o777;
    await writing(path, async () => {
      await writeDurably(`${target}.portolan.bak`, Buffer.from(before), mode);
      await writeDurably(target, Buffer.from(after), mode);
    });
  });
}

/** Writes a new file, for its owner only, its folder too when there is none. `already-exists` when the path is taken, unless `overwrite`. */
export async function createFile(path: string, text: string, overwrite = false): Promise<void> {
  if (!overwrite && (await exists(path))) throw new PortolanError('already-exists', `${path} exists already.`);
  await writing(path, async () => {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeDurably(path, Buffer.from(text), 0o600);
  });
}

/** Where the old text of a file is kept when it is changed. */
export async function backupOf(path: string): Promise<string> {
  return `${await followed(path)}.portolan.bak`;
}

async function followed(path: string): Promise<string> {
  return reading(path, () => realpath(path));
}

async function withLock(target: string, clock: Clock, run: () => Promise<void>): Promise<void> {
  const lock = `${target}.lock`;
  for (let attempt = 1; ; attempt++) {
    try {
      await (await open(lock, 'wx', 0o600)).close();
      break;
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw failure(target, 'written', error);
      if (attempt === LOCK_TRIES)
        throw new PortolanError(
          'conflict',
          `${target} is being changed by another program (${lock} exists). Try again, or remove that file if no kubectl runs.`,
        );
      await new Promise<void>((resolve) => void clock.setTimeout(resolve, LOCK_WAIT_MS));
    }
  }
  try {
    await run();
  } finally {
    await rm(lock, { force: true });
  }
}

async function reading<T>(path: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw failure(path, 'read', error);
  }
}

async function writing<T>(path: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw failure(path, 'written', error);
  }
}

function failure(path: string, what: 'read' | 'written', error: unknown): PortolanError {
  const words = error instanceof Error ? error.message : String(error);
  const code = errorCode(error) === 'ENOENT' ? 'not-found' : 'internal';
  return new PortolanError(code, `${path} could not be ${what}: ${words}.`, { cause: error });
}
