import type { DemoFleet } from '../support/demo-fleet.ts';
import { expect, Portolan, startWebHost, test } from './app.ts';

/*
 * The faults of one cluster as a person sees them: on its own tab, with the reason, and nowhere else. While each of them holds, the
 * other tab is typed in, sorted and scrolled, as quickly as without it.
 */
const victim = 'dev-payments';
const neighbour = 'staging';

interface Fault {
  readonly name: string;
  readonly apply: (fleet: DemoFleet) => Promise<unknown>;
  readonly repair: (fleet: DemoFleet) => Promise<unknown>;
  /** Of the victim's tab while another one is in front. */
  readonly state: RegExp;
  /** On the victim's own tab. */
  readonly shown: { readonly testId: string; readonly words: RegExp } | null;
}

const at = (path: string): string => `/clusters/${victim}/${path}`;
const drop = (fleet: DemoFleet): Promise<unknown> => fleet.control(at('network'), { do: 'drop' });
const add = (fleet: DemoFleet, effect: object, scope: object = {}): Promise<unknown> =>
  fleet.control(at('faults'), { effect, scope });

const faults: readonly Fault[] = [
  {
    name: 'token expired',
    apply: async (fleet) => {
      await fleet.control(at('sign'), { user: 'developer', revoked: true });
      await drop(fleet);
    },
    repair: (fleet) => fleet.control(at('sign'), { user: 'developer', revoked: false }),
    state: /auth_failed/,
    shown: { testId: 'signin-overlay', words: /does not accept these credentials.*other clusters are not affected/s },
  },
  {
    name: 'refused',
    apply: (fleet) => fleet.control(at('network'), { do: 'refuse' }),
    repair: (fleet) => fleet.control(at('network'), { do: 'accept' }),
    state: /unreachable/,
    shown: { testId: 'stale', words: /refused the connection.*What you see is from then/ },
  },
  {
    name: 'never answers',
    apply: async (fleet) => {
      await add(fleet, { kind: 'hang' });
      await drop(fleet);
    },
    repair: (fleet) => fleet.heal(victim),
    state: /reconnecting|unreachable/,
    shown: { testId: 'stale', words: /Not live since.*What you see is from then/ },
  },
  {
    name: 'its pods answer 503',
    apply: async (fleet) => {
      await add(fleet, { kind: 'status', code: 503 }, { resource: 'pods' });
      await drop(fleet);
    },
    repair: (fleet) => fleet.heal(victim),
    state: /ready/,
    shown: { testId: 'stale', words: /Not live since.*What you see is from then/ },
  },
  {
    name: 'garbage in a watch',
    apply: (fleet) => add(fleet, { kind: 'garbage' }, { resource: 'pods', verb: 'watch', count: 1 }),
    repair: (fleet) => fleet.heal(victim),
    state: /ready/,
    shown: null,
  },
];

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** Types, sorts and scrolls in the tab in front; ms from each input to the frame that came after it. */
async function paces({ page, grid }: Portolan): Promise<number[]> {
  await page.evaluate(() => {
    const frames: number[] = [];
    const end = new AbortController();
    const hear = (): void => {
      const begun = performance.now();
      requestAnimationFrame(() => setTimeout(() => frames.push(performance.now() - begun)));
    };
    for (const name of ['keydown', 'pointerdown', 'wheel'])
      addEventListener(name, hear, { capture: true, passive: true, signal: end.signal });
    Object.assign(window, { frames, endOfFrames: end });
  });
  await grid.focus();
  await page.keyboard.press('/');
  await page.keyboard.type('catalog');
  await expect(grid.locator('[role=row][data-key]').first()).toContainText('catalog');
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Backspace');
  const sort = grid.locator('[role=columnheader][data-column=name]');
  const order = await sort.getAttribute('aria-sort');
  await sort.getByRole('button').first().click();
  await expect(sort).not.toHaveAttribute('aria-sort', order ?? '');
  await grid.hover();
  for (let i = 0; i < 4; i++) await page.mouse.wheel(0, i % 2 === 0 ? 400 : -400);
  return page.evaluate(() => {
    const { frames, endOfFrames } = window as unknown as { frames: number[]; endOfFrames: AbortController };
    endOfFrames.abort();
    return frames;
  });
}

