/** Every way of signing in, to a real API server: what the user gets to see, and what it is called when it fails. */
import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ControlPlane, startControlPlane } from './controlplane.ts';
import { cannotRun, createProduct, type Product } from './product.ts';
import { RESTRICTED_NAMESPACES, TOKENS, type User } from './users.ts';

describe.skipIf(cannotRun)('signing in', () => {
  let plane: ControlPlane;
  let product: Product;

  beforeAll(async () => {
    plane = await startControlPlane({ name: 'sign-in' });
    product = await createProduct();
    for (const namespace of [...RESTRICTED_NAMESPACES, 'default']) {
      await plane.client.json('POST', `/api/v1/namespaces/${namespace}/configmaps`, {
        body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `in-${namespace}` } },
      });
    }
  });
  afterAll(async () => {
    await product?.close();
    await plane?.stop();
  });
  beforeEach(async () => {
    await writeFile(plane.plugin.runs, '');
    await writeFile(plane.plugin.token, TOKENS.exec);
  });

  async function view(user: User, kind: string, ...more: readonly string[]) {
    const kubeconfig = await plane.kubeconfigFor(user);
    return product.view(['--kubeconfig', kubeconfig, '--context', 'sign-in', '--kind', kind, ...more]);
  }
  async function names(user: User, kind: string, ...more: readonly string[]): Promise<readonly string[]> {
    const answer = await view(user, kind, ...more);
    if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.message}`);
    return answer.view.rows.map(({ name }) => name).filter((name) => name.startsWith('in-'));
  }
  async function failure(user: User, kind: string, ...more: readonly string[]) {
    const answer = await view(user, kind, ...more);
    return answer.ok ? null : answer.error;
  }
  const pluginRuns = async (): Promise<number> =>
    (await readFile(plane.plugin.runs, 'utf8')).split('\n').filter((_line, index, all) => index < all.length - 1)
      .length;

  test.each(['admin', 'certificate', 'token', 'service-account'] as const)('%s sees everything', async (user) => {
    expect(await names(user, 'configmaps')).toEqual(['in-default', 'in-team-a', 'in-team-b']);
  });

  test('an exec plugin waits for consent, and does not run before', async () => {
    expect(await failure('exec', 'configmaps')).toMatchObject({ code: 'consent-required' });
    expect(await pluginRuns()).toBe(0);
  });

  test('an exec plugin that may run runs once, with KUBERNETES_EXEC_INFO', async () => {
    expect(await names('exec', 'configmaps', '--allow-exec')).toContain('in-default');
    expect(await pluginRuns()).toBe(1);
    expect(JSON.parse(await readFile(plane.plugin.runs, 'utf8'))).toMatchObject({
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      spec: { interactive: false },
    });
  });

  test('a 401 runs the plugin once more, and the new token is used', async () => {
    await writeFile(plane.plugin.token, `a-token-of-yesterday\n${TOKENS.exec}`);
    expect(await names('exec', 'configmaps', '--allow-exec')).toContain('in-default');
    expect(await pluginRuns()).toBe(2);
  });

  test.each([
    ['refused', 'unauthenticated'],
    ['expired', 'unauthenticated'],
    ['anonymous', 'no-credentials'],
  ] as const)('%s is told so (%s)', async (user, code) => {
    expect(await failure(user, 'configmaps')).toMatchObject({ code });
  });

  test('who may read two namespaces reads those two', async () => {
    expect(await names('restricted', 'configmaps', '--namespace', RESTRICTED_NAMESPACES.join(','))).toEqual([
      'in-team-a',
      'in-team-b',
    ]);
  });

  test('a denial carries the words of the server', async () => {
    const all = await failure('restricted', 'configmaps');
    expect(all).toMatchObject({ code: 'forbidden', message: expect.stringContaining('User "rune" cannot list') });
    expect(await failure('restricted', 'nodes')).toMatchObject({ code: 'forbidden' });
    expect(await failure('restricted', 'configmaps', '--namespace', 'default')).toMatchObject({ code: 'forbidden' });
  });
});
