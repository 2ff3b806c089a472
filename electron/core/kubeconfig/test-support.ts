import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { defaultSettings } from '../../../shared/settings.ts';
import { silentLog } from '../auth/test-support.ts';
import { systemClock } from '../host/node-ports.ts';
import type { SettingsPort } from '../ports.ts';
import { MemorySettings } from '../settings/memory.ts';
import { type CatalogDeps, ContextCatalog } from './catalog.ts';

/** A home folder of its own, and what a catalog needs; everything ends with `close`. */
export class Home {
  readonly path: string;
  readonly settings: SettingsPort;
  readonly #catalogs: ContextCatalog[] = [];

  private constructor(path: string, settings: SettingsPort) {
    this.path = path;
    this.settings = settings;
  }

  static async make(settings: SettingsPort = new MemorySettings(defaultSettings)): Promise<Home> {
    return new Home(await mkdtemp(join(tmpdir(), 'portolan-home-')), settings);
  }

  at(relative: string): string {
    return join(this.path, relative);
  }

  async write(relative: string, text: string | Uint8Array): Promise<string> {
    const path = this.at(relative);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    return path;
  }

  async open(more: Partial<CatalogDeps> = {}): Promise<ContextCatalog> {
    const catalog = await ContextCatalog.open({
      discovery: { type: 'default' },
      env: {},
      home: this.path,
      settings: this.settings,
      clock: systemClock,
      log: silentLog,
      watch: false,
      ...more,
    });
    this.#catalogs.push(catalog);
    return catalog;
  }

  async close(): Promise<void> {
    for (const catalog of this.#catalogs.splice(0)) await catalog.close();
    await rm(this.path, { recursive: true, force: true });
  }
}

/** A small kubeconfig: each name is a context with its own cluster (`https://<name>.invalid`) and user (`token-<name>`). */
export function kubeconfig(...names: readonly string[]): string {
  const quoted = names.map((name) => JSON.stringify(name));
  const lines = [
    'apiVersion: v1',
    'kind: Config',
    'clusters:',
    ...quoted.flatMap((name, i) => [`- name: ${name}`, '  cluster:', `    server: https://c${i}.invalid`]),
    'contexts:',
    ...quoted.flatMap((name) => [`- name: ${name}`, '  context:', `    cluster: ${name}`, `    user: ${name}`]),
    'users:',
    ...quoted.flatMap((name) => [
      `- name: ${name}`,
      '  user:',
      `    token: ${JSON.stringify(`token-of ${JSON.parse(name)}`)}`,
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

/** The id → `ok` or the problem's sentence. */
export function summary(catalog: ContextCatalog): Record<string, string> {
  return Object.fromEntries(catalog.list().contexts.map((one) => [one.clusterId, one.problem ?? one.status]));
}
