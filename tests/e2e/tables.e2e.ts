import { readFileSync } from 'node:fs';
import type { Locator } from '@playwright/test';
import { expect, type Portolan, test } from './app.ts';

/** Titles of the columns on screen, in order. */
async function titles(app: Portolan): Promise<readonly string[]> {
  const ids = await app.grid.getByRole('columnheader').evaluateAll((all) => all.map((one) => one.dataset.column ?? ''));
  return ids.filter((id) => id !== 'state');
}
const cells = (app: Portolan, column: string): Locator => app.grid.locator(`[role=gridcell][data-column="${column}"]`);
const heads = (app: Portolan): Locator => app.grid.locator('[role=row][data-head]');

async function staging(app: Portolan): Promise<void> {
  await app.choose('staging');
  await app.rowsAreThere();
}

test('columns: made of a label and a path, ordered, pinned and hidden, by mouse and keyboard; they survive a reload', async ({
  app,
}) => {
  // Two looks by axe at a whole table take their time on a busy machine.
  test.slow();
  const { page } = app;
  await staging(app);
  expect(await titles(app)).toEqual(['namespace', 'name', 'ready', 'status', 'restarts', 'cpu', 'memory', 'age']);

  await page.getByTestId('columns').click();
  await page.getByRole('button', { name: 'Add column' }).click();
  const form = page.getByTestId('column-form');
  await form.getByRole('combobox', { name: 'Label key' }).fill('app');
  await form.getByRole('button', { name: 'Add column' }).click();
  await page.getByRole('button', { name: 'Add column' }).click();
  await form.getByText('JSONPath', { exact: true }).click();
  await form.getByRole('textbox', { name: 'Path' }).fill('{{');
  await form.getByRole('button', { name: 'Add column' }).click();
  await expect(form.getByRole('alert')).toContainText('is not a JSONPath');
  await form.getByRole('textbox', { name: 'Path' }).fill('.spec.nodeName');
  await form.getByRole('textbox', { name: 'Title' }).fill('Where');
  await form.getByRole('button', { name: 'Add column' }).click();
  // Space hides, Alt with an arrow moves, P pins: the keyboard does what the mouse does.
  await page.getByRole('checkbox', { name: 'READY' }).focus();
  await page.keyboard.press('Space');
  await page.getByRole('checkbox', { name: 'STATUS' }).focus();
  await page.keyboard.press('Alt+ArrowDown');
  await page.getByRole('checkbox', { name: 'RESTARTS' }).focus();
  await page.keyboard.press('p');
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await app.accessible();
  }
  await page.keyboard.press('Escape');
  const order = ['restarts', 'namespace', 'name', 'status', 'cpu', 'memory', 'age', 'app', 'where'];
  expect(await titles(app)).toEqual(order);
  await expect(cells(app, 'where').first()).toContainText(/^(ip-|node|<none>)/);
  await expect(cells(app, 'app').first()).not.toBeEmpty();

  // A title is dragged before another; its own filter and order work as any column's.
  await app.grid.getByRole('button', { name: 'Where' }).dragTo(app.grid.getByRole('columnheader', { name: 'CPU' }), {
    targetPosition: { x: 8, y: 8 },
  });
  await expect
    .poll(() => titles(app))
    .toEqual(['restarts', 'namespace', 'name', 'status', 'where', 'cpu', 'memory', 'age', 'app']);
  await app.grid.getByRole('button', { name: 'Where' }).focus();
  await page.keyboard.press('Alt+Shift+ArrowRight');
  await expect
    .poll(() => titles(app))
    .toEqual(['restarts', 'namespace', 'name', 'status', 'cpu', 'where', 'memory', 'age', 'app']);
  await app.grid.getByRole('button', { name: 'Where' }).click();
  await expect(app.grid.getByRole('columnheader', { name: 'Where' })).toHaveAttribute('aria-sort', 'ascending');
  const node = (await cells(app, 'where').first().textContent()) ?? '';
  await page.keyboard.press('/');
  await page.keyboard.type(`where:=${node} `);
  await expect(page.getByTestId('count')).toContainText(' of ');
  expect(new Set(await cells(app, 'where').allTextContents())).toEqual(new Set([node]));

  await page.reload();
  await app.rowsAreThere();
  await expect
    .poll(() => titles(app))
    .toEqual(['restarts', 'namespace', 'name', 'status', 'cpu', 'where', 'memory', 'age', 'app']);
  await expect(cells(app, 'where').first()).toHaveText(node);
});

