import { execFile } from 'node:child_process';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { promisify } from 'node:util';
import { openEngine, openWhole, pods, type Rig } from './rig.ts';
import { type Measured, measured, quantile } from './statistics.ts';
import { curl, informer, pageUrls, parsePages } from './yardsticks.ts';

/** The measurements. Each that has a yardstick takes both in turns, so that a noisy minute hits both. */

const run = promisify(execFile);

export interface ListResult {
  readonly pods: number;
  readonly megabytes: number;
  readonly curl: Measured;
  readonly parse: Measured;
  readonly yardstick: Measured;
  readonly whole: Measured;
  readonly ratio: Measured;
  readonly serverMs: number;
  readonly stall: Measured;
}

/** The whole list into the store against `curl` of the pages plus `JSON.parse` of their bodies. */
export async function list(rig: Rig, size: number, times: number): Promise<ListResult> {
  const runs: { curl: number; parse: number; whole: number; stall: number }[] = [];
  const urls = pageUrls(rig, size);
  let serverMs = 0;
  for (let i = 0; i < times; i++) {
    const fetched = await curl(rig, urls, '2');
    const parsed = await parsePages(rig, urls.length);
    const handle = openEngine(rig, size);
    await handle.request({ method: 'GET', path: '/api/v1/pods?limit=1' });
    await rig.ask({ type: 'times' }, 'times');
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const { wholeMs } = await openWhole(handle, 'v', pods);
    delay.disable();
    serverMs = (await rig.ask({ type: 'times' }, 'times')).ms;
    await handle.close();
    // The histogram counts whole timer periods; one of them is no stall.
    runs.push({ curl: fetched, parse: parsed, whole: wholeMs, stall: Math.max(0, delay.max / 1e6 - 1) });
  }
  return {
    pods: size,
    megabytes: (rig.bytes[size] ?? 0) / 1e6,
    curl: measured(runs.map((one) => one.curl)),
    parse: measured(runs.map((one) => one.parse)),
    yardstick: measured(runs.map((one) => one.curl + one.parse)),
    whole: measured(runs.map((one) => one.whole)),
    ratio: measured(runs.map((one) => one.whole / (one.curl + one.parse))),
    serverMs,
    stall: measured(runs.map((one) => one.stall)),
  };
}

/** First rows: warm (the session is there) and cold (thread, connection and all), against `curl` of the first 500. */
export async function firstRows(
  rig: Rig,
  size: number,
  times: number,
): Promise<{ curl: Measured; warm: Measured; cold: Measured }> {
  const runs: { curl: number; warm: number; cold: number }[] = [];
  const url = [`https://localhost:${rig.port}/${size}/api/v1/pods?limit=500`];
  for (let i = 0; i < times; i++) {
    const fetched = await curl(rig, url, '2');
    const cold = openEngine(rig, size);
    const { firstMs: coldMs } = await openWhole(cold, 'v', pods);
    await cold.close();
    const warm = openEngine(rig, size);
    await warm.request({ method: 'GET', path: '/api/v1/pods?limit=1' });
    const { firstMs: warmMs } = await openWhole(warm, 'v', pods);
    await warm.close();
    runs.push({ curl: fetched, warm: warmMs, cold: coldMs });
  }
  return {
    curl: measured(runs.map((one) => one.curl)),
    warm: measured(runs.map((one) => one.warm)),
    cold: measured(runs.map((one) => one.cold)),
  };
}

/** Bytes a pod costs the engine, rows, indexes and one view: heap and external after collection, in a process of its own. */
export async function bytesPerPod(rig: Rig, size: number): Promise<{ store: number; filtered: number }> {
  const script = new URL('./memory.ts', import.meta.url).pathname;
  const args = ['--expose-gc', script, `https://localhost:${rig.port}/${size}`, rig.caFile];
  const { stdout } = await run(process.execPath, args, { timeout: 120_000 });
  return JSON.parse(stdout);
}

