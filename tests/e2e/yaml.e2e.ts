import type { CallInput, CallOutput, MethodName } from '../../shared/contract/index.ts';
import type { Reply } from '../../shared/errors.ts';
import { expect, type Portolan, test } from './app.ts';

/** What a colleague does, from elsewhere: a call of its own to the same host. */
async function call<M extends MethodName>({ page }: Portolan, method: M, input: CallInput<M>): Promise<CallOutput<M>> {
  const reply = await page.evaluate(
    async ([name, body]) => {
      const headers = {
        authorization: `Bearer ${sessionStorage.getItem('portolan.token') ?? ''}`,
        'content-type': 'application/json',
      };
      const answer = await fetch(`/api/call/${name}`, { method: 'POST', headers, body: JSON.stringify(body) });
      return (await answer.json()) as unknown;
    },
    [method, input] as const,
  );
  const { ok, ...rest } = reply as Reply<CallOutput<M>>;
  if (!ok || !('value' in rest)) throw new Error(`${method}: ${JSON.stringify(rest)}`);
  return rest.value;
}

async function clusterOf({ page }: Portolan): Promise<string> {
  return (await page.getByRole('main').first().getAttribute('data-cluster')) ?? '';
}

/** One ConfigMap of our own, and its YAML on screen. */
async function openConfigMap(app: Portolan, name: string, data: string): Promise<string> {
  await app.choose('staging');
  await app.rowsAreThere();
  const clusterId = await clusterOf(app);
  const text = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n${data}`;
  await call(app, 'apply.run', { clusterId, text, force: true });
  await showYaml(app, name);
  return clusterId;
}

async function showYaml(app: Portolan, name: string): Promise<void> {
  const { page } = app;
  await page
    .getByRole('button', { name: /^ConfigMaps/ })
    .or(page.getByRole('link', { name: /^ConfigMaps/ }))
    .first()
    .click();
  await app.row(name).click();
  await app.grid.focus();
  await page.keyboard.press('y');
  await expect(page.getByTestId('yaml').locator('.cm-content')).toContainText(name);
}

/** Puts the cursor at the end of the line that holds this text. */
async function endOf({ page }: Portolan, text: string): Promise<void> {
  await page.getByTestId('yaml').locator('.cm-line', { hasText: text }).last().click();
  await page.keyboard.press('End');
}

test('edit, a refusal at its line, what the server would change, save', async ({ app }) => {
  const { page } = app;
  const clusterId = await openConfigMap(app, 'edit-me', '  color: blue\n');
  await endOf(app, 'color: blue');
  // The window's keys go before the editor's own.
  await page.keyboard.press('Control+Shift+F');
  await expect(page.getByTestId('search-input')).toBeFocused();
  await page.keyboard.press('Escape');
  await endOf(app, 'color: blue');
  await page.keyboard.press('e');
  await expect(page.getByTestId('yaml')).toHaveAttribute('data-mode', 'edit');
  await page.keyboard.type('ish');
  await expect(page.getByTestId('yaml-state')).toContainText('Draft');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Backspace');
  await page.keyboard.type('colour: 1');
  // The schema of the server says so before it is asked, and the server again.
  const wrong = page.getByTestId('yaml').locator('.cm-lintRange-error', { hasText: 'colour' });
  await expect(wrong).toBeVisible();
  await page.keyboard.press('Control+s');
  await expect(page.getByTestId('yaml-refused')).toContainText('unknown field "colour"');
  await expect(wrong).toBeVisible();
  await page.keyboard.press('Shift+Home');
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Control+s');
  const review = page.getByTestId('yaml-review');
  await expect(review.getByTestId('diff')).toContainText('color: blueish');
  await app.accessible();
  await review.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByTestId('toast')).toContainText('Saved edit-me');
  await expect(page.getByTestId('yaml')).toHaveAttribute('data-mode', 'view');
  const { yaml } = await call(app, 'objects.yaml', { clusterId, kind: 'cm', namespace: 'default', name: 'edit-me' });
  expect(yaml).toContain('color: blueish');
});

test('a colleague changes the same object: said at once, merged by choice, nothing lost', async ({ app }) => {
  const { page } = app;
  const clusterId = await openConfigMap(app, 'shared', '  a: one\n  b: two\n  c: three\n');
  await endOf(app, 'a: one');
  await page.keyboard.type('s');
  const theirs = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shared\ndata:\n  a: uno\n  b: two\n  c: tres\n';
  await call(app, 'apply.run', { clusterId, text: theirs, force: true });
  const changed = page.getByTestId('yaml-changed');
  await expect(changed).toContainText('It overlaps with your edit in one place.', { timeout: 20_000 });
  await expect(page.getByTestId('yaml').locator('.cm-content')).toContainText('a: ones');
  await changed.getByRole('button', { name: 'Merge' }).click();
  const merge = page.getByTestId('yaml-merge');
  await expect(merge.getByRole('button', { name: '1 to choose' })).toBeDisabled();
  await app.accessible();
  await merge.getByText('Keep mine').click();
  await merge.getByRole('button', { name: 'Use this text' }).click();
  await page.keyboard.press('Control+s');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByTestId('toast')).toContainText('Saved shared');
  const { json } = await call(app, 'objects.get', { clusterId, kind: 'cm', namespace: 'default', name: 'shared' });
  expect(JSON.parse(json).data).toEqual({ a: 'ones', b: 'two', c: 'tres' });
});

test('a draft survives another tab, a closed panel and a reload; the object deleted meanwhile can be made again', async ({
  app,
}) => {
  const { page } = app;
  const clusterId = await openConfigMap(app, 'drafted', '  a: one\n');
  await endOf(app, 'a: one');
  await page.keyboard.type('hundred');
  await expect(page.getByTestId('yaml-state')).toContainText('Draft');
  await page.getByTestId('details').getByRole('tab', { name: 'Summary' }).click();
  await expect(page.getByTestId('details').getByRole('tab', { name: 'YAML · draft' })).toBeVisible();
  await page.getByTestId('details').getByRole('button', { name: 'Close' }).click();
  await page.reload();
  await app.rowsAreThere();
  await showYaml(app, 'drafted');
  await expect(page.getByTestId('yaml').locator('.cm-content')).toContainText('a: onehundred');
  await expect(page.getByTestId('yaml-state')).toContainText('Draft');
  const ref = { clusterId, kind: 'configmaps', namespace: 'default', name: 'drafted' };
  const { uid } = await call(app, 'objects.get', ref);
  await call(app, 'objects.delete', { ...ref, uid });
  await page.getByTestId('yaml-gone').getByRole('button', { name: 'Create it again' }).click({ timeout: 20_000 });
  const create = page.getByTestId('create-page');
  await expect(create.locator('.cm-content')).toContainText('a: onehundred');
  await create.getByRole('button', { name: 'Plan' }).click();
  await expect(page.getByTestId('set-plan')).toHaveText('1 to create.');
  await page.getByTestId('apply').click();
  await expect(page.getByTestId('set-result')).toHaveText('1 created.');
});

test('many documents: a plan with the server’s words, then a result', async ({ app }) => {
  const { page } = app;
  await app.choose('staging');
  await app.rowsAreThere();
  await app.grid.focus();
  await page.keyboard.press('n');
  const create = page.getByTestId('create-page');
  const text = [
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: in-the-new\n  namespace: brand-new\ndata: {}\n',
    'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: brand-new\n',
    'apiVersion: v1\nkind: Service\nmetadata:\n  name: bad-port\nspec:\n  ports:\n  - port: 99999\n',
  ].join('---\n');
  await page
    .getByTestId('create-files')
    .setInputFiles({ name: 'set.yaml', mimeType: 'text/yaml', buffer: Buffer.from(text) });
  await expect(create.locator('.cm-content')).toContainText('brand-new');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByTestId('set-plan')).toHaveText('1 to create · 1 to create after what they need · 1 refused.');
  await expect(page.getByTestId('set')).toContainText('must be between 1 and 65535, inclusive');
  await app.accessible();
  await page.getByTestId('apply').click();
  await expect(page.getByTestId('set-result')).toHaveText('2 created.');
});

test('two objects of two clusters are compared; noise on demand; both themes are accessible', async ({ app }) => {
  // Two clusters, and axe twice over two editors.
  test.slow();
  const { page } = app;
  await app.choose('dev-payments');
  await app.rowsAreThere();
  await app.choose('staging');
  await app.rowsAreThere();
  await page
    .getByRole('button', { name: /^Nodes/ })
    .or(page.getByRole('link', { name: /^Nodes/ }))
    .first()
    .click();
  await app.rowsAreThere();
  await app.grid.focus();
  await page.keyboard.press('j');
  await page.keyboard.press('.');
  await page.getByRole('menuitem', { name: 'Compare with…' }).click();
  await page.getByRole('button', { name: /^Cluster, right/ }).click();
  await page.getByRole('menuitemcheckbox', { name: 'dev-payments' }).click();
  await page.getByRole('button', { name: /^Object, right/ }).click();
  await page.getByTestId('object-picker').getByRole('option').first().click();
  await expect(page.getByTestId('diff-words')).toHaveText(/They differ · \d+ fields folded/);
  await expect(page.getByTestId('diff')).not.toContainText('resourceVersion');
  await page.getByRole('switch', { name: 'Show status and generated fields' }).click();
  await expect(page.getByTestId('diff')).toContainText('resourceVersion');
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await app.accessible();
  }
});
