import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { KubeConfig } from '@kubernetes/client-node';
import { createEngineHandle } from '../../electron/core/engine/handle.ts';
import { clock, engineEntry, openWhole, pods } from './rig.ts';
import { type Measured, measured } from './statistics.ts';
import { informer } from './yardsticks.ts';

/**
 * The same against a real API server: `PORTOLAN_BENCH_KUBECONFIG` names a kubeconfig (`npm run cluster -- up --pods 10000` prints one).
 * There the list comes as WatchList in protobuf.
 */
const run = promisify(execFile);

export interface RealResult {
  readonly pods: number;
  readonly curl: Measured;
  readonly parse: Measured;
  readonly whole: Measured;
  readonly first: Measured;
  readonly ratio: Measured;
  readonly kubectl: Measured | null;
  readonly informer: Measured;
  readonly lines: readonly { what: string; value: string; budget: string; met: boolean | null }[];
}

export async function realServer(times: number): Promise<RealResult | null> {
  const kubeconfig = process.env.PORTOLAN_BENCH_KUBECONFIG;
  if (kubeconfig === undefined) return null;
  const folder = mkdtempSync(join(tmpdir(), 'portolan-bench-real-'));
  try {
    return await measure(kubeconfig, folder, times);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Access {
  readonly server: string;
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

function accessOf(kubeconfig: string): Access {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  const cluster = config.getCurrentCluster();
  const user = config.getCurrentUser();
  const pem = (data: string | undefined, file: string | undefined): string =>
    data === undefined ? readFileSync(file ?? '', 'utf8') : Buffer.from(data, 'base64').toString();
  return {
    server: cluster?.server ?? '',
    ca: pem(cluster?.caData, cluster?.caFile),
    cert: pem(user?.certData, user?.certFile),
    key: pem(user?.keyData, user?.keyFile),
  };
}

async function measure(kubeconfig: string, folder: string, times: number): Promise<RealResult> {
  const access = accessOf(kubeconfig);
  for (const name of ['ca', 'cert', 'key'] as const) writeFileSync(join(folder, name), access[name]);
  const runs: {
    curl: number;
    parse: number;
    whole: number;
    first: number;
    kubectl: number | null;
    informer: number;
  }[] = [];
  let count = 0;
  for (let i = 0; i < times; i++) {
    const fetched = await pagesByCurl(access, folder);
    const ours = await byEngine(access);
    count = ours.total;
    runs.push({
      curl: fetched.ms,
      parse: await parse(folder, fetched.pages),
      whole: ours.wholeMs,
      first: ours.firstMs,
      kubectl: await byKubectl(kubeconfig),
      informer: (await informer(access.server, join(folder, 'ca'), userOf(access))).ms,
    });
  }
  const whole = measured(runs.map((one) => one.whole));
  const ratio = measured(runs.map((one) => one.whole / (one.curl + one.parse)));
  const curl = measured(runs.map((one) => one.curl));
  const parsed = measured(runs.map((one) => one.parse));
  const first = measured(runs.map((one) => one.first));
  const times2 = runs.flatMap((one) => (one.kubectl === null ? [] : [one.kubectl]));
  const kubectl = times2.length === 0 ? null : measured(times2);
  const text = (m: Measured): string => `${m.median.toFixed(1)} ms (${m.min.toFixed(1)}–${m.max.toFixed(1)})`;
  const peer = measured(runs.map((one) => one.informer));
  const name = `real API server, ${count.toLocaleString('en')} pods`;
  const lines = [
    { what: `${name}: curl, JSON pages of 500`, value: text(curl), budget: '', met: null },
    { what: `${name}: JSON.parse`, value: text(parsed), budget: '', met: null },
    { what: `${name}: first rows`, value: text(first), budget: '', met: null },
    { what: `${name}: in the store`, value: text(whole), budget: '', met: null },
    {
      what: `${name}: ratio`,
      value: `${ratio.median.toFixed(2)} (${ratio.min.toFixed(2)}–${ratio.max.toFixed(2)})`,
      budget: '≤ 0.4',
      met: ratio.median <= 0.4,
    },
    { what: `${name}: client-node's informer`, value: text(peer), budget: '', met: null },
    ...(kubectl === null
      ? []
      : [{ what: `${name}: kubectl get pods -A`, value: text(kubectl), budget: '', met: null }]),
  ];
  return { pods: count, curl, parse: parsed, whole, first, ratio, kubectl, informer: peer, lines };
}

/** As the text of a JavaScript object: the informer runs in a process of its own. */
const userOf = ({ cert, key }: Access): string =>
  JSON.stringify({
    name: 'u',
    certData: Buffer.from(cert).toString('base64'),
    keyData: Buffer.from(key).toString('base64'),
  });

/** One after the other, since each names the next; one connection per page is curl's own way. */
async function pagesByCurl(access: Access, folder: string): Promise<{ ms: number; pages: number }> {
  let token = '';
  let ms = 0;
  for (let page = 0; ; page++) {
    const url = `${access.server}/api/v1/pods?limit=500${token === '' ? '' : `&continue=${encodeURIComponent(token)}`}`;
    const file = join(folder, `page-${page}`);
    const tls = ['--cacert', join(folder, 'ca'), '--cert', join(folder, 'cert'), '--key', join(folder, 'key')];
    // The transfer alone: starting curl once per page would be unfair.
    const { stdout } = await run('curl', [
      '-s',
      '-S',
      '--fail',
      '-A',
      'bench-yardstick/1.0',
      ...tls,
      '-o',
      file,
      '-w',
      '%{time_total} %{time_appconnect}',
      url,
    ]);
    const [total = 0, connected = 0] = stdout.split(' ').map(Number);
    ms += (page === 0 ? total : total - connected) * 1000;
    token = (JSON.parse(readFileSync(file, 'utf8')) as { metadata: { continue?: string } }).metadata.continue ?? '';
    if (token === '') return { ms, pages: page + 1 };
  }
}

async function parse(folder: string, pages: number): Promise<number> {
  const script = `const { readFileSync } = require('node:fs'); let ms = 0;
    for (let i = 0; i < ${pages}; i++) { const body = readFileSync(${JSON.stringify(join(folder, 'page-'))} + i); const t = performance.now(); JSON.parse(body.toString('utf8')); ms += performance.now() - t; }
    console.log(ms);`;
  return Number((await run(process.execPath, ['-e', script])).stdout);
}

async function byEngine(access: Access): Promise<{ firstMs: number; wholeMs: number; total: number }> {
  const handle = createEngineHandle({
    clusterId: 'bench:real',
    connection: { server: access.server, tls: { ca: access.ca, insecureSkipVerify: false }, disableCompression: false },
    credentials: { generation: 1, headers: {}, clientCert: access.cert, clientKey: access.key },
    engineEntry,
    memoryLimitBytes: 1 << 30,
    userAgent: 'portolan-bench/0.1',
    clock,
    events: {
      onCatalog: () => {},
      onCounts: () => {},
      onUnauthorized: () => {},
      onTransport: () => {},
      onClock: () => {},
      onStats: () => {},
      onRestart: () => {},
    },
  });
  await handle.request({ method: 'GET', path: '/version' });
  const { firstMs, wholeMs, last } = await openWhole(handle, 'v', pods);
  await handle.close();
  return { firstMs, wholeMs, total: last.total };
}

async function byKubectl(kubeconfig: string): Promise<number | null> {
  const started = performance.now();
  try {
    await run(process.env.PORTOLAN_BENCH_KUBECTL ?? 'kubectl', ['--kubeconfig', kubeconfig, 'get', 'pods', '-A'], {
      maxBuffer: 1 << 28,
    });
    return performance.now() - started;
  } catch {
    return null;
  }
}
