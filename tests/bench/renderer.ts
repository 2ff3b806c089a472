import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type CDPSession, chromium, type Locator, type Page } from '@playwright/test';
import { findChromium } from '../../build/browser.mjs';
import { ensureBuilt } from '../../build/setup.mjs';
import type { Rig } from './rig.ts';
import { type Measured, measured, quantile } from './statistics.ts';
import { startBenchHost } from './web.ts';

/**
 * What a person sees, in a real Chromium over the web host: the probe in the page (`probe.js`) says when something was painted. The
 * bench's server, the host, its engines and the browser share this machine's cores, so a figure here is an upper bound.
 */
export interface RendererResult {
  /** Times between frames, ms, while the longest list scrolls steadily, and while it is jumped through. */
  readonly scroll: Frames | null;
  readonly jumps: Frames | null;
  /** From the server's write of an event to the paint of its row, ms. */
  readonly event: { readonly p50: number; readonly p99: number; readonly max: number; readonly seen: number } | null;
  readonly tabSwitch: { readonly ms: Measured; readonly frames: Measured } | null;
  readonly details: Measured | null;
  readonly editor: Measured | null;
  readonly palette: Measured | null;
  /** By number of rows. */
  readonly heap: Readonly<Record<number, Held>>;
  /** The page's heap before and after so many minutes of 1,000 events a second, MB. */
  readonly churn: { readonly minutes: number; readonly before: number; readonly after: number } | null;
  /** Messages about views that reached the page in five seconds of changes in a hidden tab's list. */
  readonly hiddenMessages: number | null;
}

/** JavaScript heap of the page after collection, and its elements. */
interface Held {
  readonly megabytes: number;
  readonly nodes: number;
}

interface Frames {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  readonly frames: number;
  /** Share of frames in which the window showed no rows at all. */
  readonly blank: number;
}

/** So many clusters are open while one types into the palette; each holds a tenth of the objects. */
const TEAMS = 10;
/** The list whose changes are followed to the screen. */
const CHURNED = 10_000;

/** `many`: objects of each of the ten clusters that are open for the palette. */
export const rendererSizes = (sizes: readonly number[], many: number): readonly number[] => [
  ...new Set([...sizes, CHURNED, many]),
];

export async function renderer(
  rig: Rig,
  sizes: readonly number[],
  times: number,
  minutes: number,
  many: number,
): Promise<RendererResult | null> {
  const executablePath = await findChromium({ install: false });
  if (executablePath === null) return null;
  ensureBuilt();
  const folder = mkdtempSync(join(tmpdir(), 'portolan-bench-web-'));
  const contexts = [
    ...sizes.map((size) => ({ name: `pods-${size}`, size })),
    ...Array.from({ length: TEAMS }, (_, n) => ({ name: `team-${n}`, size: many })),
  ];
  writeFileSync(join(folder, 'config'), kubeconfig(rig, contexts));
  const host = await startBenchHost(folder);
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--enable-precise-memory-info'] });
  try {
    return await measure({ rig, browser, url: host.url, sizes, times, minutes, many });
  } finally {
    await browser.close();
    await host.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function kubeconfig(rig: Rig, contexts: readonly { readonly name: string; readonly size: number }[]): string {
  const ca = Buffer.from(rig.ca).toString('base64');
  const clusters = contexts.map(({ name, size }) => ({
    name,
    cluster: { server: `https://localhost:${rig.port}/${size}`, 'certificate-authority-data': ca },
  }));
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters,
    users: [{ name: 'bench', user: { token: 'bench' } }],
    contexts: contexts.map(({ name }) => ({ name, context: { cluster: name, user: 'bench' } })),
    'current-context': contexts[0]?.name,
  });
}

interface Stage {
  readonly rig: Rig;
  readonly browser: Browser;
  readonly url: string;
  readonly sizes: readonly number[];
  readonly times: number;
  readonly minutes: number;
  readonly many: number;
}

async function measure(stage: Stage): Promise<RendererResult> {
  // The bench's own questions are scripts of another origin to the page.
  const page = await stage.browser.newPage({ viewport: { width: 1440, height: 900 }, bypassCSP: true });
  page.setDefaultTimeout(60_000);
  await page.addInitScript({ path: join(import.meta.dirname, 'probe.js') });
  await page.goto(stage.url);
  const session = await page.context().newCDPSession(page);
  const [small = 1_000] = stage.sizes;
  const large = stage.sizes.at(-1) ?? small;
  const heap: Record<number, Held> = {};
  for (const size of stage.sizes) {
    await open(page, `pods-${size}`, size);
    heap[size] = await held(session);
  }
  const scroll = await part('scroll', () => scrolled(page, 300, 'n * 84'));
  const jumps = await part('jumps', () => scrolled(page, 60, JUMP));
  const tabSwitch = await part('tabs', () => switched(page, `pods-${small}`, `pods-${large}`, stage.times));
  const details = await part('details', () => detailsOf(page, stage.times));
  const busy = await part('events', () => churned(stage, page, session, CHURNED));
  const hiddenMessages = await part('hidden tab', () => hidden(stage, page, small));
  const editor = await part('editor', () => editorOf(page, stage.times));
  const palette = await part('palette', async () => {
    for (let n = 0; n < TEAMS; n++) await open(page, `team-${n}`, stage.many);
    return paletteOf(page, stage.times);
  });
  const { event, churn } = busy ?? { event: null, churn: null };
  return { scroll, jumps, event, tabSwitch, details, editor, palette, heap, churn, hiddenMessages };
}

