import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { startDemoFleet } from '../support/demo-fleet.ts';
import { expect, Portolan, startWebHost, test } from './app.ts';

const TOKEN = 'token-of-the-terminal';

/** A kubeconfig of one context, as somebody would send it. */
const pasted = (name: string): string =>
  [
    '# from a colleague',
    'apiVersion: v1',
    'kind: Config',
    `clusters: [{name: ${name}, cluster: {server: "https://${name}.invalid"}}]`,
    `users: [{name: ${name}, user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: touch, args: ["RAN"]}}}]`,
    `contexts: [{name: ${name}, context: {cluster: ${name}, user: ${name}}}]`,
    '',
  ].join('\n');

test('contexts are managed: pasted, dropped, by form, renamed, coloured, hidden, exported, removed', async ({
  page,
  fleet,
}) => {
  // One walk through everything: longer than a test of one thing.
  test.setTimeout(150_000);
  const home = mkdtempSync(join(tmpdir(), 'portolan-home-'));
  const file = join(home, 'mine.yaml');
  writeFileSync(file, `# mine\n${readFileSync(fleet.kubeconfig, 'utf8')}`);
  const host = await startWebHost(['--kubeconfig', file, '--settings', join(home, 'settings')]);
  try {
    await page.goto(host.url);
    const app = new Portolan(page);
    await page.getByTestId('manage-contexts').click();
    const table = page.getByTestId('contexts-table');
    const row = (name: string) => table.getByRole('row').filter({ hasText: name }).first();
    await expect(row('staging')).toBeVisible();
    await app.accessible();

    const into = async () => {
      await page.getByTestId('add-into').click();
      await page.getByRole('menuitemcheckbox', { name: /mine\.yaml/ }).click();
    };
    await page.getByRole('button', { name: 'Add contexts' }).click();
    await page.getByLabel('Text of a kubeconfig').fill('hello');
    await into();
    await page.getByRole('dialog').getByRole('button', { name: 'Add contexts' }).click();
    await expect(page.getByRole('dialog').getByRole('alert')).toContainText('is not a kubeconfig');
    await page.getByLabel('Text of a kubeconfig').fill(pasted('pasted'));
    await page.getByRole('dialog').getByRole('button', { name: 'Add contexts' }).click();
    await expect(row('pasted')).toContainText('program');

    // A dropped file is looked at first; nothing of it runs.
    const dropped = await page.evaluateHandle((text) => {
      const data = new DataTransfer();
      data.items.add(new File([text], 'dropped.yaml'));
      return data;
    }, pasted('dropped'));
    await page.dispatchEvent('body', 'dragover', { dataTransfer: dropped });
    await expect(page.getByTestId('drop-zone')).toBeVisible();
    await page.dispatchEvent('body', 'drop', { dataTransfer: dropped });
    await expect(page.getByLabel('Text of dropped.yaml')).toHaveValue(/from a colleague/);
    await into();
    await page.getByRole('dialog').getByRole('button', { name: 'Add contexts' }).click();
    await expect(row('dropped')).toBeVisible();

    await page.getByRole('button', { name: 'Add contexts' }).click();
    await page.getByRole('tab', { name: 'Form' }).click();
    await page.getByLabel('Name of the context').fill('by-form');
    await page.getByLabel('API server').fill('https://form.invalid');
    await page.getByLabel('Token', { exact: true }).last().fill('abc');
    await into();
    await page.getByRole('dialog').getByRole('button', { name: 'Add contexts' }).click();
    await expect(row('by-form')).toContainText('form.invalid');

    const act = async (name: string, item: RegExp) => {
      await row(name).click({ button: 'right' });
      await page.getByRole('menuitem', { name: item }).click();
    };
    await act('by-form', /Rename in its file/);
    await page.getByLabel('Name of the context').fill('renamed');
    await page.getByRole('button', { name: 'Rename context' }).click();
    await expect(row('renamed')).toBeVisible();
    await act('renamed', /Name, icon and tags/);
    await page.getByLabel('Display name').fill('Shown otherwise');
    await page.getByLabel('Tags, separated by commas').fill('eu, test');
    await page.getByRole('dialog').getByTitle('Teal').click();
    await app.accessible();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(row('Shown otherwise')).toContainText('eu');
    await act('renamed', /Edit its entry/);
    await page.getByLabel('Server', { exact: true }).fill('https://edited.invalid');
    await page.getByRole('button', { name: 'Save entry' }).click();
    await expect(row('renamed')).toContainText('edited.invalid');
    await act('renamed', /Export as a kubeconfig/);
    await page.getByLabel('Write to this file').fill(join(home, 'out.yaml'));
    await page.getByRole('button', { name: 'Export context' }).click();
    await expect.poll(() => existsSync(join(home, 'out.yaml'))).toBe(true);
    expect(readFileSync(join(home, 'out.yaml'), 'utf8')).toContain('https://edited.invalid');
    await act('pasted', /^Hide/);
    await expect(row('pasted')).toHaveCount(0);
    await page.getByText('Hidden', { exact: true }).click();
    await expect(row('pasted')).toBeVisible();
    await page.getByText('All', { exact: true }).click();
    await act('renamed', /Remove from its file/);
    await expect(page.getByTestId('remove-file')).toContainText('mine.yaml');
    await expect(page.getByTestId('remove-backup')).toContainText('mine.yaml.portolan.bak');
    await page.getByRole('button', { name: 'Remove context' }).click();
    // The file first: behind the dialog no row is seen, whether it was removed or not.
    await expect.poll(() => readFileSync(file, 'utf8')).not.toContain('edited.invalid');
    await expect(row('renamed')).toHaveCount(0);
    expect(readFileSync(file, 'utf8')).toMatch(/^# mine\n/);
    expect(readFileSync(`${file}.portolan.bak`, 'utf8')).toContain('edited.invalid');
    await page.emulateMedia({ colorScheme: 'dark' });
    await app.accessible();
  } finally {
    await host.close();
    rmSync(home, { recursive: true, force: true });
  }
});

test('the fleet: one row a cluster, a stopped one says so, rows lead to their own tabs; links lead anywhere', async ({
  page,
  settings,
}) => {
  test.setTimeout(150_000);
  const fleet = await startDemoFleet();
  const host = await startWebHost(['--kubeconfig', fleet.kubeconfig, '--settings', settings]);
  try {
    await page.goto(host.url);
    const app = new Portolan(page);
    for (const name of ['staging', 'dev-payments', 'edge-042']) await app.choose(name);
    await page.getByTestId('fleet-open').click();
    const row = (name: string) => page.getByTestId('fleet-clusters').getByRole('row').filter({ hasText: name });
    for (const name of ['staging', 'dev-payments', 'edge-042']) {
      await expect(row(name).locator('[data-column=fresh]')).toHaveText('live');
      await expect(row(name).locator('[data-column=pods]')).toHaveText(/^[\d,]+$/);
    }
    // No tab is in front: its cluster is not told that it is looked at.
    await expect(page.getByRole('tab', { selected: true })).toHaveCount(0);
    await app.accessible();
    await fleet.control('/clusters/edge-042/network', { do: 'refuse' });
    await expect(row('edge-042').locator('[data-column=fresh]')).toHaveText(/reconnecting|unreachable/, {
      timeout: 40_000,
    });
    await expect(row('staging').locator('[data-column=fresh]')).toHaveText('live');

    await page.getByTestId('app-page-fleet.attention').click();
    await expect(page.getByTestId('fleet-not-current')).toContainText('edge-042');
    const problem = page.getByTestId('fleet-attention').getByRole('row').filter({ hasText: 'dev-payments' }).first();
    const pod = (await problem.locator('[data-column=name]').getAttribute('aria-label')) ?? '';
    await problem.click();
    await expect(app.tab(/dev-payments/)).toHaveAttribute('aria-selected', 'true');
    await expect(page.getByTestId('details').getByRole('heading', { name: pod })).toBeVisible();
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.keyboard.press('Alt+l');
    await expect(page.getByTestId('fleet-clusters')).toBeVisible();
    await app.accessible();

    // The object that is shown has an address; so has any list with its filter.
    await page.goto(`${new URL(host.url).origin}/cluster/demo%3Adev-payments/po/payments/${pod}?tab=events`);
    await expect(page.getByTestId('details').getByRole('heading', { name: pod })).toBeVisible();
    await expect(page.getByTestId('details').getByRole('tab', { name: /Events/ })).toHaveAttribute(
      'aria-selected',
      'true',
    );
    await page.goto(`${new URL(host.url).origin}/cluster/demo%3Astaging/deploy?filter=catalog&ns=catalog`);
    await expect(page.getByRole('heading', { name: 'Deployments' })).toBeVisible();
    await expect(page.getByLabel('Filter deployments')).toHaveValue('catalog');
    await page.goto(`${new URL(host.url).origin}/cluster/no%3Asuch/pods`);
    await expect(page.getByText(/no:such, which is in no known kubeconfig/).first()).toBeVisible();

    // Two quick closes close two clusters.
    await expect(app.tab(/./)).toHaveCount(3);
    await page.getByTestId('cluster-tabs').waitFor();
    await page.keyboard.press('Alt+w');
    await page.keyboard.press('Alt+w');
    await expect(page.getByRole('tablist', { name: /cluster/i })).toHaveCount(0);
  } finally {
    await host.close();
    await fleet.close();
  }
});

test('signing in in a terminal: the program is answered in its tab, goes on behind another, and its credential is never shown', async ({
  page,
  fleet,
  settings,
}) => {
  const folder = mkdtempSync(join(tmpdir(), 'portolan-terminal-e2e-'));
  const config = parse(readFileSync(fleet.kubeconfig, 'utf8'));
  const named = (list: { readonly name: string }[], name: string) => list.find((one) => one.name === name) as never;
  const { context } = named(config.contexts, 'dev-payments') as { context: { cluster: string; user: string } };
  const { cluster } = named(config.clusters, context.cluster) as { cluster: object };
  const { user } = named(config.users, context.user) as { user: { token: string } };
  const script = join(folder, 'plugin.mjs');
  writeFileSync(
    script,
    `import { createInterface } from 'node:readline';
process.stderr.write('Open https://login.example.com/device\\x1b]52;c;c3RvbGVu\\x07\\nCode: ');
createInterface({ input: process.stdin }).once('line', (line) => {
  if (line !== '4711') { console.error('wrong code'); process.exit(1); }
  console.log(JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status: { token: '${user.token}' } }));
  process.exit(0);
});`,
  );
  const exec = {
    apiVersion: 'client.authentication.k8s.io/v1',
    command: process.execPath,
    args: [script, TOKEN],
    interactiveMode: 'Always',
  };
  const file = join(folder, 'term.yaml');
  writeFileSync(
    file,
    stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 't', cluster }],
      users: [{ name: 't', user: { exec } }],
      contexts: [{ name: 'terminal-login', context: { cluster: 't', user: 't' } }],
    }),
  );
  const host = await startWebHost(['--kubeconfig', fleet.kubeconfig, '--kubeconfig', file, '--settings', settings]);
  try {
    await page.goto(host.url);
    const app = new Portolan(page);
    await app.choose('staging');
    await app.choose('terminal-login');
    await page.getByTestId('consent-allow').click();
    await expect(page.getByTestId('signin-overlay')).toContainText('terminal');
    await page.getByTestId('signin-terminal').click();
    const screen = page.getByTestId('terminal');
    await expect(screen).toContainText('Code:');
    await app.accessible();
    await page.keyboard.type('47');
    await expect(screen).toContainText('Code: 47');
    // Another tab is usable meanwhile, and the program is still there afterwards.
    await app.tab(/staging/).click();
    await app.rowsAreThere();
    await app.tab(/terminal-login/).click();
    await expect(screen).toContainText('Code: 47');
    await screen.click();
    await page.keyboard.type('11');
    await page.keyboard.press('Enter');
    await app.rowsAreThere();
    await expect(page.getByTestId('terminal-overlay')).toHaveCount(0);
    expect(await page.content()).not.toContain(user.token);
  } finally {
    await host.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
