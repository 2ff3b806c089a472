import type { Locator } from '@playwright/test';
import { expect, type Portolan, test } from './app.ts';

/** Opens an object's details from the list of its kind, as a person does. */
async function open(app: Portolan, kind: string, name: string): Promise<Locator> {
  const { page } = app;
  const words = new RegExp(`^${kind}\\b`);
  await page
    .getByRole('navigation')
    .getByRole('button', { name: words })
    .or(page.getByRole('navigation').getByRole('link', { name: words }))
    .first()
    .click();
  await expect(page.getByRole('heading', { name: kind, exact: true })).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.press('Control+a');
  await page.keyboard.type(name);
  await app.row(name).click();
  const panel = page.getByTestId('details');
  await expect(panel.getByRole('heading', { level: 2 })).toContainText(name);
  return panel;
}

const tab = (panel: Locator, name: string): Locator => panel.getByRole('tab', { name: new RegExp(`^${name}`) });

test('a Deployment: its tree, who selects it, events of its pods, and links that lead on and back', async ({ app }) => {
  const { page } = app;
  await app.choose('dev-payments');
  const panel = await open(app, 'Deployments', 'payments-ledger');
  await tab(panel, 'Events').click();
  const event = panel.getByTestId('events').getByRole('button', { name: /^pod\/payments-ledger-/ });
  await expect(event.first()).toBeVisible();
  await expect(panel.getByTestId('events-kept')).toContainText('The oldest event that the server still has');
  await tab(panel, 'Related').click();
  const tree = panel.getByTestId('ownership');
  await expect(tree.locator('[data-depth="0"]')).toContainText('Deployment');
  await expect(tree.locator('[data-depth="1"]').first()).toContainText('ReplicaSet');
  await expect(panel.getByTestId('selected-by')).toContainText('Service');
  await expect(panel.getByTestId('uses')).toContainText('environment DATABASE_PASSWORD');
  await tree.locator('[data-depth="2"]').first().getByRole('button').click();
  await expect(panel.getByRole('heading', { level: 2 })).toContainText('payments-ledger-');
  // Another object of another kind begins with its summary; its environment is looked up on demand, secrets masked.
  await tab(panel, 'Containers').click();
  await panel.getByRole('button', { name: 'Look up values' }).first().click();
  const environment = panel.getByTestId('environment');
  await expect(environment.getByRole('row', { name: /SERVICE_NAME/ })).toContainText('payments-ledger');
  const secret = environment.getByRole('row', { name: /DATABASE_PASSWORD/ });
  await expect(secret).toContainText('••••••••');
  await secret.getByRole('button', { name: 'Reveal DATABASE_PASSWORD' }).click();
  await expect(secret).toContainText(/demo-\w+/);
  await panel.getByRole('button', { name: 'Back' }).click();
  await expect(panel.getByRole('heading', { level: 2 })).toHaveText('payments-ledger');
  // With Ctrl it opens in its own list.
  await tab(panel, 'Related').click();
  await panel
    .getByTestId('selected-by')
    .getByRole('button')
    .first()
    .click({ modifiers: ['ControlOrMeta'] });
  await expect(page.getByRole('heading', { name: 'Services', exact: true })).toBeVisible();
  await expect(panel.getByTestId('endpoints')).toBeVisible();
});

