/**
 * The victim of the kill test: opens the settings of a folder, says what it found, then counts up for ever (in `openClusters`), saying each
 * value once it is acknowledged. With `at` it kills itself inside a system call of a write: the n-th one, before it, in its
 * middle (half the bytes), or after it. Speaks one line of JSON per fact on stdout.
 */
import { writeSync } from 'node:fs';
import { type DurableHandle, type FileOps, realFileOps } from '../../electron/core/settings/durable-file.ts';
import { SettingsStore } from '../../electron/core/settings/store.ts';

const [folder = '', at = ''] = process.argv.slice(2);
/** Written synchronously: a fact that was said has left the process before anything else happens. */
const say = (fact: object): void => void writeSync(1, `${JSON.stringify(fact)}\n`);

let calls = 0;
const deadline = at === '' ? Number.POSITIVE_INFINITY : Number(at);

/** Runs one system call; dies before, within or after it when its turn has come. */
async function step<T>(run: () => Promise<T>, half?: () => Promise<unknown>): Promise<T> {
  const turn = calls;
  calls += 3;
  if (deadline === turn) process.kill(process.pid, 'SIGKILL');
  if (deadline === turn + 1) {
    // In the middle: the call is under way, or half its bytes are down.
    if (half === undefined) void run();
    else await half();
    process.kill(process.pid, 'SIGKILL');
  }
  const result = await run();
  if (deadline === turn + 2) process.kill(process.pid, 'SIGKILL');
  return result;
}

function mortal(handle: DurableHandle): DurableHandle {
  return {
    write: (data, offset) =>
      step(
        () => handle.write(data, offset),
        () => handle.write(data.subarray(0, offset + Math.ceil((data.length - offset) / 2)), offset),
      ),
    chmod: (mode) => step(() => handle.chmod(mode)),
    sync: () => step(() => handle.sync()),
    close: () => step(() => handle.close()),
  };
}

const ops: FileOps = {
  open: async (path, flags, mode) => mortal(await step(() => realFileOps.open(path, flags, mode))),
  rename: (from, to) => step(() => realFileOps.rename(from, to)),
  syncFolder: (path) => step(() => realFileOps.syncFolder(path)),
  remove: (path) => realFileOps.remove(path),
};

const store = await SettingsStore.open({ folder, ops });
const found = Number(store.get().openClusters[0] ?? 0);
say({ opened: found, problems: store.problems });
for (let value = found + 1; ; value++) {
  await store.set({ openClusters: [String(value)] });
  say({ acknowledged: value });
}