test('a fault in one cluster is seen on its own tab, and the other is as usable as ever', async ({ app, fleet }) => {
  test.setTimeout(240_000);
  const { page } = app;
  await app.choose(neighbour);
  await app.rowsAreThere();
  await app.choose(victim);
  await app.rowsAreThere();
  const toNeighbour = async (): Promise<void> => {
    await app.tab(neighbour).click();
    await app.rowsAreThere();
  };
  await toNeighbour();
  const calm = await paces(app);
  const faulty: number[] = [];
  for (const fault of faults) {
    await test.step(fault.name, async () => {
      await fault.apply(fleet);
      await expect(app.tab(victim)).toHaveAttribute('data-state', fault.state, { timeout: 20_000 });
      faulty.push(...(await paces(app)));
      // Nothing of it here: no overlay, no banner, live all along.
      for (const { shown } of faults) if (shown !== null) await expect(page.getByTestId(shown.testId)).toHaveCount(0);
      await expect(app.tab(neighbour)).toHaveAttribute('data-state', 'ready');
      await app.rowsAreThere();
      await app.tab(victim).click();
      if (fault.shown !== null)
        await expect(page.getByTestId(fault.shown.testId)).toContainText(fault.shown.words, { timeout: 20_000 });
      // Its rows are greyed, never cleared.
      await expect(app.grid.locator('[role=row][data-key]').first()).toBeAttached();
      await fault.repair(fleet);
      // The last one: what lies over the page comes after what it covers.
      const retry = page.getByRole('button', { name: 'Retry now' }).last();
      // It may have recovered by itself meanwhile, and the button be gone: nothing to wait for.
      if (await retry.isVisible()) await retry.click({ timeout: 2_000 }).catch(() => {});
      await expect(app.tab(victim)).toHaveAttribute('data-state', 'ready', { timeout: 30_000 });
      await expect(page.getByTestId('stale')).toHaveCount(0, { timeout: 35_000 });
      await app.rowsAreThere();
      await toNeighbour();
    });
    if (fault.name === 'refused') calm.push(...(await paces(app)));
  }
  calm.push(...(await paces(app)));
  // Within two frames, or as quick as in the same minutes without a fault.
  expect(median(faulty), `calm ${median(calm)} ms`).toBeLessThanOrEqual(Math.max(34, 1.5 * median(calm)));
});

test('a renderer that is gone and a host that is killed in the middle of writing come back with every tab', async ({
  page,
  fleet,
  settings,
}) => {
  test.setTimeout(120_000);
  const args = ['--kubeconfig', fleet.kubeconfig, '--settings', settings];
  const app = new Portolan(page);
  let host = await startWebHost(args);
  await page.goto(host.url);
  await app.choose(neighbour);
  await app.choose(victim);
  await app.rowsAreThere();
  await page.reload();
  await app.rowsAreThere();
  await expect(app.tab(victim)).toHaveAttribute('aria-selected', 'true');
  await expect(app.tab(neighbour)).toHaveAttribute('data-state', 'ready');

  // Every move of a tab is a write; the host dies while they come.
  await app.tab(victim).focus();
  for (let i = 0; i < 10; i++) await page.keyboard.press(`Control+Shift+Arrow${i % 2 === 0 ? 'Left' : 'Right'}`);
  await host.kill();
  host = await startWebHost(args);
  await page.goto(host.url);
  await app.rowsAreThere();
  for (const name of [neighbour, victim])
    await expect(app.tab(name)).toHaveAttribute('data-state', 'ready', { timeout: 20_000 });
  await host.close();
});
