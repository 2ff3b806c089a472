import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { defaultSettings } from '../../../shared/settings.ts';
import { MemorySettings } from '../settings/memory.ts';
import { type ConsentAnswer, ConsentBook, type ConsentDeps, commandLine, type PluginUse } from './consent.ts';
import type { ExecEntry } from './types.ts';

let folder = '';
let bin = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portolan-consent-'));
  bin = join(folder, 'bin');
  await mkdir(join(folder, '.kube'), { recursive: true });
  await mkdir(bin);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function program(name: string, body = '#!/bin/sh\n'): Promise<string> {
  const path = join(bin, name);
  await writeFile(path, body);
  await chmod(path, 0o755);
  return path;
}

function use(command: string, more: Partial<ExecEntry> = {}, who: Partial<PluginUse> = {}): PluginUse {
  return {
    exec: {
      apiVersion: 'client.authentication.k8s.io/v1',
      command,
      args: ['token'],
      env: [{ name: 'PROFILE', value: 'prod' }],
      provideClusterInfo: false,
      interactiveMode: 'Never',
      directory: folder,
      clusterInfo: {},
      ...more,
    },
    file: join(folder, 'config'),
    userName: 'me',
    ...who,
  };
}

function book(more: Partial<ConsentDeps> = {}, settings = new MemorySettings(defaultSettings)) {
  const deps: ConsentDeps = {
    settings,
    env: { PATH: `relative:${bin}` },
    home: folder,
    allowAll: false,
    trusted: () => false,
    standardPlugins: () => [],
    ...more,
  };
  return { book: new ConsentBook(deps), settings };
}

function question(answer: ConsentAnswer) {
  if (answer.type !== 'ask') throw new Error(`expected a question, got ${JSON.stringify(answer)}`);
  return answer.request;
}

test('asks once, showing what would run, and remembers across runs', async () => {
  const path = await program('aws');
  const { book: first, settings } = book();
  const request = question(await first.check(use('aws')));
  expect(request).toEqual({
    key: expect.any(String),
    file: join(folder, 'config'),
    command: 'aws',
    resolvedPath: path,
    args: ['token'],
    env: [{ name: 'PROFILE', value: 'prod' }],
    changed: false,
  });
  expect(await first.allow(request.key)).toBe(true);
  expect(await first.check(use('aws'))).toEqual({ type: 'allowed', path });
  expect(await book({}, settings).book.check(use('aws'))).toEqual({ type: 'allowed', path });
});

const nothing = async (): Promise<void> => {};
const changes: readonly [string, () => Promise<unknown>, () => PluginUse][] = [
  ['path', () => program('other'), () => use('other')],
  ['arguments', nothing, () => use('aws', { args: ['token', '--admin'] })],
  ['environment', nothing, () => use('aws', { env: [{ name: 'PROFILE', value: 'dev' }] })],
  ['file', nothing, () => use('aws', {}, { file: join(folder, 'imported') })],
  ['program itself', () => program('aws', '#!/bin/sh\necho evil\n'), () => use('aws')],
];
test.for(changes)('asks again when the %s changed', async ([what, change, changed]) => {
  await program('aws');
  const { book: consent } = book();
  await consent.allow(question(await consent.check(use('aws'))).key);
  await change();
  const request = question(await consent.check(changed()));
  // Another file is another question, not a change of this one.
  expect(request.changed).toBe(what !== 'file');
});

test('a no is not remembered, and a key nobody asked for allows nothing', async () => {
  await program('aws');
  const { book: consent, settings } = book();
  const { key } = question(await consent.check(use('aws')));
  consent.deny(key);
  expect(await consent.allow(key)).toBe(false);
  expect(await consent.allow('made up')).toBe(false);
  expect(settings.get().execConsents).toEqual([]);
  expect((await consent.check(use('aws'))).type).toBe('ask');
});