/** From the server's write to the patch in the host, sorted and filtered, at a fixed rate. */
export async function latency(
  rig: Rig,
  size: number,
  perSecond: number,
  seconds: number,
): Promise<{ p50: number; p99: number; max: number; patches: number; seen: number; writerP99: number }> {
  const handle = openEngine(rig, size);
  const arrivals: { at: number; newest: number }[] = [];
  const column = { index: -1 };
  const query = { ...pods, filter: 'team-', sort: { column: 'restarts', descending: true } };
  const { last } = await openWhole(handle, 'v', query, {
    patch: ({ upsert }) => {
      const at = performance.timeOrigin + performance.now();
      let newest = 0;
      for (const row of upsert) {
        const cell = row.cells[column.index];
        if (Array.isArray(cell) && typeof cell[0] === 'number') newest = Math.max(newest, cell[0]);
      }
      arrivals.push({ at, newest });
    },
  });
  column.index = last.columns.findIndex(({ id }) => id === 'restarts');
  await new Promise((resolve) => setTimeout(resolve, 300));
  const { sent } = await rig.ask({ type: 'churn', size, perSecond, seconds }, 'churned');
  await new Promise((resolve) => setTimeout(resolve, 300));
  await handle.close();
  // Sorted by the events' own number, descending: the newest is always in the window. An event is on its way until a patch holds it or a later one.
  const waits: number[] = [];
  let next = 0;
  for (const { at, newest } of arrivals) for (; next < newest; next++) waits.push(at - (sent[next] ?? at));
  waits.sort((a, b) => a - b);
  const gaps = sent
    .slice(1)
    .map((at, i) => at - (sent[i] ?? at))
    .sort((a, b) => a - b);
  return {
    p50: quantile(waits, 0.5),
    p99: quantile(waits, 0.99),
    max: waits.at(-1) ?? Number.NaN,
    patches: arrivals.length,
    seen: waits.length,
    writerP99: quantile(gaps, 0.99),
  };
}

/** A keystroke in the filter and a click on a header, host to engine and back with the new window. */
export async function filterAndSort(rig: Rig, size: number, times: number): Promise<Record<string, Measured>> {
  const handle = openEngine(rig, size);
  await openWhole(handle, 'v', pods);
  const one = async (change: Parameters<typeof handle.updateView>[1]): Promise<number> => {
    const started = performance.now();
    await handle.updateView('v', change);
    return performance.now() - started;
  };
  const runs: Record<string, number[]> = {
    'first filter': [],
    keystroke: [],
    'sort by status': [],
    'sort by age': [],
    'sort by name': [],
    'sort by ip': [],
  };
  const put = (name: string, ms: number): void => void runs[name]?.push(ms);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  put('first filter', await one({ filter: 'ser' }));
  for (let i = 0; i < times; i++) {
    const text = `service-${i % 10}${i % 7}`;
    for (let n = 4; n <= text.length; n++) put('keystroke', await one({ filter: text.slice(0, n) }));
    await one({ filter: '' });
    for (const column of ['status', 'age', 'name', 'ip'])
      put(`sort by ${column}`, await one({ sort: { column, descending: i % 2 === 0 } }));
    await one({ sort: null });
  }
  await handle.close();
  return Object.fromEntries(Object.entries(runs).map(([name, values]) => [name, measured(values)]));
}

/** Fifty open clusters, each with a small list and its watch: CPU of this process over ten quiet seconds, memory each. */
export async function idle(
  rig: Rig,
  size: number,
  clusters: number,
): Promise<{ cpuPercent: number; megabytesEach: number }> {
  global.gc?.();
  const before = process.memoryUsage().rss;
  const handles = Array.from({ length: clusters }, () => openEngine(rig, size));
  for (const handle of handles) await openWhole(handle, 'v', pods);
  // Their first look at themselves, at which they give back what the list left behind, belongs to opening.
  await new Promise((resolve) => setTimeout(resolve, 25_000));
  const rss = process.memoryUsage().rss;
  const cpu = process.cpuUsage();
  const started = performance.now();
  await new Promise((resolve) => setTimeout(resolve, 10_000));
  const used = process.cpuUsage(cpu);
  const wall = performance.now() - started;
  await Promise.all(handles.map((handle) => handle.close()));
  return {
    cpuPercent: (used.user + used.system) / 10 / wall,
    megabytesEach: (rss - before) / clusters / 1048576,
  };
}

export const informerOn = (rig: Rig, size: number): Promise<{ ms: number; items: number }> =>
  informer(`https://localhost:${rig.port}/${size}`, rig.caFile, `{ name: 'u' }`);
