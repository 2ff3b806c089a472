import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { defaultSettings } from '../../../shared/settings.ts';
import type { Clock } from '../ports.ts';
import { MemorySettings } from '../settings/memory.ts';
import { CredentialCache } from './cache.ts';
import { ConsentBook } from './consent.ts';
import { createCredentialSource, type RenewableSource } from './source.ts';
import { silentLog } from './test-support.ts';
import type { CredentialResult, ExecEntry, ResolvedContext, UserEntry } from './types.ts';

/** The folder of one test, with its plugins; call `ownFolder` once per test file. */
let folder = '';
export function ownFolder(): () => string {
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portolan-auth-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  return () => folder;
}

/** A plugin: a real program whose body is JavaScript; every run adds a line to `runs`. */
export async function plugin(body: string, name = 'plugin'): Promise<string> {
  const path = join(folder, name);
  const log = `require('fs').appendFileSync(${JSON.stringify(join(folder, 'runs'))}, process.pid + '\\n');`;
  await writeFile(path, `#!${process.execPath}\n${log}\n${body}\n`);
  await chmod(path, 0o755);
  return path;
}

export async function runs(): Promise<number[]> {
  const text = await readFile(join(folder, 'runs'), 'utf8').catch(() => '');
  return text.split('\n').filter(Boolean).map(Number);
}

export const V1 = 'client.authentication.k8s.io/v1';
export const answer = (status: object, apiVersion = V1): string =>
  `console.log(JSON.stringify({apiVersion:'${apiVersion}',kind:'ExecCredential',status:${JSON.stringify(status)}}));`;

export function execEntry(command: string, more: Partial<ExecEntry> = {}): ExecEntry {
  return {
    apiVersion: V1,
    command,
    args: [],
    env: [],
    provideClusterInfo: false,
    interactiveMode: 'IfAvailable',
    directory: folder,
    clusterInfo: { server: 'https://example.invalid' },
    ...more,
  };
}

function resolved(user: Partial<UserEntry>): ResolvedContext {
  return {
    clusterId: 'config:dev',
    clusterName: 'dev',
    file: join(folder, 'config'),
    namespace: null,
    connection: { server: 'https://example.invalid', tls: { insecureSkipVerify: false }, disableCompression: false },
    user: { name: 'me', ...user },
    fingerprint: 'f',
  };
}

interface Setup {
  readonly cache: CredentialCache;
  source(user: Partial<UserEntry>): RenewableSource;
}
export function setup(clock: Clock): Setup {
  const cache = new CredentialCache();
  const env = { ...process.env };
  const consent = new ConsentBook({
    settings: new MemorySettings(defaultSettings),
    env,
    home: folder,
    allowAll: true,
    trusted: () => false,
    standardPlugins: () => [],
  });
  return {
    cache,
    source: (user) =>
      createCredentialSource(resolved(user), { cache, consent, env, home: folder, clock, log: silentLog }),
  };
}

export const auto = () => ({ interactive: false, signal: new AbortController().signal });
export const person = () => ({ interactive: true, signal: new AbortController().signal });

export function credentialsOf(result: CredentialResult) {
  if (result.type !== 'ok') throw new Error(`expected credentials, got ${JSON.stringify(result)}`);
  return result.credentials;
}
export function failureOf(result: CredentialResult) {
  if (result.type !== 'failed') throw new Error(`expected a failure, got ${JSON.stringify(result)}`);
  return result.failure;
}

export function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** A plugin that hangs together with a child of its own; both pids end up in `runs`. */
const HANGS = `
  const { spawn } = require('child_process');
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
  require('fs').appendFileSync(${'RUNS'}, child.pid + '\\n');
  setInterval(() => {}, 1000);`;
export const hangs = (): Promise<string> => plugin(HANGS.replace('RUNS', JSON.stringify(join(folder, 'runs'))));