test("kubectl's own files are asked for together, once; other files are not drawn in", async () => {
  await program('aws');
  await program('gcloud');
  const imported = use('gcloud', { args: ['x'] }, { file: join(folder, 'imported') });
  const standard = [use('aws'), use('gcloud', {}, { userName: 'two' }), use('missing', {}, { userName: 'three' })];
  const { book: consent } = book({ standardPlugins: () => standard });
  expect(question(await consent.check(imported)).together).toBeUndefined();

  const request = question(await consent.check(use('aws')));
  expect(request.together?.map((one) => one.command)).toEqual(['gcloud']);
  await consent.allow(request.key);
  expect((await consent.check(use('aws'))).type).toBe('allowed');
  expect((await consent.check(use('gcloud', {}, { userName: 'two' }))).type).toBe('allowed');
  expect((await consent.check(imported)).type).toBe('ask');
  await program('missing');
  expect(question(await consent.check(use('missing', {}, { userName: 'three' }))).together).toBeUndefined();
});

test('--allow-exec and files of the product itself need no question', async () => {
  const path = await program('aws');
  expect(await book({ allowAll: true }).book.check(use('aws'))).toEqual({ type: 'allowed', path });
  const demo = book({ trusted: (file) => file === join(folder, 'config') });
  expect((await demo.book.check(use('aws'))).type).toBe('allowed');
  expect((await demo.book.check(use('aws', {}, { file: join(folder, 'x') }))).type).toBe('ask');
});

test('what is not there, not executable or only in a relative PATH folder is not found', async () => {
  await writeFile(join(bin, 'plain'), 'x');
  const { book: consent } = book({ env: { PATH: `.:${bin}` } });
  for (const command of ['nothing', 'plain', './aws'])
    expect(await consent.check(use(command))).toMatchObject({ failure: { errorClass: 'plugin-not-found' } });
});

test.for([
  ['credentialPluginPolicy: DenyAll', /denies every credential plugin/],
  [
    'credentialPluginPolicy: Allowlist\ncredentialPluginAllowlist:\n- command: gcloud',
    /not in the credentialPluginAllowlist/,
  ],
  ['credentialPluginPolicy: Allowlist', /not in the credentialPluginAllowlist/],
  ['credentialPluginPolicy: Sometimes', /cannot be understood/],
  ['credentialPluginPolicy: AllowAll\ncredentialPluginAllowlist: [{name: aws}]', /cannot be understood/],
  ['credentialPluginPolicy: Allowlist\ncredentialPluginAllowlist: [{}]', /cannot be understood/],
  ['kind: [', /cannot be understood/],
] as const)('kuberc %s refuses, even with --allow-exec', async ([text, message]) => {
  await program('aws');
  await program('gcloud');
  await writeFile(
    join(folder, '.kube', 'kuberc'),
    `apiVersion: kubectl.config.k8s.io/v1beta1\nkind: Preference\n${text}\n`,
  );
  const answer = await book({ allowAll: true }).book.check(use('aws'));
  expect(answer).toMatchObject({ type: 'refused', failure: { errorClass: 'unsupported' } });
  if (answer.type === 'refused') expect(answer.failure.message).toMatch(message);
});

test.for([
  'credentialPluginPolicy: AllowAll',
  '',
  'credentialPluginPolicy: Allowlist\ncredentialPluginAllowlist:\n- name: aws',
])('kuberc %j allows what was consented to', async (text) => {
  const path = await program('aws');
  await writeFile(join(folder, '.kube', 'kuberc'), `kind: Preference\n${text}\n`);
  const { book: consent } = book();
  await consent.allow(question(await consent.check(use('aws'))).key);
  // The consent is for what would run, however it is spelt.
  for (const command of ['aws', path]) expect(await consent.check(use(command))).toEqual({ type: 'allowed', path });
});

test('KUBERC names another file, or none', async () => {
  await program('aws');
  await writeFile(join(folder, '.kube', 'kuberc'), 'kind: Preference\ncredentialPluginPolicy: DenyAll\n');
  const off = book({ allowAll: true, env: { PATH: bin, KUBERC: 'off' } });
  expect((await off.book.check(use('aws'))).type).toBe('allowed');
  await writeFile(join(folder, 'mine'), 'kind: Preference\ncredentialPluginPolicy: DenyAll\n');
  const other = book({ allowAll: true, env: { PATH: bin, KUBERC: join(folder, 'mine') } });
  expect((await other.book.check(use('aws'))).type).toBe('refused');
});

test('a command line is shown so that its parts can be told apart', () => {
  expect(commandLine({ command: '/usr/bin/aws', args: ['eks', 'get token', '', '--x=1'] })).toBe(
    '/usr/bin/aws eks "get token" "" --x=1',
  );
});
