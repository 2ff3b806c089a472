/**
 * Writing one small file so that it is never half there: temp file in the same folder, every byte written, fsync, rename,
 * fsync of the folder (`SAFETY.md` §2).
 *
 * Written by hand because the field's libraries fall short of that promise: `atomically` (under `conf` and `electron-store`)
 * issues one `write` and renames whatever it put down, so a short write replaces the good file; it never syncs the folder, so
 * a rename can be lost with the power; and `conf` writes synchronously, which would stop the host's loop (every cluster's
 * heartbeat) for as long as the disk takes.
 */
import { randomBytes } from 'node:crypto';
import { type FileHandle, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** The system calls a write makes, as an argument: the tests put full disks, short writes and kills between them. */
export interface FileOps {
  open(path: string, flags: string, mode: number): Promise<DurableHandle>;
  rename(from: string, to: string): Promise<void>;
  /** Makes a finished rename survive a power cut. */
  syncFolder(folder: string): Promise<void>;
  remove(path: string): Promise<void>;
}

export interface DurableHandle {
  /** Bytes really written, maybe fewer than asked. */
  write(data: Uint8Array, offset: number): Promise<number>;
  chmod(mode: number): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

const TEMP_SUFFIX = '.portolan.tmp';
/** What a folder that cannot be opened or synced answers (Windows, some network file systems): rename is all there is. */
const NO_FOLDER_SYNC = new Set(['EISDIR', 'EPERM', 'EACCES', 'EINVAL', 'ENOTSUP', 'EBADF']);

export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function handleOf(file: FileHandle): DurableHandle {
  return {
    write: async (data, offset) => (await file.write(data, offset)).bytesWritten,
    chmod: (mode) => file.chmod(mode),
    sync: () => file.sync(),
    close: () => file.close(),
  };
}

export const realFileOps: FileOps = {
  open: async (path, flags, mode) => handleOf(await open(path, flags, mode)),
  rename,
  remove: (path) => rm(path, { force: true }),
  async syncFolder(folder) {
    let handle: FileHandle;
    try {
      handle = await open(folder, 'r');
    } catch (error) {
      if (NO_FOLDER_SYNC.has(errorCode(error))) return;
      throw error;
    }
    try {
      await handle.sync();
    } catch (error) {
      if (!NO_FOLDER_SYNC.has(errorCode(error))) throw error;
    } finally {
      await handle.close();
    }
  },
};

/**
 * Replaces `path` by `data`, or leaves it untouched and throws the system's error. When it resolves, the new content survives
 * a kill and a power cut. `mode` is set exactly (umask ignored). One writer per path at a time.
 */
export async function writeDurably(path: string, data: Uint8Array, mode = 0o600, ops = realFileOps): Promise<void> {
  const temp = `${path}.${process.pid}-${randomBytes(4).toString('hex')}${TEMP_SUFFIX}`;
  try {
    const handle = await ops.open(temp, 'wx', mode);
    try {
      await writeAll(handle, data);
      await handle.chmod(mode);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await ops.rename(temp, path);
  } catch (error) {
    // The first failure is the one to report; a temp file that cannot be removed is swept at the next start.
    await ops.remove(temp).catch(() => undefined);
    throw error;
  }
  await ops.syncFolder(dirname(path));
}

async function writeAll(handle: DurableHandle, data: Uint8Array): Promise<void> {
  for (let at = 0; at < data.length; ) {
    const written = await handle.write(data, at);
    if (written <= 0) throw Object.assign(new Error('the disk took no more bytes'), { code: 'ENOSPC' });
    at += written;
  }
}

/**
 * Removes temp files that a killed writer of `path` left behind. Only for the holder of the writer's lock: another writer's
 * temp file looks the same.
 */
export async function sweepTemps(path: string, ops = realFileOps): Promise<void> {
  const prefix = `${basename(path)}.`;
  const names = await readdir(dirname(path)).catch(() => []);
  for (const name of names) {
    if (name.startsWith(prefix) && name.endsWith(TEMP_SUFFIX))
      await ops.remove(join(dirname(path), name)).catch(() => undefined);
  }
}

/** Moves a broken file out of the way under a free name and answers with that name. */
export async function setAside(path: string, stamp: string): Promise<string> {
  for (let attempt = 0; ; attempt++) {
    const target = `${path}.corrupt-${stamp}${attempt === 0 ? '' : `-${attempt}`}`;
    if (await exists(target)) continue;
    await rename(path, target);
    return target;
  }
}

export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** The file's bytes; `null` when there is none. Other failures are thrown. */
export async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return null;
    throw error;
  }
}
