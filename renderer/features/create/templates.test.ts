import { expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import type { KindSchema } from '../../../shared/contract/schema.ts';
import { templateOf, templates } from './templates.ts';

test('every template is YAML whose objects have a kind and a name', () => {
  for (const { id, yaml } of templates) {
    for (const document of parseAllDocuments(yaml)) {
      expect(document.errors, id).toEqual([]);
      expect(document.toJS(), id).toMatchObject({
        apiVersion: expect.any(String),
        kind: expect.any(String),
        metadata: { name: 'example' },
      });
    }
  }
});

test('one from a schema: what is required, with values of the right type; the rest as comments', () => {
  const schema: KindSchema = {
    hash: '',
    root: 'R',
    types: {
      R: { type: 'object', required: ['spec'], properties: { spec: { ref: 'S' } } },
      S: {
        type: 'object',
        required: ['size', 'mode', 'parts', 'at'],
        properties: {
          size: { type: 'integer' },
          mode: { type: 'string', enum: ['Fast', 'Slow'] },
          parts: {
            type: 'array',
            items: {
              type: 'object',
              required: ['name', 'on'],
              properties: { name: { type: 'string' }, on: { type: 'boolean' } },
            },
          },
          at: { type: 'object', required: ['host'], properties: { host: { type: 'string' } } },
          note: { type: 'string' },
          tags: { type: 'array', items: { type: 'string' } },
        },
      },
    },
  };
  const info = { group: 'example.com', version: 'v1', kind: 'Gadget' } as Parameters<typeof templateOf>[1];
  const text = templateOf(schema, info);
  expect(parse(text)).toEqual({
    apiVersion: 'example.com/v1',
    kind: 'Gadget',
    metadata: { name: 'example' },
    spec: { size: 1, mode: 'Fast', parts: [{ name: 'example', on: false }], at: { host: 'example' } },
  });
  expect(text).toContain('  # note: text\n  # tags: list of texts\n');
});