test('filters: comparisons, values with their counts, the switch for trouble, saved and recent ones', async ({
  app,
}) => {
  const { page } = app;
  await staging(app);
  await page.keyboard.press('/');
  await page.keyboard.type('restarts>0 age<900d ');
  await expect(page.getByTestId('count')).toContainText(' of ');
  for (const text of await cells(app, 'restarts').allTextContents()) expect(text).toMatch(/^[1-9]/);
  await page.keyboard.press('Enter');
  await expect(app.grid).toBeFocused();

  // Values by mouse: two of one property are one term.
  await page.getByRole('button', { name: 'Clear filter' }).click();
  await page.getByTestId('facets').click();
  await page.getByRole('option', { name: /^Namespace/ }).click();
  const values = page.getByTestId('facet-values').getByRole('option');
  await expect(values.first()).toContainText(/\d/);
  const names = (await values.evaluateAll((all) => all.map((one) => one.dataset.id ?? ''))).slice(0, 2);
  await values.nth(0).click();
  await values.nth(1).click();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: `Remove filter namespace:(${names.join(',')})` })).toBeVisible();
  const shown = async () => [...new Set(await cells(app, 'namespace').allTextContents())];
  await expect.poll(async () => (await shown()).every((name) => names.includes(name))).toBe(true);

  await page.getByTestId('filters').click();
  await page.getByRole('textbox', { name: 'Name for this filter' }).fill('mine');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await app.accessible();
  }
  await page.keyboard.press('Escape');
  const chip = page.getByTestId('saved-filters').getByRole('button', { name: 'mine' });
  await expect(chip).toHaveAttribute('aria-pressed', 'true');
  await chip.click();

  // Only what needs attention, by its key, and back.
  await app.grid.focus();
  await page.keyboard.press('!');
  await expect(page.getByTestId('faulty')).toHaveAttribute('aria-pressed', 'true');
  const glyphs = app.grid.locator('[role=row][data-key] [data-column="state"] svg');
  for (const state of await glyphs.evaluateAll((all) => all.map((one) => one.getAttribute('data-state'))))
    expect(['bad', 'warn']).toContain(state);
  await page.keyboard.press('!');
  await expect(page.getByTestId('faulty')).toHaveAttribute('aria-pressed', 'false');

  await page.reload();
  await app.rowsAreThere();
  await page.keyboard.press('/');
  await page.keyboard.press('Alt+ArrowDown');
  await page.getByTestId('filters-panel').getByRole('button', { name: 'restarts>0 age<900d' }).click();
  await expect(page.getByRole('button', { name: 'Remove filter restarts>0' })).toBeVisible();
});

test('groups: heads with counts, folded and selected by keyboard and mouse; the selection is exported', async ({
  app,
}) => {
  const { page } = app;
  await staging(app);
  const total = Number(await app.grid.getAttribute('aria-rowcount')) - 1;
  await page.getByTestId('group').click();
  await page.getByRole('option', { name: 'Node' }).click();
  await expect(heads(app).first()).toBeVisible();
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await app.accessible();
  }
  await app.grid.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowLeft');
  await expect(heads(app).nth(1)).toHaveAttribute('data-index', '1');
  await page.keyboard.press('ArrowRight');
  await expect(app.grid.locator('[data-index="1"]')).not.toHaveAttribute('data-head', '');
  // Space selects what the head stands for; a folded head by mouse.
  await page.keyboard.press('Space');
  const count = Number(
    (await heads(app).first().textContent())?.match(/(\d+)(?:\d+ needs?| needs?|$)/)?.[1] ?? Number.NaN,
  );
  await expect(page.getByTestId('bulk-bar')).toContainText(`${count} selected`);
  await heads(app).first().click();
  await expect(heads(app).nth(1)).toHaveAttribute('data-index', '1');

  const files: string[] = [];
  const save = async (item: string): Promise<string> => {
    await page.getByTestId('export').click();
    const download = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: item, exact: true }).click();
    const file = await download;
    files.push(file.suggestedFilename());
    return readFileSync(await file.path(), 'utf8');
  };
  const csv = await save('CSV');
  expect(csv.split('\r\n')[0]).toBe('NAMESPACE,NAME,READY,STATUS,RESTARTS,CPU,MEMORY,AGE');
  expect(csv.split('\r\n')).toHaveLength(count + 1);
  const list = JSON.parse(await save('JSON, whole objects')) as { kind: string; items?: unknown[] };
  expect(list.items?.length ?? 1).toBe(count);
  expect(files[0]).toMatch(/^staging-pods-\d{4}-\d\d-\d\d-\d{4}\.csv$/);

  await page.reload();
  await expect(heads(app).first()).toBeVisible();
  await page.getByTestId('group').click();
  await page.getByRole('option', { name: 'No groups' }).click();
  await expect(heads(app)).toHaveCount(0);
  await expect
    .poll(async () => Math.abs(Number(await app.grid.getAttribute('aria-rowcount')) - 1 - total))
    .toBeLessThan(20);
});

test('usage: CPU and memory of pods and nodes with a bar, sorted by what is used', async ({ app }) => {
  const { page } = app;
  await staging(app);
  await expect(
    cells(app, 'cpu')
      .filter({ hasText: /^\d+m$/ })
      .first(),
  ).toBeVisible();
  await expect(
    cells(app, 'memory')
      .filter({ hasText: /^\d+Mi$/ })
      .first(),
  ).toHaveAttribute('aria-label', /used, request \d+Mi/);
  await app.grid.getByRole('button', { name: 'CPU' }).click();
  await app.grid.getByRole('button', { name: 'CPU' }).click();
  await expect(app.grid.getByRole('columnheader', { name: 'CPU' })).toHaveAttribute('aria-sort', 'descending');
  // By the place on screen: the page's own order is nobody's promise. Rows that left fade where the pointer is: it is moved away.
  await page.mouse.move(0, 0);
  const used = () =>
    app.grid.locator('[role=row][data-key]').evaluateAll((rows) =>
      rows
        .filter((row) => row.ariaRowIndex !== null)
        .toSorted((one, other) => Number(one.ariaRowIndex) - Number(other.ariaRowIndex))
        .slice(0, 20)
        .map((row) => row.querySelector('[data-column="cpu"]')?.textContent ?? ''),
    );
  await expect(async () => {
    const texts = await used();
    const values = texts.map((text) => Number.parseInt(text, 10));
    expect(values, texts.join(' ')).toEqual(values.toSorted((one, other) => other - one));
  }).toPass({ timeout: 10_000 });
  await page.getByRole('navigation').getByText('Nodes', { exact: true }).click();
  await expect(
    cells(app, 'memory')
      .filter({ hasText: /^\d+Mi$/ })
      .first(),
  ).toHaveAttribute('aria-label', /used, of \d+Mi/);
});
