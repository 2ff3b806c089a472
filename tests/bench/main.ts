import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { commandLine } from './cli.ts';
import { changeCost } from './growth.ts';
import { bytesPerPod, filterAndSort, firstRows, idle, informerOn, type ListResult, latency, list } from './parts.ts';
import { realServer } from './real.ts';
import { renderer, rendererSizes } from './renderer.ts';
import { rendererLines } from './renderer-lines.ts';
import { asText, type Line, writeReport } from './report.ts';
import { startRig } from './rig.ts';
import { start } from './start.ts';
import type { Measured } from './statistics.ts';

/**
 * `npm run bench [-- quick] [-- --minutes N]`: the budgets of `DESIGN.md` §9, each against a yardstick of the same run. Prints a table, keeps JSON in
 * `tests/bench/results/`. Times are never asserted: a missed budget is printed as missed.
 */
const quick = process.argv.includes('quick');
const times = quick ? 2 : 5;
/** Objects of each of the ten clusters open for the palette. */
const many = quick ? 1_500 : 15_000;
/** How long the page is churned, for its memory. */
const minutes = Number(process.argv[process.argv.indexOf('--minutes') + 1] ?? Number.NaN) || (quick ? 0.1 : 0.5);
const SLOPES = quick ? [1_000, 10_000, 50_000] : [1_000, 10_000, 50_000, 150_000];

const lines: Line[] = [];
const ms = (m: Measured): string => `${m.median.toFixed(1)} ms (${m.min.toFixed(1)}–${m.max.toFixed(1)})`;
const say = (what: string, value: string, budget = '', met: boolean | null = null): void => {
  lines.push({ what, value, budget, met });
  console.error(`${what}: ${value}`);
};

const rig = await startRig(rendererSizes(SLOPES, many));
const loadBefore = loadavg();
const results: Record<string, unknown> = {
  at: new Date().toISOString(),
  node: process.version,
  cpu: cpus()[0]?.model,
  cores: cpus().length,
  loadBefore,
};

try {
  const slopes: ListResult[] = [];
  for (const size of SLOPES) slopes.push(await list(rig, size, size > 50_000 ? 3 : times));
  results.lists = slopes;
  for (const one of slopes) {
    const name = `${one.pods.toLocaleString('en')} pods (${one.megabytes.toFixed(0)} MB)`;
    say(`list of ${name}: curl alone`, ms(one.curl));
    say(`list of ${name}: JSON.parse alone`, ms(one.parse));
    const r = one.ratio;
    say(`list of ${name}: in the store`, ms(one.whole));
    say(
      `list of ${name}: ratio`,
      `${r.median.toFixed(2)} (${r.min.toFixed(2)}–${r.max.toFixed(2)})`,
      '≤ 1.0, aim 0.7',
      r.median <= 1,
    );
    say(
      `list of ${name}: server's own time`,
      `${one.serverMs.toFixed(1)} ms`,
      'a small part',
      one.serverMs < one.whole.median / 4,
    );
    say(`list of ${name}: longest stall of the host`, ms(one.stall), '≤ 16 ms', one.stall.median <= 16);
  }

  const first = await firstRows(rig, 50_000, times);
  results.firstRows = first;
  say('first 500 by curl', ms(first.curl));
  say('first rows, warm', ms(first.warm), '≤ curl + 16 ms', first.warm.median <= first.curl.median + 16);
  say(
    'first rows, cold (thread and all)',
    ms(first.cold),
    '≤ 1.3 curl + 50 ms',
    first.cold.median <= first.curl.median * 1.3 + 50,
  );

  const memory = await bytesPerPod(rig, 50_000);
  results.bytesPerPod = memory;
  say('bytes per pod, 50,000', memory.store.toFixed(0), '≤ 600', memory.store <= 600);
  say('bytes per pod with a filter in use', memory.filtered.toFixed(0));

  const delays = await latency(rig, 10_000, 1000, quick ? 3 : 10);
  results.latency = delays;
  const spread = `p50 ${delays.p50.toFixed(1)} ms, p99 ${delays.p99.toFixed(1)} ms, max ${delays.max.toFixed(1)} ms`;
  say(
    'event → patch, 1,000/s, sorted and filtered',
    `${spread} (${delays.patches} patches, ${delays.seen} events)`,
    'p50 ≤ 16, p99 ≤ 33',
    delays.p50 <= 16 && delays.p99 <= 33,
  );

  const changes = await filterAndSort(rig, 50_000, times);
  results.filterAndSort = changes;
  for (const [name, value] of Object.entries(changes)) {
    const limit = name === 'keystroke' ? 16 : name.startsWith('sort') ? 50 : null;
    say(
      `${name}, 50,000 rows`,
      ms(value),
      limit === null ? '' : `≤ ${limit} ms`,
      limit === null ? null : value.median <= limit,
    );
  }

  const quiet = await idle(rig, 1_000, 50);
  results.idle = quiet;
  say('fifty idle clusters: CPU', `${quiet.cpuPercent.toFixed(2)} % of a core`, '≤ 1 %', quiet.cpuPercent <= 1);
  say('fifty idle clusters: memory each', `${quiet.megabytesEach.toFixed(1)} MB`, '≤ 20 MB', quiet.megabytesEach <= 20);

  const changeMicros = changeCost(SLOPES);
  results.changeMicros = changeMicros;
  for (const [size, micros] of Object.entries(changeMicros))
    say(`one change among ${Number(size).toLocaleString('en')} rows`, `${micros.toFixed(0)} µs`, 'grows as log n');

  const commands = [];
  for (const size of SLOPES) {
    const one = await commandLine(rig, size, size > 50_000 ? 3 : times);
    commands.push(one);
    const name = `command line, ${size.toLocaleString('en')} pods`;
    const r = one.ratio;
    say(`${name}: view, start to last row`, `${ms(one.view)}, ${r.median.toFixed(2)} × (curl + JSON.parse)`);
    say(`${name}: view --watch, first rows and whole list`, `${ms(one.watchFirst)}, ${ms(one.watchWhole)}`);
  }
  results.commandLine = commands;

  const page = await renderer(rig, SLOPES, times, minutes, many);
  results.renderer = page;
  if (page === null) say('renderer', 'no Chromium here');
  else for (const line of rendererLines(page)) say(line.what, line.value, line.budget, line.met);

  const opening = await start(times);
  results.start = opening;
  say('start to usable, 200 contexts', ms(opening), '≤ 1,000 ms', opening.median <= 1000);

  const peer = await informerOn(rig, 10_000);
  results.informer = peer;
  say("client-node's informer, 10,000 pods", `${peer.ms.toFixed(0)} ms`);

  const real = await realServer(times);
  results.real = real;
  if (real === null) say('real API server', 'none here (set PORTOLAN_BENCH_KUBECONFIG to a kubeconfig)');
  else for (const line of real.lines) say(line.what, line.value, line.budget, line.met);
} finally {
  rig.close();
}

results.loadAfter = loadavg();
const folder = join(import.meta.dirname, 'results');
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, quick ? 'quick.json' : 'latest.json'), `${JSON.stringify(results, null, 2)}\n`);
if (!quick) {
  const cpu = `${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), Node ${process.version}`;
  const before = loadBefore[0]?.toFixed(1) ?? '?';
  const load = `load ${before} before the run`;
  writeReport(lines, `${results.at}, ${cpu}, ${load}. Medians, smallest and largest in brackets.`);
}
console.log(asText(lines));
