import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type DemoBed, openDemoBed } from '../../testing/demo-bed.ts';
import { closureOf, typeOf } from './closure.ts';

vi.setConfig({ testTimeout: 60_000 });

test('of a document only what the kind reaches is kept, references as names', () => {
  const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
  const schemas = {
    A: {
      type: 'object',
      required: ['spec'],
      properties: { spec: { allOf: [ref('B')], default: {}, description: 'what is wanted' }, any: { type: 'object' } },
      'x-kubernetes-group-version-kind': [{ group: 'g', version: 'v1', kind: 'A' }],
    },
    B: {
      type: 'object',
      properties: {
        again: ref('B'),
        port: ref('IntOrString'),
        labels: { type: 'object', additionalProperties: { type: 'string' } },
      },
    },
    IntOrString: { format: 'int-or-string', oneOf: [{ type: 'integer' }, { type: 'string' }] },
    Unused: { type: 'object' },
  };
  expect(typeOf(schemas, { group: 'g', version: 'v1', kind: 'A' })).toBe('A');
  expect(typeOf(schemas, { group: 'g', version: 'v2', kind: 'A' })).toBeNull();
  expect(closureOf(schemas, 'A')).toEqual({
    A: {
      type: 'object',
      required: ['spec'],
      properties: { spec: { ref: 'B', description: 'what is wanted' }, any: { type: 'object', open: true } },
    },
    B: {
      type: 'object',
      properties: {
        again: { ref: 'B' },
        port: { ref: 'IntOrString' },
        labels: { type: 'object', values: { type: 'string' } },
      },
    },
    IntOrString: { format: 'int-or-string', intOrString: true },
  });
});

describe('against a server', () => {
  let bed: DemoBed;
  beforeEach(async () => {
    bed = await openDemoBed();
  });
  afterEach(() => bed.close());
  const asked = (path: string) => bed.server.stats.records({}).filter((record) => record.path.startsWith(path)).length;

  test('a built-in kind: small enough to cross, its document read once', async () => {
    const { host, clusterId } = bed;
    const ask = () => host.call('schema.get', { clusterId, kind: 'deploy' });
    const [schema] = await Promise.all([ask(), ask()]);
    await ask();
    const spec = schema.types[schema.types[schema.root]?.properties?.spec?.ref ?? ''];
    expect(spec?.properties?.replicas).toMatchObject({
      type: 'integer',
      description: expect.stringContaining('Number of desired pods'),
    });
    expect(JSON.stringify(schema).length).toBeLessThan(400_000);
    expect(asked('/openapi/v3/apis/apps/v1')).toBe(1);
    expect(await host.call('schema.get', { clusterId, kind: 'certificates.cert-manager.io' })).toMatchObject({
      types: expect.anything(),
    });
  });

  test('a kind nobody publishes a schema of is unsupported', async () => {
    const { host, clusterId } = bed;
    const error = await host.refusal('schema.get', { clusterId, kind: 'pods', apiVersion: 'v9' });
    expect(error).toMatchObject({ code: 'unsupported' });
  });
});
