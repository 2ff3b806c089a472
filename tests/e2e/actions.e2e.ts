import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from '@playwright/test';
import { test as base, expect, type Portolan } from './app.ts';

/** Of the fleet's clusters dev-payments asks for its name to be typed. */
const test = base.extend({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter's names
  settings: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'portolan-e2e-'));
    writeFileSync(join(folder, 'settings.json'), JSON.stringify({ version: 1, guardPatterns: ['dev-payments'] }));
    await use(folder);
    rmSync(folder, { recursive: true, force: true });
  },
});

async function show(app: Portolan, kind: string): Promise<void> {
  const { page } = app;
  const name = new RegExp(`^${kind}`);
  await page.getByRole('button', { name }).or(page.getByRole('link', { name })).first().click();
  await expect(page.getByRole('heading', { name: kind })).toBeVisible();
  await app.rowsAreThere();
}

const dialogOf = (app: Portolan): Locator => app.page.getByTestId('action-dialog');
const rows = (app: Portolan): Locator => app.grid.locator('[role=row][data-key]');
const item = (app: Portolan, name: string): Locator => app.page.getByRole('menuitem', { name });
const said = (app: Portolan, text: string | RegExp): Locator => app.page.getByTestId('toast').filter({ hasText: text });

async function bothThemes(app: Portolan): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await app.page.emulateMedia({ colorScheme });
    await app.accessible();
  }
}

test('keyboard alone: scale by +, and a guarded cluster wants its name typed before anything is deleted', async ({
  app,
}) => {
  const { page } = app;
  const dialog = dialogOf(app);
  await app.choose('staging');
  await app.rowsAreThere();
  await show(app, 'Deployments');
  await app.grid.focus();
  await page.keyboard.press('j');
  await page.keyboard.press('+');
  const replicas = dialog.getByRole('textbox', { name: 'Replicas' });
  await expect(replicas).toBeFocused();
  await expect(replicas).toHaveValue(/^\d+$/);
  const number = await replicas.inputValue();
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect(said(app, `scaled to ${number}`)).toContainText('staging');

  await app.choose('dev-payments');
  await app.rowsAreThere();
  await app.grid.focus();
  await page.keyboard.press('j');
  await page.keyboard.press('Control+d');
  await expect(dialog.getByTestId('action-cluster')).toContainText('dev-payments');
  const name = /Delete Pod \S+?\/(\S+)/.exec(await dialog.getByRole('heading').first().innerText())?.[1] ?? '';
  const confirm = dialog.getByRole('button', { name: 'Delete' });
  await expect(confirm).toBeDisabled();
  await bothThemes(app);
  await page.keyboard.type('dev-payment');
  await page.keyboard.press('Enter');
  await expect(confirm).toBeDisabled();
  await page.keyboard.type('s');
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect(said(app, name)).toContainText('dev-payments');
});

test('mouse alone: several are deleted at once, the list leaves no doubt which, and only their cluster knows of it', async ({
  app,
}) => {
  const { page } = app;
  await app.choose('dev-payments');
  await app.choose('staging');
  await app.rowsAreThere();
  await show(app, 'ConfigMaps');
  const names: string[] = [];
  for (const at of [1, 2, 3]) {
    const row = rows(app).nth(at);
    // A name that loses its middle is drawn in two parts.
    names.push((await row.locator('[data-column=name]').innerText()).replace(/\s/g, ''));
    await row.click({ modifiers: ['Control'] });
  }
  const bar = page.getByTestId('bulk-bar');
  await expect(bar).toContainText('3 selected');
  await bar.getByRole('button', { name: 'Delete' }).click();
  const dialog = dialogOf(app);
  await expect(dialog.getByRole('listitem')).toHaveCount(3);
  for (const name of names) await expect(dialog.getByRole('listitem').filter({ hasText: name }).first()).toBeVisible();
  await expect(dialog).toContainText('Deletes 3 ConfigMaps in staging');
  await dialog.getByRole('button', { name: 'Delete 3 ConfigMaps' }).click();
  await expect(said(app, 'Delete 3 ConfigMaps: done.')).toContainText('staging');
  await page.getByTestId('page-operations').click();
  const operation = page.getByTestId('operation').filter({ hasText: 'Delete 3 ConfigMaps' });
  await expect(operation).toHaveAttribute('data-state', 'done');
  await operation.getByRole('button', { name: /Show the objects/ }).click();
  await expect(operation.getByRole('listitem')).toHaveCount(3);
  await bothThemes(app);
  await app.tab(/dev-payments/).click();
  await page.getByTestId('page-operations').click();
  await expect(page.getByText('Nothing was done here yet')).toBeVisible();
});

