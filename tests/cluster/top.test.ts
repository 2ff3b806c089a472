/** Usage as `kubectl top` prints it, measured by a real metrics-server from simulated kubelets. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ControlPlane, startControlPlane } from './controlplane.ts';
import { eventually } from './processes.ts';
import { cannotRun, createProduct, type Product } from './product.ts';

describe.skipIf(cannotRun)('top', () => {
  let plane: ControlPlane;
  let product: Product;

  beforeAll(async () => {
    plane = await startControlPlane({ name: 'top', nodes: 3, pods: 12, kwok: true, metrics: true });
    product = await createProduct();
  });
  afterAll(async () => {
    await product?.close();
    await plane?.stop();
  });

  /** kubectl's lines as cells; of nodes without the two columns of percents, which need a second list. */
  async function printed(args: readonly string[]): Promise<readonly string[]> {
    const [header = '', ...lines] = (await plane.kubectl(['top', ...args])).trim().split('\n');
    const keep = header
      .trim()
      .split(/\s+/)
      .map((title) => !title.endsWith('(%)'));
    return [header, ...lines]
      .map((line) =>
        line
          .split(/\s+/)
          .filter((_cell, at) => keep[at])
          .join(' '),
      )
      .sort();
  }
  async function shown(kind: string): Promise<readonly string[]> {
    const answer = await product.view(['--kubeconfig', plane.kubeconfig, '--context', plane.name, '--kind', kind]);
    if (!answer.ok) throw new Error(answer.error.message);
    const { columns, rows } = answer.view;
    const lines = rows.map(({ cells }) => columns.map(({ id }) => cells[id]).join(' '));
    return [columns.map(({ title }) => title).join(' '), ...lines].sort();
  }

  test.each([
    ['nodes.metrics.k8s.io', ['nodes'], 3],
    ['pods.metrics.k8s.io', ['pods', '--all-namespaces'], 12],
  ] as const)('%s', async (kind, args, count) => {
    await eventually('nothing was measured', 100_000, async () => {
      const lines = await printed(args);
      if (lines.length !== count + 1) throw new Error(`${lines.length} lines`);
    });
    // New measurements come every few seconds: what is compared stands between two equal readings.
    const seen = await eventually('the measurements never stood still', 60_000, async () => {
      const before = await printed(args);
      const table = await shown(kind);
      const after = await printed(args);
      if (before.join('\n') !== after.join('\n')) throw new Error('measured anew meanwhile');
      return { before, table };
    });
    expect(seen.table).toEqual(seen.before);
    expect(seen.table.join('\n')).toMatch(/ [1-9]\d*m [1-9]\d*Mi/);
  });
});
