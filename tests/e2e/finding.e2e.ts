import { expect, test } from './app.ts';

test('a search finds objects of every open cluster, says which it did not search, and opens one in its own tab', async ({
  app,
}) => {
  const { page } = app;
  for (const name of ['staging', 'dr-site', 'team-a']) await app.choose(name);
  await app.tab(/staging/).click();
  await app.rowsAreThere();
  await page.keyboard.press('Control+Shift+F');
  const search = page.getByTestId('search');
  await search.getByTestId('search-input').fill('payments');
  const ofTeam = search.locator('[data-cluster$=":team-a"]');
  await expect(ofTeam.locator('[data-kind="deployments.apps"]').first()).toBeVisible();
  await expect(search.locator('[data-cluster$=":staging"] [data-kind="services"]').first()).toBeVisible();
  const notes = search.getByTestId('search-notes');
  await expect(notes).toContainText('dr-site is not searched');
  await expect(notes).toContainText('Not allowed in team-a');
  await expect(notes).not.toContainText('more to read');
  await notes.getByRole('button').click();
  await expect(notes).toContainText('Events: Searched when asked for.');
  await ofTeam.locator('[data-kind="deployments.apps"]').first().click();
  await expect(app.tab(/team-a/)).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByRole('heading', { name: 'Deployments' })).toBeVisible();
  await expect(page.getByTestId('details')).toBeVisible();
});

test("the palette takes kubectl's grammar, acts on objects, and goes on into the search", async ({ app }) => {
  const { page } = app;
  await app.choose('staging');
  await app.rowsAreThere();
  const palette = page.getByTestId('palette');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('po -n payments -l app.kubernetes.io/name=payments-api');
  await page.getByRole('option', { name: /^Pods with -l app.kubernetes.io\/name=payments-api in payments/ }).click();
  await expect(page.getByTestId('namespaces')).toContainText('payments');
  // All at once: rows that are counted first and read later are other rows by then.
  const names = () => app.grid.locator('[role=row][data-key]').allTextContents();
  await expect.poll(async () => (await names()).filter((text) => !text.includes('payments-api'))).toEqual([]);
  expect((await names()).length).toBeGreaterThan(0);
  // An object by its path: the first one is what Enter means; Tab shows what can be done with it.
  await page.keyboard.press('Control+k');
  await page.keyboard.type('deploy/payments-api');
  await expect(palette.getByRole('option', { name: /payments-api/ }).first()).toHaveAttribute('aria-selected', 'true');
  await expect(palette.locator('[data-item^="object "]').first()).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Tab');
  await expect(palette.getByText('Deployment · payments')).toBeVisible();
  await page.keyboard.type('restart');
  await page.keyboard.press('Enter');
  await expect(
    page.getByRole('dialog').or(page.getByRole('alertdialog')).filter({ hasText: 'payments-api' }),
  ).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('zzz-no-such-thing');
  await expect(palette.getByText(/Nothing here is called/)).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('search-input')).toHaveValue('zzz-no-such-thing');
  await expect(page.getByText('Nothing was found in what was searched.')).toBeVisible();
});

test('favourites are kept and ordered, back leads through objects, and what was seen is offered again', async ({
  app,
}) => {
  const { page } = app;
  await app.choose('staging');
  await app.rowsAreThere();
  await page.getByTestId('keep').click();
  await page.getByRole('menuitemcheckbox', { name: 'Pods' }).click();
  await app.row('catalog-cache-0').click();
  const details = page.getByTestId('details');
  await expect(details.getByText('catalog-cache-0').first()).toBeVisible();
  await app.grid.focus();
  await page.keyboard.press('*');
  const favourites = page.getByTestId('favourites').getByRole('listitem');
  await expect(favourites).toHaveText(['Pods', 'catalog-cache-0']);
  await favourites.nth(1).getByRole('button').focus();
  await page.keyboard.press('Alt+ArrowUp');
  await expect(favourites).toHaveText(['catalog-cache-0', 'Pods']);
  await app.row('catalog-cache-1').click();
  await expect(details.getByText('catalog-cache-1').first()).toBeVisible();
  await app.grid.focus();
  await page.keyboard.press('[');
  await expect(details.getByText('catalog-cache-0').first()).toBeVisible();
  await page.keyboard.press('[');
  await expect(details).toHaveCount(0);
  await page.keyboard.press(']');
  await expect(details).toBeVisible();
  await page.reload();
  await expect(favourites).toHaveText(['catalog-cache-0', 'Pods']);
  await page.getByTestId('recents').click();
  await expect(page.getByRole('menuitem', { name: /catalog-cache-1/ })).toBeVisible();
});