test('an image is set and taken back by a rollback, whose difference is shown before', async ({ app }) => {
  const dialog = dialogOf(app);
  await app.choose('staging');
  await app.rowsAreThere();
  await show(app, 'Deployments');
  await rows(app).first().click({ button: 'right' });
  await item(app, 'Set image').click();
  const image = dialog.getByRole('textbox').first();
  const was = await image.inputValue();
  const next = `${was.split(':')[0]}:9.9.9`;
  await image.fill(next);
  await dialog.getByRole('button', { name: 'Set image' }).click();
  await expect(said(app, '9.9.9')).toBeVisible();
  await rows(app).first().click({ button: 'right' });
  await item(app, 'Roll back').click();
  const diff = dialog.getByTestId('text-diff');
  await expect(diff.locator('[data-change=removed]').filter({ hasText: next })).toBeVisible();
  await expect(diff.locator('[data-change=added]').filter({ hasText: was })).toBeVisible();
  await bothThemes(app);
  await dialog.getByRole('button', { name: 'Roll back' }).click();
  await expect(said(app, 'rolled back to revision')).toBeVisible();
});

test('what one may not do is there, and says why', async ({ app }) => {
  await app.choose('team-a');
  await expect(rows(app).first()).toBeVisible();
  // A lock is for what is denied everywhere: pods of one namespace may be listed.
  await expect(app.page.getByTestId('partly-denied')).toContainText('You may not list pods in all namespaces.');
  await expect(app.page.getByTestId('kind-pods')).toHaveText(/Pods\s*\d+/);
  await expect(app.page.getByTestId('kind-ingressclasses.networking.k8s.io')).toContainText('not allowed');
  await app.grid.focus();
  await app.page.keyboard.press('j');
  await app.page.keyboard.press('.');
  await expect(item(app, 'Delete')).toContainText(/You may not delete pods in namespace/);
  await expect(item(app, 'Delete')).toHaveAttribute('aria-disabled', 'true');
  await app.page.keyboard.press('Escape');
  await app.page.keyboard.press('Control+d');
  await expect(said(app, 'You may not delete pods')).toContainText('team-a');
  await expect(dialogOf(app)).toHaveCount(0);
});

test('keys mean the object of the panel; what runs is counted, and a cluster is not closed under it unasked', async ({
  app,
  fleet,
}) => {
  const { page } = app;
  await app.choose('staging');
  await app.rowsAreThere();
  await show(app, 'Deployments');
  await rows(app).nth(2).click();
  const details = page.getByTestId('details');
  await details.getByRole('heading', { level: 2 }).click();
  const scope = { resource: 'deployments.apps', verb: 'patch' };
  await fleet.control('/clusters/staging/faults', { effect: { kind: 'hang' }, scope });
  await page.keyboard.press('r');
  await dialogOf(app).getByRole('button', { name: 'Restart' }).click();
  await expect(page.getByTestId('operations-running')).toHaveText('1');
  await page.keyboard.press('Alt+w');
  const closing = page.getByTestId('closing-dialog');
  await expect(closing).toContainText('Restart');
  await bothThemes(app);
  await closing.getByRole('button', { name: 'Keep open' }).click();
  await expect(closing).toHaveCount(0);
  await expect(details).toBeVisible();
  await page.keyboard.press('Alt+w');
  await closing.getByRole('button', { name: 'Wait for it, then close' }).click();
  await expect(closing).toHaveCount(0);
  await expect(details).toBeVisible();
  await page.keyboard.press('Alt+w');
  await closing.getByRole('button', { name: 'Cancel it and close' }).click();
  await expect(page.getByRole('main')).toContainText('No active clusters');
  await fleet.heal('staging');
});
