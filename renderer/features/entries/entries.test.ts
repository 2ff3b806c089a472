import { expect, it } from 'vitest';
import { configMapBytes, configMapText, formatSize, keyProblem, toBase64 } from './entries.ts';

const metadata = { name: 'c', uid: 'u' };

it('values of a ConfigMap, texts and bytes apart, whatever the keys are called', () => {
  const object = JSON.parse('{"metadata":{},"data":{"a":"","__proto__":"x"},"binaryData":{"b":"AAEC"}}');
  expect(configMapText(object, 'a')).toBe('');
  expect(configMapText(object, '__proto__')).toBe('x');
  expect(configMapText(object, 'toString')).toBeNull();
  expect(configMapText(object, 'b')).toBeNull();
  expect(configMapBytes(object, 'b')).toBe('AAEC');
  expect(configMapText({ metadata }, 'a')).toBeNull();
});

it('what cannot be a key says why', () => {
  expect(['a.b-C_9', '__proto__', ''].map((key) => keyProblem(key, ['x']))).toEqual([undefined, undefined, undefined]);
  expect(keyProblem('x', ['x'])).toContain('already');
  expect(keyProblem('a b', [])).toContain('letters');
  expect(keyProblem('..a', [])).toContain('..');
});

it('sizes as people read them, and bytes as base64', () => {
  expect([0, 812, 1_434, 1_572_864].map(formatSize)).toEqual(['0 B', '812 B', '1.4 KiB', '1.5 MiB']);
  const bytes = Uint8Array.from({ length: 20_000 }, (_, at) => at % 256);
  expect(Uint8Array.from(atob(toBase64(bytes)), (c) => c.charCodeAt(0))).toEqual(bytes);
});
