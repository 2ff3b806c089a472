import { expect, startWebHost, test } from './app.ts';

test('with no cluster open it says so, asks nothing of any server, and what needs no cluster works', async ({
  app,
  fleet,
}) => {
  const { page } = app;
  // The fleet is the worker's: tests before this one have asked it for much.
  const { requests } = await fleet.stats('staging');
  await expect(page.getByRole('main')).toContainText(
    'No active clusters. Select a cluster from the kubeconfig dropdown.',
  );
  await expect(page.getByRole('heading', { name: 'No Active Clusters' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Open the demo clusters' })).toBeVisible();
  await expect(app.grid).toHaveCount(0);
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox')).toBeFocused();
  await page.keyboard.press('Escape');
  expect((await fleet.stats('staging')).requests).toBe(requests);
});

test('a context opens from the dropdown: its pods are listed, live, with an exact total', async ({ app, fleet }) => {
  await app.choose('staging');
  await app.rowsAreThere();
  await expect(app.page.getByRole('heading', { name: 'Pods' })).toBeVisible();
  const count = Number(await app.grid.getAttribute('aria-rowcount')) - 1;
  expect(count).toBeGreaterThan(10);
  await expect(app.page.getByText('live', { exact: true })).toBeVisible();
  // One cluster: no row of tabs.
  await expect(app.page.getByRole('tablist', { name: /cluster/i })).toHaveCount(0);
  expect((await fleet.stats('prod-eu-west')).requests).toBe(0);
});

test('the filter narrows as one types, a wrong pattern says where, and clearing brings all back', async ({ app }) => {
  const { page } = app;
  await app.choose('staging');
  await app.rowsAreThere();
  const all = await app.grid.getAttribute('aria-rowcount');
  await page.keyboard.press('/');
  await page.keyboard.type('catalog-api');
  await expect(app.grid).not.toHaveAttribute('aria-rowcount', all ?? '');
  const texts = () => app.grid.locator('[role=row][data-key]').allTextContents();
  await expect.poll(async () => (await texts()).filter((text) => !text.includes('catalog-api'))).toEqual([]);
  await page.keyboard.press('Control+a');
  await page.keyboard.type('no-such-pod-anywhere');
  await expect(page.getByText(/0 of [\d,]+ match/)).toBeVisible();
  await page.getByRole('main').getByText('Clear filter', { exact: true }).click();
  await expect(app.grid).toHaveAttribute('aria-rowcount', all ?? '');
});

test('keyboard alone: rows, details, YAML, and Escape closes the innermost thing', async ({ app }) => {
  const { page } = app;
  await app.choose('staging');
  await app.rowsAreThere();
  await app.grid.focus();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  const panel = page.getByTestId('details');
  await expect(panel.getByRole('tab', { name: 'Summary' })).toBeVisible();
  // Beside the panel the list keeps one line of controls and names that can be read.
  await expect(page.getByTestId('list-more')).toBeVisible();
  const size = async (selector: string) => (await page.getByTestId('list').locator(selector).boundingBox()) ?? null;
  expect((await size('header'))?.height).toBeLessThan(50);
  expect((await size('[role=columnheader][data-column=name]'))?.width).toBeGreaterThanOrEqual(220);
  await expect(panel.getByText('Service account')).toBeVisible();
  await panel.getByRole('tab', { name: 'YAML' }).click();
  await expect(panel.locator('.cm-content')).toContainText('apiVersion: v1');
  await app.grid.focus();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('tab', { name: 'YAML' })).toHaveCount(0);
});

test('tabs keep their own view, filter and details through a switch and through a reload', async ({ app }) => {
  const { page } = app;
  await app.choose('staging');
  await app.rowsAreThere();
  await page.keyboard.press('/');
  await page.keyboard.type('catalog');
  const filtered = page.getByRole('grid');
  await expect(filtered.locator('[role=row][data-key]').first()).toContainText('catalog');
  await app.choose('dev-payments');
  await app.rowsAreThere();
  await expect(app.tab(/dev-payments/)).toHaveAttribute('aria-selected', 'true');
  await page
    .getByRole('button', { name: /^Deployments/ })
    .or(page.getByRole('link', { name: /^Deployments/ }))
    .or(page.getByRole('treeitem', { name: /^Deployments/ }))
    .first()
    .click();
  await expect(page.getByRole('heading', { name: 'Deployments' })).toBeVisible();
  await app.tab(/staging/).click();
  await expect(page.getByRole('heading', { name: 'Pods' })).toBeVisible();
  await expect(page.getByRole('grid').locator('[role=row][data-key]').first()).toContainText('catalog');
  await page.reload();
  await expect(app.tab(/staging/)).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByRole('grid').locator('[role=row][data-key]').first()).toContainText('catalog');
  await app.tab(/dev-payments/).click();
  await expect(page.getByRole('heading', { name: 'Deployments' })).toBeVisible();
});

test('tabs are dragged, closed by the middle button and by Alt+W, and their order survives a restart', async ({
  app,
  host,
  fleet,
  settings,
}) => {
  const { page } = app;
  for (const name of ['staging', 'dev-payments', 'prod-eu-west']) await app.choose(name);
  const names = async (): Promise<string[]> =>
    (await app.tab(/.*/).allInnerTexts()).map((text) => text.trim().split('\n')[0] ?? '');
  await expect.poll(names).toEqual(['staging', 'dev-payments', 'prod-eu-west']);
  await app.tab(/prod-eu-west/).dragTo(app.tab(/staging/), { targetPosition: { x: 4, y: 10 } });
  await expect.poll(names).toEqual(['prod-eu-west', 'staging', 'dev-payments']);
  await host.close();
  const again = await startWebHost(['--kubeconfig', fleet.kubeconfig, '--settings', settings]);
  try {
    // The same origin with another token in its fragment: the page loads anew and takes it.
    const loaded = page.waitForEvent('load');
    await page.goto(again.url);
    await loaded;
    await expect.poll(names).toEqual(['prod-eu-west', 'staging', 'dev-payments']);
    await app.tab(/staging/).click({ button: 'middle' });
    await expect.poll(names).toEqual(['prod-eu-west', 'dev-payments']);
    await app.tab(/dev-payments/).click();
    await page.keyboard.press('Alt+w');
    await expect(page.getByRole('tablist', { name: /cluster/i })).toHaveCount(0);
    await app.rowsAreThere();
  } finally {
    await again.close();
  }
});

test('the palette opens contexts and kinds, with check marks on what is open', async ({ app }) => {
  const { page } = app;
  await app.choose('staging');
  await app.rowsAreThere();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('deploy');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Deployments' })).toBeVisible();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('dev-pay');
  await page
    .getByRole('option', { name: /dev-payments/ })
    .first()
    .click();
  await expect(app.tab(/dev-payments/)).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('staging');
  await expect(page.getByRole('option', { name: /staging/ }).first()).toContainText('open');
});

test('a sign-in that fails covers its own tab only; consent is asked before its program runs', async ({ app }) => {
  const { page } = app;
  await app.choose('staging');
  await app.rowsAreThere();
  await app.choose('legacy');
  const allow = page.getByTestId('consent-allow');
  await expect(page.getByText(/legacy-login/).first()).toBeVisible();
  await allow.click();
  await expect(page.getByText('Sign-in to legacy failed')).toBeVisible();
  await expect(page.getByText('corp-login legacy')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Retry now' }).first()).toBeVisible();
  await app.tab(/staging/).click();
  await expect(page.getByText('Sign-in to legacy failed')).toBeHidden();
  await page.keyboard.press('/');
  await page.keyboard.type('catalog');
  await expect(page.getByRole('grid').locator('[role=row][data-key]').first()).toContainText('catalog');
});

test('an unreachable cluster says why and when it tries again; it never looks ready', async ({ app }) => {
  await app.choose('dr-site');
  await expect(app.page.getByText(/refused the connection/).first()).toBeVisible();
  await expect(app.page.getByRole('button', { name: 'Retry now' }).first()).toBeVisible();
  await expect(app.page.getByText('live', { exact: true })).toHaveCount(0);
});

test('a server that goes away leaves its rows, says since when, and is live again by itself', async ({
  app,
  fleet,
}) => {
  await app.choose('staging');
  await app.rowsAreThere();
  const before = await app.grid.getAttribute('aria-rowcount');
  await fleet.control('/clusters/staging/network', { do: 'refuse' });
  try {
    await expect(app.page.getByText(/Not live since/)).toBeVisible({ timeout: 20_000 });
    await expect(app.grid).toHaveAttribute('aria-rowcount', before ?? '');
    await expect(app.grid.locator('[role=row][data-key]').first()).toBeVisible();
  } finally {
    await fleet.control('/clusters/staging/network', { do: 'accept' });
  }
  await expect(app.page.getByText(/Not live since/)).toHaveCount(0, { timeout: 40_000 });
  await expect(app.page.getByText('live', { exact: true })).toBeVisible();
});

for (const scheme of ['dark', 'light'] as const) {
  test(`axe finds nothing on any page, ${scheme}`, async ({ app }) => {
    const { page } = app;
    await page.emulateMedia({ colorScheme: scheme });
    await app.accessible();
    await page.getByRole('button', { name: 'Select Kubeconfig' }).first().click();
    await app.accessible();
    await page.keyboard.press('Escape');
    for (const name of ['staging', 'dr-site', 'team-a']) await app.choose(name);
    await app.accessible();
    await app.tab(/dr-site/).click();
    await app.accessible();
    await app.tab(/staging/).click();
    await app.rowsAreThere();
    await app.accessible();
    await app.grid.locator('[role=row][data-key]').first().click();
    await expect(page.getByRole('tab', { name: 'Summary' })).toBeVisible();
    await app.accessible();
    await page.getByRole('tab', { name: 'YAML' }).click();
    await expect(page.locator('.cm-content')).toBeVisible();
    await app.accessible();
    await page.keyboard.press('Control+k');
    await app.accessible();
  });
}
