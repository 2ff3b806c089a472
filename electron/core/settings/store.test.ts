import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { defaultSettings } from '../../../shared/settings.ts';
import { type FileOps, realFileOps } from './durable-file.ts';
import { settingsFolder } from './folder.ts';
import { SettingsStore } from './store.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portolan-settings-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const file = (): string => join(folder, 'settings.json');
const open = (ops?: FileOps): Promise<SettingsStore> =>
  SettingsStore.open({ folder, now: () => 0, ...(ops === undefined ? {} : { ops }) });
const names = async (): Promise<string[]> => (await readdir(folder)).sort();

test('a fresh folder gives the defaults and writes nothing', async () => {
  const store = await open();
  expect(store.get()).toEqual(defaultSettings);
  expect(store.problems).toEqual([]);
  expect(await names()).toEqual([]);
});

test('what is set is there after the next start, in a file for its owner only', async () => {
  const store = await open();
  const set = await store.set({ theme: 'dark', openClusters: ['config:a'] });
  expect(set).toMatchObject({ theme: 'dark', openClusters: ['config:a'] });
  expect((await stat(file())).mode & 0o777).toBe(0o600);
  const again = await open();
  expect(again.get()).toEqual(set);
  expect(again.problems).toEqual([]);
  expect(await names()).toEqual(['settings.json', 'settings.json.bak']);
});

test('readers and listeners see a value at once, before it is on disk', async () => {
  const store = await open();
  const seen: string[] = [];
  const end = store.onChange((settings) => seen.push(settings.theme));
  const done = store.set({ theme: 'light' });
  expect(store.get().theme).toBe('light');
  expect(seen).toEqual(['light']);
  await done;
  end();
  await store.set({ theme: 'dark' });
  expect(seen).toEqual(['light']);
});

test('calls during a write share the next one, in order, and none is lost', async () => {
  let writes = 0;
  const store = await open({
    ...realFileOps,
    rename: (from, to) => {
      if (to.endsWith('.json')) writes += 1;
      return realFileOps.rename(from, to);
    },
  });
  const calls = Array.from({ length: 50 }, (_, i) => store.set({ webPort: 2000 + i }));
  calls.push(store.set({ theme: 'dark' }));
  await Promise.all(calls);
  expect(writes).toBeLessThanOrEqual(3);
  expect((await open()).get()).toMatchObject({ webPort: 2049, theme: 'dark' });
});

test('a wrong value is refused by name and disturbs nothing', async () => {
  const store = await open();
  const good = store.set({ theme: 'dark' });
  await expect(store.set({ webPort: 80 })).rejects.toMatchObject({
    code: 'invalid',
    message: expect.stringContaining('"webPort"'),
  });
  const hostile = JSON.parse('{"__proto__": {"x": 1}, "nothing": 1}');
  await expect(store.set(hostile)).rejects.toMatchObject({
    code: 'invalid',
    message: expect.stringContaining('no setting called'),
  });
  await good;
  expect(store.get()).toEqual({ ...defaultSettings, theme: 'dark' });
});

test.for([
  ['no JSON', 'hello'],
  ['cut', '{"version": 1, "theme": "da'],
  ['empty', ''],
  ['zeros', '\0\0\0\0'],
  ['the wrong shape', '{"theme": 5}'],
  ['another version', '{"version": 2}'],
] as const)('a file that is %s is kept aside and the last good copy used', async ([, text]) => {
  const store = await open();
  await store.set({ theme: 'dark' });
  await writeFile(file(), text);
  const again = await open();
  expect(again.get().theme).toBe('dark');
  expect(again.problems.join(' ')).toMatch(
    /is not valid.*It was kept as .*settings\.json\.corrupt-1970.*last good copy/s,
  );
  const kept = (await names()).find((name) => name.includes('.corrupt-')) ?? '';
  expect(await readFile(join(folder, kept), 'utf8')).toBe(text);
  // Told once: the next start finds everything right.
  const third = await open();
  expect(third.problems).toEqual([]);
  expect(third.get().theme).toBe('dark');
});

test('both broken: the defaults, both kept, and it starts', async () => {
  await writeFile(file(), '{');
  await writeFile(`${file()}.bak`, '}');
  const store = await open();
  expect(store.get()).toEqual(defaultSettings);
  expect(store.problems.join(' ')).toMatch(/could not be used either.*defaults/s);
  await store.set({ theme: 'dark' });
  expect((await open()).get().theme).toBe('dark');
});

test('several broken files of one moment do not overwrite each other', async () => {
  for (const text of ['one', 'two', 'three']) {
    await writeFile(file(), text);
    await open();
  }
  expect((await names()).filter((name) => name.includes('.corrupt-'))).toHaveLength(3);
});

test('keys of a newer version are kept through a write', async () => {
  await writeFile(file(), JSON.stringify({ ...defaultSettings, fromTheFuture: { a: [1] } }));
  const store = await open();
  expect(store.problems).toEqual([]);
  await store.set({ theme: 'dark' });
  expect(JSON.parse(await readFile(file(), 'utf8'))).toMatchObject({ theme: 'dark', fromTheFuture: { a: [1] } });
});

