/** Objects as they are: of every kind the product's JSON is the server's own text, and its YAML says the same without losing a digit. */
import { basename } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { type ControlPlane, startControlPlane } from './controlplane.ts';
import { createFixtures } from './create-fixtures.ts';
import { collectionPath, type ServedKind, servedKinds } from './discovery.ts';
import { isFields, loadFixtures } from './fixtures.ts';
import { cannotRun, createProduct, type Product } from './product.ts';

const answerSchema = z.object({
  value: z.object({ json: z.string(), yaml: z.string().optional(), masked: z.boolean() }),
});

/** Every scalar as the text it is written with: two documents are the same when these trees are. */
function written(json: string): unknown {
  const reviver = (_key: string, value: unknown, context?: { source?: string }): unknown =>
    typeof value === 'string' || context?.source === undefined ? value : context.source;
  return JSON.parse(json, reviver);
}

/** What JavaScript's own numbers cannot hold. */
const BIG_NUMBERS = ['9223372036854775807', '-9223372036854775808', '9007199254740993'];

const kindId = ({ plural, group }: ServedKind): string => (group === '' ? plural : `${plural}.${group}`);

describe.skipIf(cannotRun)('objects as the server has them', () => {
  let plane: ControlPlane;
  let product: Product;
  let kinds: readonly ServedKind[];
  let args: readonly string[];

  beforeAll(async () => {
    plane = await startControlPlane({ name: 'objects', storage: 'application/json' });
    await createFixtures(plane, await loadFixtures('objects', new Date()));
    const seen = new Set<string>();
    kinds = (await servedKinds(plane.client)).filter((kind) => {
      if (seen.has(kindId(kind)) || !kind.verbs.includes('list') || !kind.verbs.includes('get')) return false;
      seen.add(kindId(kind));
      return true;
    });
    await plane.client.json('POST', '/apis/portolan.example/v1/namespaces/default/gadgets', {
      body: `{"apiVersion":"portolan.example/v1","kind":"Gadget","metadata":{"name":"numbers-of-64-bits"},"spec":{"numbers":[${BIG_NUMBERS.join()}]}}`,
    });
    product = await createProduct();
    args = ['--kubeconfig', plane.kubeconfig];
  });
  afterAll(async () => {
    await product?.close();
    await plane?.stop();
  });

  async function firstOf(kind: ServedKind): Promise<{ name: string; namespace: string }> {
    const list = await plane.client.json('GET', `${collectionPath(kind)}?limit=1`);
    const item = isFields(list) && Array.isArray(list.items) ? list.items[0] : undefined;
    const { name, namespace } = z
      .object({ metadata: z.object({ name: z.string(), namespace: z.string().optional() }) })
      .parse(item).metadata;
    return { name, namespace: namespace ?? '' };
  }
  async function fetched(kind: ServedKind, name: string, namespace: string): Promise<string> {
    const path = `${collectionPath(kind, kind.namespaced ? namespace : undefined)}/${encodeURIComponent(name)}`;
    return (await plane.client.send('GET', path)).body.toString('utf8').trim();
  }
  async function asked(method: string, kind: ServedKind, name: string, namespace: string, more: object = {}) {
    const clusterId = `${basename(plane.kubeconfig)}:objects`;
    const input = { clusterId, kind: kindId(kind), namespace, name, ...more };
    return answerSchema.parse(await product.call(args, method, input)).value;
  }

  test('the JSON of every kind is the server’s own text', { timeout: 300_000 }, async () => {
    const failures: string[] = [];
    for (const kind of kinds) {
      if (kind.plural === 'secrets') continue;
      const { name, namespace } = await firstOf(kind);
      try {
        const { json } = await asked('objects.get', kind, name, namespace);
        if (json.trim() !== (await fetched(kind, name, namespace))) failures.push(`${kindId(kind)} ${name} differs`);
      } catch (error) {
        failures.push(`${kindId(kind)} ${name}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    expect(failures).toEqual([]);
  });

  test('YAML says the same, digit by digit, whatever the text looks like', async () => {
    const gadgets = kinds.find(({ plural }) => plural === 'gadgets');
    if (!gadgets) throw new Error('the fixtures define gadgets');
    for (const name of ['precise', 'numbers-of-64-bits']) await sameAsYaml(gadgets, name);
  });

  async function sameAsYaml(gadgets: ServedKind, name: string): Promise<void> {
    const { json, yaml } = await asked('objects.yaml', gadgets, name, 'default', { managedFields: true });
    expect(json.trim()).toBe(await fetched(gadgets, name, 'default'));
    for (const digits of name === 'precise' ? [] : BIG_NUMBERS) expect(json).toContain(digits);
    expect(parse(yaml ?? '', { schema: 'failsafe' })).toEqual(written(json));
    // And every value has its own type: a text that looks like a number is still a text.
    expect(JSON.stringify(parse(yaml ?? '', { schema: 'core' }))).toBe(JSON.stringify(JSON.parse(json)));
  }

  test('a Secret’s values are masked', async () => {
    const secrets = kinds.find(({ plural }) => plural === 'secrets');
    if (!secrets) throw new Error('the server has secrets');
    const { json, masked } = await asked('objects.get', secrets, 'opaque', 'default');
    expect(masked).toBe(true);
    expect(json).not.toContain(Buffer.from('not-a-real-secret').toString('base64'));
  });
});
