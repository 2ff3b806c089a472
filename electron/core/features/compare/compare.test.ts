import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { noisePaths } from '../../../../shared/kube/noise.ts';
import { type DemoBed, openDemoBed } from '../../testing/demo-bed.ts';
import { parseJson, toJson } from '../objects/lossless.ts';
import { limitedTo, sorted, without } from './fold.ts';

vi.setConfig({ testTimeout: 60_000 });
const node = (value: unknown) => parseJson(JSON.stringify(value));

describe('folding', () => {
  test('noise goes, and maps that are empty without it', () => {
    const pod = {
      metadata: { name: 'a', uid: 'u', annotations: { 'deployment.kubernetes.io/revision': '3' } },
      spec: { volumes: [{ emptyDir: {} }] },
      status: { phase: 'Running' },
    };
    const folded = without(node(pod), noisePaths('Pod'));
    expect(JSON.parse(toJson(folded.node))).toEqual({ metadata: { name: 'a' }, spec: { volumes: [{ emptyDir: {} }] } });
    expect(folded.count).toBe(3);
  });

  test('keys in one order', () => {
    expect(toJson(sorted(node({ spec: { b: 1, a: [{ z: 1, y: 2 }] }, kind: 'X', apiVersion: 'v1' })))).toBe(
      '{"apiVersion":"v1","kind":"X","spec":{"a":[{"y":2,"z":1}],"b":1}}',
    );
  });

  test('limited to what a configuration names, items paired by name', () => {
    const live = {
      spec: {
        containers: [
          { name: 'side', image: 's' },
          { name: 'a', image: 'i', tty: false },
        ],
        x: 1,
      },
    };
    const shape = { spec: { containers: [{ name: 'a', image: 'old' }] } };
    const limited = limitedTo(node(live), node(shape));
    expect(JSON.parse(toJson(limited.node))).toEqual({
      spec: {
        containers: [
          { name: 'side', image: 's' },
          { name: 'a', image: 'i' },
        ],
      },
    });
    expect(limited.count).toBe(2);
  });
});

describe('against a server', () => {
  let bed: DemoBed;
  beforeEach(async () => {
    bed = await openDemoBed();
  });
  afterEach(() => bed.close());
  const put = (kind: string, name: string, rest: object, annotations = {}) =>
    bed.server.world.store.putObject(kind === 'Secret' ? 'secrets' : 'configmaps', {
      apiVersion: 'v1',
      kind,
      metadata: { name, namespace: 'default', uid: name, resourceVersion: '', creationTimestamp: null, annotations },
      ...rest,
    });

  test('two objects differ where somebody meant it; noise on demand', async () => {
    const { host, clusterId } = bed;
    put('ConfigMap', 'a', { data: { x: '1', y: '2' } });
    put('ConfigMap', 'b', { data: { y: '2', x: '3' } });
    const ask = (noise: boolean) =>
      host.call('objects.diff', {
        clusterId,
        kind: 'cm',
        namespace: 'default',
        name: 'a',
        with: { type: 'object', clusterId, kind: 'cm', namespace: 'default', name: 'b' },
        noise,
      });
    const diff = await ask(false);
    expect(diff.left).toContain('data:\n  x: "1"\n  "y": "2"');
    expect(diff.right).toContain('data:\n  x: "3"\n  "y": "2"');
    expect(diff.left).not.toContain('uid');
    expect(diff.same).toBe(false);
    expect((await ask(true)).left).toContain('uid: a');
  });

  test('Secrets: no value leaves the host, and those that differ are marked', async () => {
    const { host, clusterId } = bed;
    put('Secret', 'a', { data: { same: 'c2FtZQ==', other: 'b25l' } });
    put('Secret', 'b', { data: { same: 'c2FtZQ==', other: 'dHdv' } });
    const ref = { kind: 'secrets', namespace: 'default' };
    const diff = await host.call('objects.diff', {
      clusterId,
      ...ref,
      name: 'a',
      with: { type: 'object', clusterId, ...ref, name: 'b' },
    });
    expect(diff.left + diff.right).not.toMatch(/c2FtZQ|b25l|dHdv/);
    expect(diff.left).toContain('same: ••••••\n');
    expect(diff.right).toContain('same: ••••••\n');
    expect(diff.left).toContain('other: •••••• (one value)');
    expect(diff.right).toContain('other: •••••• (another value)');
  });

  test('against its last-applied configuration: what that names, unless all is asked for', async () => {
    const { host, clusterId } = bed;
    const applied = JSON.stringify({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'a', namespace: 'default' },
      data: { x: '1' },
    });
    put(
      'ConfigMap',
      'a',
      { data: { x: '2', added: 'by hand' } },
      { 'kubectl.kubernetes.io/last-applied-configuration': applied },
    );
    put('ConfigMap', 'never', {});
    const ref = { clusterId, kind: 'configmaps', namespace: 'default', with: { type: 'last-applied' } } as const;
    const diff = await host.call('objects.diff', { ...ref, name: 'a' });
    expect(diff.left).toContain('x: "2"');
    expect(diff.left).not.toContain('added');
    expect(diff.right).toContain('x: "1"');
    expect((await host.call('objects.diff', { ...ref, name: 'a', noise: true })).left).toContain('added: by hand');
    expect(await host.refusal('objects.diff', { ...ref, name: 'never' })).toMatchObject({ code: 'not-found' });
  });

  test('a preview is the server’s own dry run; nothing is changed, and refusals carry the fields', async () => {
    const { host, clusterId } = bed;
    put('ConfigMap', 'a', { data: { x: '1' } });
    const ref = { clusterId, kind: 'configmaps', namespace: 'default', name: 'a' };
    const { yaml, resourceVersion } = await host.call('objects.yaml', ref);
    const preview = await host.call('objects.preview', { ...ref, text: yaml.replace('x: "1"', 'x: "2"') });
    expect(preview).toMatchObject({
      same: false,
      left: expect.stringContaining('x: "1"'),
      right: expect.stringContaining('x: "2"'),
    });
    expect((await host.call('objects.yaml', ref)).resourceVersion).toBe(resourceVersion);
    const refused = await host.refusal('objects.preview', { ...ref, text: `${yaml}wrong: 1\n` });
    expect(refused).toMatchObject({ code: 'invalid', message: expect.stringContaining('unknown field "wrong"') });
    expect(await host.refusal('objects.preview', { ...ref, text: 'a: [' })).toMatchObject({
      message: expect.stringContaining('line'),
    });
  });

  test('a Secret is shown whole for editing, and the log says so', async () => {
    const { host, clusterId } = bed;
    put('Secret', 's', { data: { password: 'c2VzYW1l' } });
    const { yaml, masked } = await host.call('secrets.yaml', { clusterId, namespace: 'default', name: 's' });
    expect(yaml).toContain('password: c2VzYW1l');
    expect(masked).toBe(false);
    const { lines } = await host.call('app.logs', {});
    expect(lines.some(({ message }) => message === 'Secret values shown for editing: default/s.')).toBe(true);
  });
});