/** Operations that fail as told, for the main file only. */
function failing(
  what: 'open' | 'write' | 'short' | 'sync' | 'rename' | 'folder',
  code: string,
  active: () => boolean,
): FileOps {
  const fail = (): never => {
    throw Object.assign(new Error(`${code}: injected`), { code });
  };
  return {
    ...realFileOps,
    open: async (path, flags, mode) => {
      if (active() && what === 'open') fail();
      const handle = await realFileOps.open(path, flags, mode);
      return {
        ...handle,
        write: async (data, offset) => {
          if (active() && what === 'write') fail();
          // The disk takes a few bytes, then none.
          if (active() && what === 'short')
            return offset >= 10 ? 0 : handle.write(data.subarray(0, offset + 5), offset);
          return handle.write(data, offset);
        },
        sync: async () => (active() && what === 'sync' ? fail() : handle.sync()),
      };
    },
    rename: async (from, to) => (active() && what === 'rename' ? fail() : realFileOps.rename(from, to)),
    syncFolder: async (path) => (active() && what === 'folder' ? fail() : realFileOps.syncFolder(path)),
  };
}

test.for([
  ['open', 'EACCES', /this account may not write there/],
  ['open', 'EROFS', /the disk is read-only/],
  ['write', 'ENOSPC', /the disk is full/],
  ['short', 'ENOSPC', /the disk is full/],
  ['sync', 'EIO', /EIO/],
  ['rename', 'EDQUOT', /quota/],
  ['folder', 'EIO', /EIO/],
] as const)(
  'when %s fails with %s, set says why, the old value stays, and the next one works',
  async ([what, code, words]) => {
    let active = false;
    const store = await open(failing(what, code, () => active));
    await store.set({ theme: 'light' });
    const seen: string[] = [];
    store.onChange((settings) => seen.push(settings.theme));
    active = true;
    await expect(store.set({ theme: 'dark' })).rejects.toMatchObject({ message: expect.stringMatching(words) });
    expect(store.get().theme).toBe('light');
    expect(seen).toEqual(['dark', 'light']);
    expect((await open()).get().theme).toBe('light');
    expect(await names()).toEqual(['settings.json', 'settings.json.bak']);
    active = false;
    await store.set({ theme: 'high-contrast' });
    expect((await open()).get().theme).toBe('high-contrast');
  },
);

test('short writes that go on in the end put every byte down', async () => {
  const store = await open({
    ...realFileOps,
    open: async (path, flags, mode) => {
      const handle = await realFileOps.open(path, flags, mode);
      return { ...handle, write: (data, offset) => handle.write(data.subarray(0, offset + 7), offset) };
    },
  });
  await store.set({ openClusters: ['a'.repeat(100)] });
  expect((await open()).get().openClusters).toEqual(['a'.repeat(100)]);
});

test('a folder that cannot be made, and a file in its place: it starts, says so, and refuses to set', async () => {
  await writeFile(join(folder, 'taken'), '');
  const store = await SettingsStore.open({ folder: join(folder, 'taken', 'deeper') });
  expect(store.get()).toEqual(defaultSettings);
  expect(store.problems).toHaveLength(1);
  await expect(store.set({ theme: 'dark' })).rejects.toMatchObject({ code: 'internal' });
  expect(store.get().theme).toBe('system');
});

test('a settings file that is a folder or a dead link does not stop the start', async () => {
  await mkdir(file());
  const store = await open();
  expect(store.get()).toEqual(defaultSettings);
  expect(store.problems.join(' ')).toMatch(/could not be read/);
  await store.set({ theme: 'dark' });
  expect((await open()).get().theme).toBe('dark');
  await rm(file());
  await rm(`${file()}.bak`);
  await symlink(join(folder, 'nowhere'), file());
  expect((await open()).get()).toEqual(defaultSettings);
});

test('temp files of a killed writer are swept at the next start', async () => {
  await writeFile(join(folder, 'settings.json.123-aaaa.portolan.tmp'), '{');
  await writeFile(join(folder, 'settings.json.bak.123-aaaa.portolan.tmp'), '{');
  await writeFile(join(folder, 'other.tmp'), 'mine');
  await open();
  expect(await names()).toEqual(['other.tmp']);
});

test('the read-only view reads what was recorded, changes nothing on disk, and works on a copy', async () => {
  const store = await open();
  await store.set({ execConsents: ['k'] });
  await writeFile(file(), 'broken');
  const before = await names();
  const view = await SettingsStore.openReadOnly(folder);
  expect(view.get().execConsents).toEqual(['k']);
  expect(view.problems.join(' ')).toMatch(/is not valid/);
  await view.set({ theme: 'dark' });
  expect(view.get().theme).toBe('dark');
  expect(await names()).toEqual(before);
  expect(await readFile(file(), 'utf8')).toBe('broken');
});

test('the platform says where settings live', () => {
  expect(settingsFolder('linux', {}, '/home/a')).toBe('/home/a/.config/portolan');
  expect(settingsFolder('linux', { XDG_CONFIG_HOME: '/x' }, '/home/a')).toBe('/x/portolan');
  expect(settingsFolder('linux', { XDG_CONFIG_HOME: 'relative' }, '/home/a')).toBe('/home/a/.config/portolan');
  expect(settingsFolder('darwin', {}, '/Users/a')).toBe('/Users/a/Library/Application Support/Portolan');
  expect(settingsFolder('win32', { APPDATA: 'C:\\R' }, 'C:\\a')).toBe('C:\\R\\Portolan');
});
