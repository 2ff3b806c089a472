/**
 * Round trips: what the product shows as YAML is written back unchanged, and the server has what it had, to the field and to the
 * digit. Both ways go through the product's command line; the comparison reads the server itself.
 */
import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type ControlPlane, startControlPlane } from './controlplane.ts';
import { createFixtures } from './create-fixtures.ts';
import { collectionPath, type ServedKind, servedKinds } from './discovery.ts';
import { isFields, loadFixtures } from './fixtures.ts';
import { cannotRun, createProduct, type Product } from './product.ts';

const shownSchema = z.object({ value: z.object({ yaml: z.string(), json: z.string(), masked: z.boolean() }) });
const revealedSchema = z.object({ value: z.object({ base64: z.string() }) });

const kindId = ({ plural, group }: ServedKind): string => (group === '' ? plural : `${plural}.${group}`);

/** What the server moves by itself with any write, also one that changes nothing else. */
const MOVED = ['resourceVersion', 'managedFields', 'generation'];

/** An object as a tree of the texts it is written with: no number passes through JavaScript. */
function written(json: string): unknown {
  const tree: unknown = JSON.parse(json, (_key, value: unknown, context?: { source?: string }) =>
    typeof value === 'string' || context?.source === undefined ? value : { written: context.source },
  );
  if (!isFields(tree) || !isFields(tree.metadata)) throw new Error('no object');
  const metadata = Object.fromEntries(Object.entries(tree.metadata).filter(([key]) => !MOVED.includes(key)));
  return { ...tree, metadata };
}

/** Texts that YAML, a line, or a screen could eat. */
const HOSTILE: Readonly<Record<string, string>> = {
  yes: 'yes',
  hexadecimal: '0x10',
  underscores: '1_000',
  tilde: '~',
  empty: '',
  exponent: '1e3',
  octal: '0o17',
  sexagesimal: '12:30:45',
  date: '2024-01-01',
  'leading-spaces': '   three',
  'trailing-spaces': 'three   ',
  newlines: '\n\none\n\n two\n\n',
  'carriage-return': 'one\r\ntwo\rthree',
  'only-newline': '\n',
  tabs: '\tone\n\ttwo\t\n',
  'line-separators': 'one\u2028two\u2029three\u0085four',
  bidi: 'user\u202e\u2066nimda\u2069',
  ansi: '\u001b[31mred\u001b[0m\u0007\u0000',
  'no-break': '\u00a0x\ufeff\u200b',
  unicode: 'žluťoučký 漢字 😀 e\u0301',
  quotes: '\'"`\\ %!@&*|>{}[],#?:-',
  comment: 'a # b: c',
  markers: '---\n...\n--- x',
  'merge-key': '<<',
  yaml: 'a: &x [1]\nb: *x\n',
  json: '{"a": [1, 2, {"b": null}]}',
  long: `${'long words '.repeat(200)}end`,
};

/** As JSON text, for JavaScript cannot hold the numbers. */
const PARCEL_SPEC = `{"numbers":[9223372036854775807,-9223372036854775808,9007199254740993,1.0,1e3,-0.5,0.1,0],
 "unknown":{"deep":[{"":{"a b":null}},[],{},[[]],true]},"texts":${JSON.stringify(Object.values(HOSTILE))},
 "keys":${JSON.stringify(Object.fromEntries(Object.values(HOSTILE).map((text) => [text.slice(0, 40), text])))}}`;

