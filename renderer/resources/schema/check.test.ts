import { describe, expect, test } from 'vitest';
import type { KindSchema } from '../../../shared/contract/schema.ts';
import { checkText, pathOf } from './check.ts';

const schema: KindSchema = {
  hash: 'h',
  root: 'Thing',
  types: {
    Thing: {
      type: 'object',
      properties: {
        apiVersion: { type: 'string' },
        kind: { type: 'string' },
        metadata: { type: 'object', open: true },
        spec: { ref: 'Spec' },
      },
    },
    Spec: {
      type: 'object',
      required: ['items'],
      properties: {
        replicas: { type: 'integer' },
        policy: { type: 'string', enum: ['Always', 'Never'] },
        port: { intOrString: true },
        labels: { type: 'object', values: { type: 'string' } },
        items: { type: 'array', items: { ref: 'Item' } },
      },
    },
    Item: { type: 'object', properties: { name: { type: 'string' }, on: { type: 'boolean' } } },
  },
};
const schemas = new Map([['v1 Thing', schema]]);
const head = 'apiVersion: v1\nkind: Thing\n';
const check = (text: string, named: Parameters<typeof checkText>[2] = []) => {
  const { problems } = checkText(text, schemas, named);
  return problems.map(({ from, to, message }) => `${text.slice(from, to)} | ${message}`);
};

describe('against the schema', () => {
  test('what is right has no problems', () => {
    expect(
      check(
        `${head}spec:\n  replicas: 3\n  policy: Always\n  port: http\n  labels: {a: "1"}\n  items:\n  - name: x\n    on: yes\n`,
      ),
    ).toEqual([]);
  });

  test('unknown fields, with the one that was meant', () => {
    expect(check(`${head}spec:\n  replica: 3\n  items: []\n`)).toEqual([
      'replica | Unknown field replica: the server refuses it. Did you mean replicas?',
    ]);
  });

  test('types, as the server reads them', () => {
    expect(check(`${head}spec:\n  replicas: three\n  policy: Often\n  labels: {a: 1, b: on}\n  items: {}\n`)).toEqual([
      'three | Integer expected, found a text.',
      'Often | One of Always, Never is expected.',
      '1 | A text is expected, and 1 is a number: put it in quotes.',
      'on | A text is expected, and on is a boolean: put it in quotes.',
      '{} | List of objects expected, found an object.',
    ]);
  });

  test('what is missing', () => {
    expect(check(`${head}spec:\n  replicas: 1\n`)).toEqual(['replicas | Missing: items.']);
  });

  test('kinds are told, so that their schemas can be fetched; broken YAML has its place', () => {
    expect(checkText(`${head}---\nkind: Other\n`, schemas, []).kinds).toEqual(['v1 Thing', ' Other']);
    expect(check('a: [1\nb: 2\n').length).toBeGreaterThan(0);
    expect(check('a: 1\na: 2\n')[0]).toContain('unique');
  });
});

describe('what the server found wrong', () => {
  test('fields as servers write them', () => {
    expect(pathOf('spec.containers[0].ports[1].name')).toEqual(['spec', 'containers', '0', 'ports', '1', 'name']);
    expect(pathOf('spec.requests[nvidia.com/gpu]')).toEqual(['spec', 'requests', 'nvidia.com/gpu']);
    expect(pathOf('.spec.containers[name="a.b"].image')).toEqual(['spec', 'containers', 'name="a.b"', 'image']);
  });

  test('is shown at its line, or at the nearest thing around it', () => {
    const text = `# first\n---\n${head}spec:\n  items:\n  - name: a\n  - name: b\n    on: 1\n  labels:\n    a.b/c: x\n`;
    const at = (field: string) =>
      check(text, [{ document: 0, field, message: 'wrong' }]).find((line) => line.endsWith('wrong'));
    expect(at('spec.items[1].on')).toBe('on: 1 | spec.items[1].on: wrong');
    expect(at('spec.items[name="b"].on')).toBe('on: 1 | spec.items[name="b"].on: wrong');
    expect(at('spec.labels[a.b/c]')).toBe('a.b/c: x | spec.labels[a.b/c]: wrong');
    expect(at('spec.labels.a.b/c')).toBe('a.b/c: x | spec.labels.a.b/c: wrong');
    expect(at('spec.items[1].image')).toBe('name | spec.items[1].image: wrong');
    expect(at('spec.strategy.type')).toBe('spec | spec.strategy.type: wrong');
  });
});