/** Jumps to another place ten frames in a hundred. */
const JUMP = '(n % 10 === 0 ? ((n * 7919) % 1000) / 1000 * grid.scrollHeight : grid.scrollTop)';

/** One measurement; what cannot be measured here is said, and is no reason to measure nothing else. */
async function part<T>(name: string, run: () => Promise<T>): Promise<T | null> {
  try {
    const result = await run();
    console.error(`page: ${name}: ${JSON.stringify(result, (key, value) => (key === 'runs' ? undefined : value))}`);
    return result;
  } catch (error) {
    console.error(`page: ${name} was not measured: ${error instanceof Error ? error.message : error}`);
    return null;
  }
}

/** Opens (or shows) a context and waits for its whole list. */
async function open(page: Page, context: string, rows: number): Promise<void> {
  await page.getByRole('button', { name: 'Select Kubeconfig' }).first().click();
  await page
    .getByRole('option', { name: new RegExp(`\\b${context}\\b`) })
    .first()
    .click();
  await page.keyboard.press('Escape');
  await page.waitForFunction(
    `Number(document.querySelector('[role=grid]')?.getAttribute('aria-rowcount')) === ${rows + 1}`,
  );
  await page.waitForSelector('[role=grid] [role=row][data-key]');
}

async function held(session: CDPSession): Promise<Held> {
  await session.send('HeapProfiler.collectGarbage');
  await session.send('Performance.enable');
  const { metrics } = await session.send('Performance.getMetrics');
  const value = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
  return { megabytes: value('JSHeapUsedSize') / 1e6, nodes: value('Nodes') };
}

async function scrolled(page: Page, count: number, top: string): Promise<Frames> {
  const { gaps, blanks } = (await page.evaluate(`(() => {
    const grid = document.querySelector('[role=grid]');
    const blank = () => grid.querySelector('[role=row][data-key]') === null;
    return bench.frames(${count}, (n) => { grid.scrollTop = ${top}; }, blank);
  })()`)) as { gaps: number[]; blanks: number };
  await page.evaluate(`document.querySelector('[role=grid]').scrollTop = 0`);
  const sorted = [...gaps].sort((a, b) => a - b);
  return {
    p50: quantile(sorted, 0.5),
    p99: quantile(sorted, 0.99),
    max: sorted.at(-1) ?? Number.NaN,
    frames: gaps.length,
    blank: blanks / gaps.length,
  };
}

/** Acts, and answers the time from the key or press to the paint in which `holds` is true. */
async function painted(page: Page, holds: string, act: () => Promise<void>): Promise<{ ms: number; frames: number }> {
  // Asked for after the event: its time is remembered, and the frames since then are counted from there.
  const waiting = page.evaluate(`new Promise((resolve, reject) => {
    const begin = () => { bench.painted(() => (${holds})).then(resolve, reject); };
    const types = ['pointerdown', 'keydown'];
    const once = () => { for (const type of types) removeEventListener(type, once, true); begin(); };
    for (const type of types) addEventListener(type, once, true);
  })`) as Promise<{ ms: number; frames: number }>;
  // When acting fails, that is what went wrong.
  waiting.catch(() => {});
  await act();
  // What never comes must not keep the rest from being measured.
  const late = page.waitForTimeout(LONGEST_MS).then(() => {
    throw new Error(`not on screen within ${LONGEST_MS / 1_000} s: ${holds}`);
  });
  late.catch(() => {});
  return Promise.race([waiting, late]);
}

/** Longest wait for something to be painted, ms. */
const LONGEST_MS = 20_000;

const tabOf = (page: Page, context: string): Locator => page.locator(`[role=tab][data-tab="config:${context}"]`);

async function switched(
  page: Page,
  one: string,
  other: string,
  times: number,
): Promise<NonNullable<RendererResult['tabSwitch']>> {
  const runs: { ms: number; frames: number }[] = [];
  const rows = (context: string): string =>
    `Number(document.querySelector('[role=grid]')?.getAttribute('aria-rowcount')) === ${Number(context.slice(5)) + 1} && document.querySelector('[role=grid] [role=row][data-key]') !== null`;
  for (let i = 0; i <= times; i++) {
    for (const context of [one, other]) {
      const tab = tabOf(page, context);
      const run = await painted(page, rows(context), () => tab.click());
      // The first round warms both.
      if (i > 0) runs.push(run);
    }
  }
  return { ms: measured(runs.map(({ ms }) => ms)), frames: measured(runs.map(({ frames }) => frames)) };
}

const SUMMARY = `document.querySelector('[data-testid=details]')?.textContent.includes('registry.example')`;

