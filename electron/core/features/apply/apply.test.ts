import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type DemoBed, openDemoBed } from '../../testing/demo-bed.ts';
import { textOf } from '../objects/lossless.ts';
import { documentsOf, inOrder } from './documents.ts';

vi.setConfig({ testTimeout: 60_000 });

const configMap = (name: string, value: string, more = ''): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${more}data:\n  a: ${value}\n`;
const definition = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: gadgets.example.com
spec:
  group: example.com
  scope: Namespaced
  names: {plural: gadgets, singular: gadget, kind: Gadget, listKind: GadgetList}
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec: {type: object, properties: {size: {type: integer}}}
`;

describe('a text of many documents', () => {
  test('namespaces and definitions come first, the rest as it stands; Lists are taken apart', () => {
    const gadget = 'apiVersion: example.com/v1\nkind: Gadget\nmetadata:\n  name: g\n';
    const list = `kind: List\napiVersion: v1\nitems:\n- ${configMap('b', 'x').replaceAll('\n', '\n  ')}\n`;
    const space = 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: n\n';
    const ordered = inOrder(documentsOf([gadget, list, definition, space, '# nothing\n'].join('---\n')));
    expect(ordered.map(({ node }) => textOf(node, 'kind'))).toEqual([
      'Namespace',
      'CustomResourceDefinition',
      'Gadget',
      'ConfigMap',
    ]);
    expect(ordered.map(({ index }) => index)).toEqual([3, 2, 0, 1]);
    expect(ordered.at(-1)?.line).toBe(6);
  });

  test('what only a server gives is left out', () => {
    const [document] = documentsOf(configMap('a', 'x', '  uid: u\n  resourceVersion: "7"\n  managedFields: []\n'));
    expect(document?.node).toMatchObject({
      entries: expect.arrayContaining([
        {
          key: 'metadata',
          value: {
            type: 'object',
            entries: [{ key: 'name', value: { type: 'string', value: 'a' } }],
          },
        },
      ]),
    });
  });

  test('broken YAML says line and column; aliases that stand for too much are refused', () => {
    expect(() => documentsOf('a: 1\n---\nb: [1\nc: 2\n')).toThrow(/line [34], column \d+/);
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefgh'.split('').map((k, i) => `${k}: &${k} [${Array(9).fill(`*${'abcdefgh'[i]}`).join(',')}]`),
    ];
    expect(() => documentsOf(bomb.join('\n'))).toThrow(/aliases stand for too much/);
    expect(() => documentsOf('x'.repeat(4_000_001))).toThrow(/longer than/);
    expect(() => documentsOf('# only a comment\n')).toThrow(/holds no object/);
  });
});

describe('against a server', () => {
  let bed: DemoBed;
  beforeEach(async () => {
    bed = await openDemoBed();
  });
  afterEach(() => bed.close());
  const plan = async (text: string, force = false) =>
    (await bed.host.call('apply.plan', { clusterId: bed.clusterId, text, force })).documents;
  const run = async (text: string, force = false) =>
    (await bed.host.call('apply.run', { clusterId: bed.clusterId, text, force })).documents;

  test('a plan says create, change, unchanged and refused, and changes nothing', async () => {
    await run(`${configMap('same', 'x')}---\n${configMap('other', 'x')}`);
    const text = [
      configMap('new', 'x'),
      configMap('same', 'x'),
      configMap('other', 'two'),
      configMap('Wrong_Name', 'x'),
      'apiVersion: v1\nkind: Nothing\nmetadata:\n  name: a\n',
      'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: d\nspec:\n  wrong: 1\n',
    ].join('---\n');
    const planned = await plan(text);
    expect(planned.map(({ verdict }) => verdict)).toEqual([
      'create',
      'unchanged',
      'change',
      'refused',
      'refused',
      'refused',
    ]);
    expect(planned[2]).toMatchObject({
      before: expect.stringContaining('a: x'),
      after: expect.stringContaining('a: two'),
    });
    expect(planned[3]?.causes).toMatchObject([{ field: 'metadata.name' }]);
    expect(planned[4]?.message).toContain('serves no kind Nothing of v1');
    expect(planned[5]?.message).toContain('.spec.wrong: field not declared in schema');
    expect(bed.server.world.store.collection('configmaps').get('default', 'new')).toBeUndefined();
  });

  test('a namespace and a kind of the set itself: waits in the plan, applied in order', async () => {
    const text = [
      'apiVersion: example.com/v1\nkind: Gadget\nmetadata:\n  name: g\n  namespace: fresh\nspec: {size: 3}\n',
      definition,
      'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: fresh\n',
    ].join('---\n');
    expect((await plan(text)).map(({ verdict }) => verdict)).toEqual(['create', 'create', 'waits']);
    const done = await run(text);
    expect(done.map(({ kind, outcome }) => `${kind} ${outcome}`)).toEqual([
      'Namespace created',
      'CustomResourceDefinition created',
      'Gadget created',
    ]);
    expect(bed.server.world.store.collection('gadgets.example.com').get('fresh', 'g')?.render()).toMatchObject({
      spec: { size: 3 },
    });
  });

  test('what another manager set is a conflict that names it; force takes it over', async () => {
    const { host, clusterId } = bed;
    await run(configMap('shared', 'x'));
    const ref = { clusterId, kind: 'configmaps', namespace: 'default', name: 'shared' };
    const { yaml } = await host.call('objects.yaml', { ...ref, managedFields: true });
    // Written by another hand: the PUT makes `a` its own.
    bed.server.world.store.putObject('configmaps', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        ...bed.server.world.store.collection('configmaps').get('default', 'shared')?.render().metadata,
        name: 'shared',
        uid: 'u',
        resourceVersion: '',
        creationTimestamp: null,
        managedFields: [
          {
            manager: 'colleague',
            operation: 'Update',
            apiVersion: 'v1',
            fieldsType: 'FieldsV1',
            fieldsV1: { 'f:data': { 'f:a': {} } },
          },
        ],
      },
      data: { a: 'theirs' },
    });
    expect(yaml).toContain('manager: portolan');
    const [planned] = await plan(configMap('shared', 'mine'));
    expect(planned).toMatchObject({ verdict: 'conflict', conflicts: [{ manager: 'colleague', field: 'data.a' }] });
    expect(await run(configMap('shared', 'mine'))).toMatchObject([{ outcome: 'conflict' }]);
    expect(await run(configMap('shared', 'mine'), true)).toMatchObject([{ outcome: 'changed' }]);
    expect(bed.server.world.store.collection('configmaps').get('default', 'shared')?.render()).toMatchObject({
      data: { a: 'mine' },
    });
  });

  test('one that is refused does not keep the others back; values of Secrets are in no plan', async () => {
    const secret = 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\nstringData:\n  password: sesame\n';
    const planned = await plan(secret);
    expect(JSON.stringify(planned)).not.toMatch(/sesame|c2VzYW1l/);
    const done = await run(`${configMap('No', 'x')}---\n${configMap('yes-1', 'x')}`);
    expect(done.map(({ outcome }) => outcome)).toEqual(['refused', 'created']);
  });
});

test('a read-only cluster may be asked for a plan, and nothing else', async () => {
  const bed = await openDemoBed({}, { clusters: { 'prod.yaml:prod': { guard: 'read-only' } } } as never);
  const input = { clusterId: bed.clusterId, text: configMap('a', 'x') };
  expect((await bed.host.call('apply.plan', input)).documents).toMatchObject([{ verdict: 'create' }]);
  expect(await bed.host.refusal('apply.run', input)).toMatchObject({ code: 'read-only' });
  await bed.close();
});
