import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeClusterId, parseClusterId } from './identity.ts';

/** Any text, with the characters that mean something made frequent. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom(':', '%', '/', '@', '|', ',', '=', ' ', '3', 'A', '2', '5', 'a', '\\', '\u202e', 'é'),
  }),
);
const filePart = anyText.filter((part) => part !== '');

test('splitting what was joined gives both parts back, whatever they hold', () => {
  fc.assert(
    fc.property(filePart, anyText, (part, context) => {
      expect(parseClusterId(makeClusterId(part, context))).toEqual({ filePart: part, context });
    }),
    { numRuns: 2000 },
  );
});

test('two different clusters never share an id', () => {
  fc.assert(
    fc.property(filePart, anyText, filePart, anyText, (partA, contextA, partB, contextB) => {
      fc.pre(partA !== partB || contextA !== contextB);
      expect(makeClusterId(partA, contextA)).not.toBe(makeClusterId(partB, contextB));
    }),
    { numRuns: 2000 },
  );
});

test('an id joins again to itself', () => {
  fc.assert(
    fc.property(filePart, anyText, (part, context) => {
      const id = makeClusterId(part, context);
      const parsed = parseClusterId(id);
      expect(parsed === null ? null : makeClusterId(parsed.filePart, parsed.context)).toBe(id);
    }),
  );
});

test('ids read as people expect', () => {
  expect(makeClusterId('config', 'prod-us-east-1')).toBe('config:prod-us-east-1');
  expect(makeClusterId('team-a/config', 'arn:aws:eks:eu-west-1:1:cluster/x')).toBe(
    'team-a/config:arn:aws:eks:eu-west-1:1:cluster/x',
  );
  expect(makeClusterId('C:/Users/me/100%', 'x')).toBe('C%3A/Users/me/100%25:x');
});

test('what is no id is none', () => {
  for (const text of ['', 'config', ':prod', ':']) expect(parseClusterId(text)).toBeNull();
});
