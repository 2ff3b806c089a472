import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readFast } from './fast-yaml.ts';
import { type JsonNode, parseJson, toJson } from './lossless.ts';
import { readFlow, readSlow } from './read-text.ts';
import { toYaml } from './yaml.ts';

const slow = (text: string): string | null => {
  try {
    return JSON.stringify(readSlow(text).map(({ node, line }) => [toJson(node), line]));
  } catch {
    return null;
  }
};
const fast = (text: string): string | null => {
  const documents = readFast(text, readFlow);
  return documents === null ? null : JSON.stringify(documents.map(({ node, line }) => [toJson(node), line]));
};
const agree = (text: string): void => {
  const found = fast(text);
  if (found !== null) expect(found, JSON.stringify(text)).toBe(slow(text));
};

test('what the product writes is read, and means the same', () => {
  const text = fc.oneof(
    fc.string(),
    fc.constantFrom('a\nb', 'a\n\n\nb\n\n', 'yes', '0x1', '- a', 'x: y', '#', ' lead', 'a #b', '{', '~', '--flag=1'),
  );
  const value = fc.letrec<{ node: unknown }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 4 },
      text,
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('node'), { maxLength: 3 }),
      fc.dictionary(fc.oneof(fc.stringMatching(/^[a-z][a-z./-]{0,8}$/), text), tie('node'), { maxKeys: 4 }),
    ),
  }));
  let read = 0;
  fc.assert(
    fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), value.node, { minKeys: 1, maxKeys: 4 }), (object) => {
      const yaml = toYaml(parseJson(JSON.stringify(object)));
      agree(yaml);
      if (fast(yaml) !== null) read += 1;
    }),
    { numRuns: 400 },
  );
  expect(read).toBeGreaterThan(60);
});

test('lines put together at random: the same, or left to the other reader', () => {
  const line = fc.constantFrom(
    ...[
      'a: 1',
      'b:',
      '  c: x',
      '  - d',
      '- e: 2',
      '  f: |',
      '    text',
      '   odd',
      '',
      '  ',
      '---',
      '# c',
      'g: |-',
      '  h',
      ' i: j',
    ],
    ...[
      '- - k',
      '-',
      '"q": r',
      "s: 't'",
      'u: v # w',
      'x: [1]',
      'y: {}',
      '&a b',
      '? z',
      '  more',
      'a: 2',
      '...',
      'n: ~',
      '- "',
      'k : v',
    ],
    ...[
      'o: a: b',
      "p: 'it''s'",
      'q: "\\u0041"',
      'r: -1',
      's: - t',
      'true: x',
      '1: y',
      't: |+',
      '',
      '    deep',
      'u: é',
      'v: \u0085',
    ],
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 9 }), fc.boolean(), (lines, end) =>
      agree(lines.join('\n') + (end ? '\n' : '')),
    ),
    { numRuns: 4_000 },
  );
});

test('a large object takes milliseconds', () => {
  const entries = Array.from({ length: 12_000 }, (_, index) => ({
    key: `key-${index}`,
    value: { type: 'string', value: `value ${index}` } satisfies JsonNode,
  }));
  const yaml = toYaml({ type: 'object', entries });
  expect(readFast(yaml, readFlow)?.[0]?.node).toEqual({ type: 'object', entries });
});