test('keys are given to another shortcut, in lists too, and are told by the help', async ({ app }) => {
  const { page } = app;
  await app.choose('staging');
  await app.rowsAreThere();
  await page.keyboard.press('?');
  await page.getByRole('button', { name: 'Change keys' }).click();
  const dialog = page.getByTestId('settings-dialog');
  const yaml = dialog.locator('[data-shortcut="row.yaml"]');
  await yaml.getByRole('button', { name: 'Change' }).click();
  await page.getByTestId('record-keys').press('o');
  await expect(yaml).toContainText('Taken from “Go to the owner”.');
  await page.getByTestId('record-keys').press('g');
  await yaml.getByRole('button', { name: 'Use these keys' }).click();
  await page.keyboard.press('Escape');
  await app.grid.focus();
  await page.keyboard.press('j');
  await page.keyboard.press('y');
  await expect(page.getByTestId('details')).toHaveCount(0);
  await page.keyboard.press('g');
  await expect(page.getByTestId('details').getByRole('tab', { name: 'YAML' })).toHaveAttribute('aria-selected', 'true');
  await app.grid.focus();
  await page.keyboard.press('?');
  await expect(page.getByTestId('help-dialog').locator('[data-shortcut="row.yaml"]')).toContainText('G');
});

test('settings leave as a file and come back; a bad file is named and changes nothing', async ({ app }) => {
  const { page } = app;
  await page.keyboard.press('Control+,');
  const dialog = page.getByTestId('settings-dialog');
  await dialog.getByText('Comfortable').click();
  await dialog.getByLabel('Time zone').selectOption('Asia/Tokyo');
  await dialog.getByRole('tab', { name: 'Export and import' }).click();
  const download = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Export settings' }).click();
  const stream = await (await download).createReadStream();
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  expect(JSON.parse(text).settings).toMatchObject({ density: 'comfortable', timeZone: 'Asia/Tokyo' });
  expect(text).not.toContain('execConsents');
  const give = (name: string, body: string) =>
    page.getByTestId('import-file').setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(body) });
  await give('bad.json', text.replace('"comfortable"', '"airy"'));
  await expect(page.getByTestId('import-bad')).toContainText('"density"');
  await give('good.json', text.replace('"comfortable"', '"compact"'));
  await expect(page.getByTestId('import-good')).toContainText('density');
  await dialog.getByRole('button', { name: 'Import these changes' }).click();
  await expect(page.getByTestId('import-done')).toContainText('1 change.');
  await dialog.getByRole('tab', { name: 'General' }).click();
  await expect(dialog.getByRole('radio', { name: 'Compact' })).toBeChecked();
});

for (const scheme of ['dark', 'light'] as const) {
  test(`axe finds nothing in search, palette and settings, ${scheme}`, async ({ app }) => {
    // axe takes its time on a busy machine.
    test.slow();
    const { page } = app;
    await page.emulateMedia({ colorScheme: scheme });
    await app.choose('staging');
    await app.rowsAreThere();
    await app.row('catalog-cache-0').click();
    await app.grid.focus();
    await page.keyboard.press('*');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('deploy/pay');
    await expect(page.locator('[data-item^="object "]').first()).toBeVisible();
    await page.keyboard.press('Tab');
    await app.accessible();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+Shift+F');
    await page.getByTestId('search-input').fill('catalog-cache');
    await expect(page.locator('[data-hit]').first()).toBeVisible();
    await app.accessible();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+,');
    const dialog = page.getByTestId('settings-dialog');
    for (const name of ['General', 'Shortcuts', 'Application log']) {
      await dialog.getByRole('tab', { name, exact: true }).click();
      await app.accessible();
    }
  });
}
