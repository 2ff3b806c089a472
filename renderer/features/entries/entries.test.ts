import { expect, it } from 'vitest';
import { configMapEntries, formatSize, secretKeys } from './entries.ts';

const metadata = { name: 'c', uid: 'u' };

it('keys of a ConfigMap in order, texts with their size in bytes, binary ones without a text', () => {
  const object = { metadata, data: { b: 'ü', a: '' }, binaryData: { c: 'AAEC' } };
  expect(configMapEntries(object)).toEqual([
    { key: 'a', text: '', size: 0 },
    { key: 'b', text: 'ü', size: 2 },
    { key: 'c', text: null, size: 3 },
  ]);
});

it('keys of a Secret, whatever they are called', () => {
  const object = JSON.parse('{"metadata":{"name":"s","uid":"u"},"data":{"z":"x","__proto__":"x","a":"x"}}');
  expect(secretKeys(object)).toEqual(['__proto__', 'a', 'z']);
});

it('sizes as people read them', () => {
  expect([0, 812, 1_434, 1_572_864].map(formatSize)).toEqual(['0 B', '812 B', '1.4 KiB', '1.5 MiB']);
});