test('keys of a Secret: revealed, changed, renamed, added and removed one by one; a certificate is read', async ({
  app,
}) => {
  const { page } = app;
  await app.choose('dev-payments');
  const panel = await open(app, 'Secrets', 'payments-ledger-credentials');
  await tab(panel, 'Data').click();
  const entry = (key: string): Locator => panel.locator(`[data-testid=entries] > li[data-key="${key}"]`);
  await expect(entry('password')).toContainText('••••••••');
  await panel.getByRole('button', { name: 'Reveal password' }).click();
  await expect(entry('password')).toContainText(/demo-\w+/);
  await panel.getByRole('button', { name: 'Edit password' }).click();
  await entry('password').getByRole('textbox').fill('another word');
  await entry('password').getByRole('button', { name: 'Save' }).click();
  await expect(entry('password').getByRole('textbox')).toHaveCount(0);
  await panel.getByRole('button', { name: 'Reveal password' }).click();
  await expect(entry('password')).toContainText('another word');
  await panel.getByRole('button', { name: 'More actions of password' }).click();
  await page.getByRole('menuitem', { name: 'Rename' }).click();
  await panel.getByLabel('New name of password').fill('pass word');
  await expect(panel.getByText(/may consist of letters/)).toBeVisible();
  await panel.getByLabel('New name of password').fill('PASSWORD');
  await panel.getByRole('button', { name: 'Rename key' }).click();
  await expect(entry('PASSWORD')).toBeVisible();
  await panel.getByRole('button', { name: 'Add key' }).click();
  await panel.getByLabel('New key', { exact: true }).fill('token');
  await panel.getByLabel('Value of the new key').fill('t');
  await panel.getByRole('button', { name: 'Save' }).click();
  await expect(entry('token')).toBeVisible();
  await panel.getByRole('button', { name: 'More actions of token' }).click();
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  await panel.getByRole('button', { name: 'Remove key' }).click();
  await expect(entry('token')).toHaveCount(0);
  await tab(panel, 'Related').click();
  await expect(panel.getByTestId('used-by')).toContainText('Deployment');

  const tls = await open(app, 'Secrets', '-tls');
  await tab(tls, 'Data').click();
  await expect(tls.getByTestId('certificates')).toContainText('DNS:*.example.com');
  await expect(tls.getByTestId('certificates')).toContainText(/ends in \d+d/);
  await expect(entry('tls.key')).toContainText('Private key');
});

// A node of the control plane: others come and go in the demo.
test('a node: what its pods ask of it; sections stay folded', async ({ app }) => {
  await app.choose('staging');
  const panel = await open(app, 'Nodes', 'ip-10-20-0-10');
  const allocation = panel.getByTestId('allocation');
  await expect(allocation.getByRole('row', { name: /^cpu/ })).toContainText(/\d+m? \(\d+%\)/);
  await panel.getByRole('button', { name: 'Capacity' }).click();
  await expect(panel.getByRole('table', { name: 'Resources', exact: true })).toHaveCount(0);
  await tab(panel, 'Pods').click();
  await panel.getByTestId('node-pods').getByRole('button').first().click();
  await tab(panel, 'Summary').click();
  await panel
    .getByRole('button', { name: /^ip-10-20-0-10/ })
    .first()
    .click();
  await expect(allocation).toBeVisible();
  await expect(panel.getByRole('table', { name: 'Resources', exact: true })).toHaveCount(0);
});

test('what one may not list is named, the rest is there', async ({ app }) => {
  await app.choose('team-a');
  const panel = await open(app, 'ServiceAccounts', 'ci');
  await expect(panel.getByTestId('not-searched')).toContainText(
    'You may not list clusterrolebindings of this cluster.',
  );
  await open(app, 'ServiceAccounts', 'default');
  await tab(panel, 'Related').click();
  await expect(panel.getByTestId('used-by')).toContainText('Deployment');
  await expect(panel.getByTestId('not-searched')).toContainText('You may not list rolebindings in all namespaces.');
});

test('axe finds nothing in the details, in both themes', async ({ app }) => {
  await app.choose('dev-payments');
  const panel = await open(app, 'Deployments', 'payments-ledger');
  await tab(panel, 'Related').click();
  await expect(panel.getByTestId('uses')).toBeVisible();
  await app.page.emulateMedia({ colorScheme: 'dark' });
  await app.accessible('[data-testid=details]');
  await open(app, 'Secrets', '-tls');
  await tab(panel, 'Data').click();
  await panel.getByRole('button', { name: 'Edit tls.crt' }).click();
  await panel.getByRole('button', { name: 'Add key' }).click();
  await expect(panel.getByTestId('certificates')).toBeVisible();
  for (const colorScheme of ['dark', 'light'] as const) {
    await app.page.emulateMedia({ colorScheme });
    await app.accessible('[data-testid=details]');
  }
});
