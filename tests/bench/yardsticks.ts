import { execFile } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Rig } from './rig.ts';

/** What everything is compared with: the `curl` binary, `JSON.parse`, client-node's informer, kubectl. Each in a process of its own. */

const run = promisify(execFile);
/** API servers pretty-print for `curl`. */
const AGENT = 'bench-yardstick/1.0';

/** Fetches these paths one after the other over one connection into files; ms as curl itself counts them, start included. */
export async function curl(
  rig: Rig,
  urls: readonly string[],
  http: '1.1' | '2',
  extra: readonly string[] = [],
): Promise<number> {
  const config = join(rig.folder, 'curl.conf');
  const entries = urls.map((url, i) => `url = "${url}"\noutput = "${join(rig.folder, `page-${i}`)}"`);
  writeFileSync(config, `${entries.join('\n')}\n`);
  const started = performance.now();
  await run('curl', [
    '-s',
    '-S',
    '--fail',
    `--http${http}`,
    '--cacert',
    rig.caFile,
    '-A',
    AGENT,
    ...extra,
    '-K',
    config,
  ]);
  return performance.now() - started;
}

export function pageUrls(rig: Rig, size: number, page = 500): string[] {
  const base = `https://localhost:${rig.port}/${size}/api/v1/pods?limit=${page}`;
  const urls = [base];
  for (let from = page; from < size; from += page) urls.push(`${base}&continue=c-${from}`);
  return urls;
}

/** `JSON.parse` of the fetched pages, in a fresh process; ms without its start. */
export async function parsePages(rig: Rig, count: number): Promise<number> {
  const script = `
    const { readFileSync } = require('node:fs');
    let ms = 0, items = 0;
    for (let i = 0; i < ${count}; i++) {
      const body = readFileSync(${JSON.stringify(join(rig.folder, 'page-'))} + i);
      const t = performance.now();
      const list = JSON.parse(body.toString('utf8'));
      ms += performance.now() - t;
      items += list.items.length;
    }
    console.log(ms);`;
  const { stdout } = await run(process.execPath, ['--max-old-space-size=8192', '-e', script]);
  return Number(stdout);
}

export function dropPages(rig: Rig, count: number): void {
  for (let i = 0; i < count; i++) rmSync(join(rig.folder, `page-${i}`), { force: true });
}

export const pageText = (rig: Rig, i: number): string => readFileSync(join(rig.folder, `page-${i}`), 'utf8');

/** client-node's informer until its first list is held; ms without its import, and the memory it holds per pod. */
export async function informer(server: string, caFile: string, user: string): Promise<{ ms: number; items: number }> {
  const script = `
    import { KubeConfig, CoreV1Api, makeInformer } from '@kubernetes/client-node';
    import { readFileSync } from 'node:fs';
    const config = new KubeConfig();
    config.loadFromOptions({
      clusters: [{ name: 'c', server: ${JSON.stringify(server)}, caData: readFileSync(${JSON.stringify(caFile)}).toString('base64') }],
      users: [${user}], contexts: [{ name: 'x', cluster: 'c', user: 'u' }], currentContext: 'x',
    });
    const api = config.makeApiClient(CoreV1Api);
    const started = performance.now();
    const informer = makeInformer(config, '/api/v1/pods', () => api.listPodForAllNamespaces());
    informer.on('error', (error) => { console.error(error); process.exit(1); });
    await informer.start();
    while (informer.list().length === 0) await new Promise((resolve) => setImmediate(resolve));
    console.log(JSON.stringify({ ms: performance.now() - started, items: informer.list().length }));
    process.exit(0);`;
  const { stdout } = await run(process.execPath, ['--max-old-space-size=8192', '--input-type=module', '-e', script], {
    cwd: join(import.meta.dirname, '../..'),
    maxBuffer: 1 << 26,
  });
  return JSON.parse(stdout);
}