async function detailsOf(page: Page, times: number): Promise<Measured> {
  const runs: number[] = [];
  for (let i = 0; i < times; i++) {
    await page.locator('[role=grid]').focus();
    await page.keyboard.press('j');
    runs.push((await painted(page, SUMMARY, () => page.keyboard.press('Enter'))).ms);
    await page.locator('[role=grid]').focus();
    await page.keyboard.press('Escape');
    await page.waitForSelector('[data-testid=details]', { state: 'detached' });
  }
  return measured(runs);
}

async function churned(
  { rig, minutes }: Stage,
  page: Page,
  session: CDPSession,
  size: number,
): Promise<{ event: NonNullable<RendererResult['event']>; churn: NonNullable<RendererResult['churn']> }> {
  await tabOf(page, `pods-${size}`).click();
  await page.locator('[role=grid]').focus();
  await page.keyboard.press('/');
  await page.keyboard.type('team-');
  const header = page.locator('[role=columnheader][data-column=restarts]');
  while ((await header.getAttribute('aria-sort')) !== 'descending') {
    await header.getByRole('button').first().click();
    await page.waitForTimeout(300);
  }
  const before = (await held(session)).megabytes;
  const offset = await clockOffset(page);
  await page.evaluate(`void (window.stopFollowing = bench.follow('restarts'))`);
  const { sent } = await rig.ask(
    { type: 'churn', size, perSecond: 1_000, seconds: Math.round(minutes * 60) },
    'churned',
  );
  await page.waitForTimeout(1_000);
  const seen = (await page.evaluate('window.stopFollowing()')) as [number, number][];
  const waits: number[] = [];
  let next = 0;
  for (const [at, newest] of seen) for (; next < newest; next++) waits.push(at - offset - (sent[next] ?? Number.NaN));
  waits.sort((a, b) => a - b);
  const event = {
    p50: quantile(waits, 0.5),
    p99: quantile(waits, 0.99),
    max: waits.at(-1) ?? Number.NaN,
    seen: waits.length,
  };
  return { event, churn: { minutes, before, after: (await held(session)).megabytes } };
}

/** The page's clock minus ours, ms: the smallest of some round trips is the truest. */
async function clockOffset(page: Page): Promise<number> {
  let best = { trip: Number.POSITIVE_INFINITY, offset: 0 };
  for (let i = 0; i < 30; i++) {
    const sent = performance.timeOrigin + performance.now();
    const there = (await page.evaluate('performance.timeOrigin + performance.now()')) as number;
    const back = performance.timeOrigin + performance.now();
    if (back - sent < best.trip) best = { trip: back - sent, offset: there - (sent + back) / 2 };
  }
  return best.offset;
}

/** Changes in a cluster whose tab is behind another: how many messages the page gets for them. */
async function hidden({ rig }: Stage, page: Page, small: number): Promise<number> {
  let messages = 0;
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await tabOf(page, `pods-${small}`).click();
  await page.waitForTimeout(1_000);
  session.on('Network.webSocketFrameReceived', ({ response }) => {
    if (response.payloadData.includes('view:')) messages++;
  });
  await rig.ask({ type: 'churn', size: CHURNED, perSecond: 1_000, seconds: 5 }, 'churned');
  await session.detach();
  return messages;
}

async function editorOf(page: Page, times: number): Promise<Measured> {
  const runs: number[] = [];
  await kind(page, 'Config Maps');
  for (let i = 0; i < times; i++) {
    await page.locator('[role=grid]').focus();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    const panel = page.getByTestId('details');
    await panel.getByRole('tab', { name: 'YAML' }).waitFor();
    const shown = `document.querySelector('[data-testid=details] .cm-content')?.textContent.includes('apiVersion')`;
    runs.push((await painted(page, shown, () => panel.getByRole('tab', { name: 'YAML' }).click())).ms);
    await page.locator('[role=grid]').focus();
    await page.keyboard.press('Escape');
    await page.waitForSelector('[data-testid=details]', { state: 'detached' });
  }
  return measured(runs);
}

async function kind(page: Page, name: string): Promise<void> {
  const pattern = new RegExp(`^${name.replace(' ', ' ?')}`, 'i');
  await page
    .getByRole('button', { name: pattern })
    .or(page.getByRole('link', { name: pattern }))
    .or(page.getByRole('treeitem', { name: pattern }))
    .first()
    .click();
  await page.waitForSelector('[role=grid] [role=row][data-key]');
}

async function paletteOf(page: Page, times: number): Promise<Measured> {
  const runs: number[] = [];
  for (let i = 0; i < times; i++) {
    await page.keyboard.press('Control+k');
    await page.waitForSelector('[role=combobox]:focus');
    let typed = '';
    for (const letter of `service-${i}`) {
      typed += letter;
      const shown = `document.activeElement.value === ${JSON.stringify(typed)}`;
      runs.push((await painted(page, shown, () => page.keyboard.press(letter))).ms);
      await page.waitForTimeout(120);
    }
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.waitForTimeout(200);
  }
  return measured(runs);
}