describe.skipIf(cannotRun)('round trips', () => {
  let plane: ControlPlane;
  let product: Product;
  let kinds: readonly ServedKind[];
  let args: readonly string[];

  beforeAll(async () => {
    plane = await startControlPlane({ name: 'roundtrip', storage: 'application/json' });
    await createFixtures(plane, await loadFixtures('objects', new Date()));
    const seen = new Set<string>();
    kinds = (await servedKinds(plane.client)).filter((kind) => {
      if (seen.has(kindId(kind)) || !kind.verbs.includes('list') || !kind.verbs.includes('update')) return false;
      seen.add(kindId(kind));
      return true;
    });
    product = await createProduct();
    args = ['--kubeconfig', plane.kubeconfig];
  });
  afterAll(async () => {
    await product?.close();
    await plane?.stop();
  });

  interface Named {
    readonly name: string;
    readonly namespace: string;
  }
  const itemSchema = z.object({ metadata: z.object({ name: z.string(), namespace: z.string().default('') }) });

  /** Of every kind the objects that say most: the two longest. */
  async function richest(kind: ServedKind): Promise<readonly Named[]> {
    const list = await plane.client.json('GET', collectionPath(kind));
    const items = isFields(list) && Array.isArray(list.items) ? list.items : [];
    return items
      .toSorted((a, b) => JSON.stringify(b).length - JSON.stringify(a).length)
      .slice(0, 2)
      .map((item) => itemSchema.parse(item).metadata);
  }
  const pathOf = (kind: ServedKind, { name, namespace }: Named): string =>
    `${collectionPath(kind, kind.namespaced ? namespace : undefined)}/${encodeURIComponent(name)}`;
  const raw = async (kind: ServedKind, object: Named): Promise<string> =>
    (await plane.client.send('GET', pathOf(kind, object))).body.toString('utf8');
  const call = (method: string, kind: ServedKind, object: Named, more: object = {}): Promise<unknown> =>
    product.call(args, method, {
      clusterId: `${basename(plane.kubeconfig)}:roundtrip`,
      kind: kindId(kind),
      ...object,
      ...more,
    });

  /** A Secret is shown masked: its text is complete once every value has been revealed. */
  async function textOf(kind: ServedKind, object: Named): Promise<string> {
    const { yaml, json, masked } = shownSchema.parse(
      await call('objects.yaml', kind, object, { managedFields: true }),
    ).value;
    if (!masked) return yaml;
    let text = yaml;
    const { data = {} } = z.object({ data: z.record(z.string(), z.string()).optional() }).parse(JSON.parse(json));
    for (const key of Object.keys(data)) {
      const { base64 } = revealedSchema.parse(await call('secrets.reveal', kind, object, { key })).value;
      text = text.replace('••••••', base64);
    }
    return text;
  }

  async function roundTrip(kind: ServedKind, object: Named): Promise<readonly string[]> {
    const before = await raw(kind, object);
    const text = await textOf(kind, object);
    try {
      await call('objects.update', kind, object, { text });
    } catch (error) {
      return [error instanceof Error ? error.message : String(error)];
    }
    const after = await raw(kind, object);
    return JSON.stringify(written(after)) === JSON.stringify(written(before))
      ? []
      : [`differs:\n${before}\n${after}`.slice(0, 4_000)];
  }

  test('every kind that can be updated', { timeout: 600_000 }, async () => {
    expect(kinds.length).toBeGreaterThan(50);
    const failures: string[] = [];
    const empty: string[] = [];
    for (const kind of kinds) {
      const objects = await richest(kind);
      if (objects.length === 0) empty.push(kindId(kind));
      for (const object of objects) {
        let problems = await roundTrip(kind, object);
        // The API server renews its own lease every ten seconds: between reading and writing that is a true conflict.
        for (let again = 0; again < 3 && problems.length > 0 && kind.plural === 'leases'; again++) {
          problems = await roundTrip(kind, object);
        }
        failures.push(...problems.map((line) => `${kindId(kind)} ${object.name}: ${line}`));
      }
    }
    expect(empty).toEqual([]);
    // No kind refuses an update that changes nothing: there is no list of exceptions.
    expect(failures).toEqual([]);
  });

  test('hostile texts, 64-bit integers, floats as they are written, fields that no schema knows', async () => {
    const gadgets = kinds.find(({ plural }) => plural === 'gadgets');
    if (!gadgets) throw new Error('the fixtures define gadgets');
    const object = { name: 'hostile', namespace: 'default' };
    const annotations = Object.fromEntries(
      Object.entries(HOSTILE).map(([name, text]) => [`portolan.test/${name}`, text]),
    );
    await plane.client.json('POST', collectionPath(gadgets, 'default'), {
      body: `{"apiVersion":"portolan.example/v1","kind":"Gadget","metadata":${JSON.stringify({ name: object.name, annotations })},"spec":${PARCEL_SPEC}}`,
    });
    const before = await raw(gadgets, object);
    for (const digits of ['9223372036854775807', '-9223372036854775808', '9007199254740993']) {
      expect(before).toContain(digits);
    }
    expect(await roundTrip(gadgets, object)).toEqual([]);
    // A ConfigMap has a schema and a store of its own.
    const configMaps = kinds.find((kind) => kindId(kind) === 'configmaps');
    if (!configMaps) throw new Error('the server has config maps');
    await plane.client.json('POST', collectionPath(configMaps, 'default'), {
      body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'hostile', annotations }, data: HOSTILE },
    });
    expect(await roundTrip(configMaps, object)).toEqual([]);
  });

  test('very long texts, of one line and of many', async () => {
    const configMaps = kinds.find((kind) => kindId(kind) === 'configmaps');
    if (!configMaps) throw new Error('the server has config maps');
    // An argument of a command line is 128 KiB at most.
    const data = {
      line: 'x'.repeat(50_000),
      words: `${'long words '.repeat(3_000)}end`,
      lines: 'a line\n'.repeat(2_000),
    };
    await plane.client.json('POST', collectionPath(configMaps, 'default'), {
      body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'long' }, data },
    });
    expect(await roundTrip(configMaps, { name: 'long', namespace: 'default' })).toEqual([]);
  });

  test('kubectl reads the same out of the text', async () => {
    const gadgets = kinds.find(({ plural }) => plural === 'gadgets');
    if (!gadgets) throw new Error('the fixtures define gadgets');
    const object = { name: 'hostile', namespace: 'default' };
    const before = await raw(gadgets, object);
    const file = join(plane.folder, 'hostile.yaml');
    await writeFile(file, await textOf(gadgets, object));
    await plane.kubectl(['replace', '--filename', file]);
    expect(written(await raw(gadgets, object))).toEqual(written(before));
  });

  test('an edit lands, a stale one is a conflict, a wrong one is refused at its field', async () => {
    const configMaps = kinds.find((kind) => kindId(kind) === 'configmaps');
    if (!configMaps) throw new Error('the server has config maps');
    const object = { name: 'edited', namespace: 'default' };
    await plane.client.json('POST', collectionPath(configMaps, 'default'), {
      body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'edited' }, data: { a: 'one' } },
    });
    const text = await textOf(configMaps, object);
    await call('objects.update', configMaps, object, { text: text.replace('a: one', 'a: two') });
    expect(await raw(configMaps, object)).toContain('"a":"two"');
    const failing = async (edited: string): Promise<string> => {
      const error: unknown = await call('objects.update', configMaps, object, { text: edited }).catch((why) => why);
      return error instanceof Error ? error.message : '';
    };
    expect(await failing(text)).toMatch(/"conflict".*the object has been modified/s);
    const fresh = await textOf(configMaps, object);
    expect(await failing(fresh.replace(/^data:/m, 'dataa: {}\ndata:'))).toMatch(
      /"invalid".*unknown field \\*"dataa\\*"/s,
    );
    expect(await failing(fresh.replace('a: two', '"a b": two'))).toMatch(/"invalid".*data\[a b\]/s);
    expect(await raw(configMaps, object)).toContain('"a":"two"');
  });
});
