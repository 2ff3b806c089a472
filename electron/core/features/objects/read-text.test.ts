import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseJson, toJson } from './lossless.ts';
import { readText } from './read-text.ts';
import { toYaml } from './yaml.ts';

const read = (text: string): string => toJson(readText(text));

/** Texts that look like something else to one reader of YAML or another, or that a line break or a screen would eat. */
const awkward = fc.constantFrom(
  ...[
    'yes',
    'n',
    '~',
    '',
    'null',
    '0x10',
    '1_000',
    '1e3',
    '.5',
    '1.',
    '012',
    '0o7',
    '12:30',
    '2024-01-01',
    '.inf',
    '<<',
  ],
  ...[
    ' lead',
    'trail ',
    '\ttab',
    'a\nb',
    '\n\na',
    'a\n \nb  \n\n',
    'a\r\nb',
    '# no',
    '- a',
    'a: b',
    '---',
    '...',
    '!x',
    '&a',
    '*a',
  ],
  ...[
    '\u2028',
    'x\u2029y',
    '\u0085',
    '\ufeff',
    '\u202eabc',
    '\u001b[31m',
    '\u0000',
    '😀é',
    '"',
    "'",
    '\\',
    '%',
    '@',
    '`',
    '|',
    '>',
  ],
);

describe('a text as it is read', () => {
  test('whatever the product writes as YAML it reads back the same, and so does another reader', () => {
    const words = fc.oneof(awkward, fc.string({ unit: 'binary', maxLength: 12 }));
    const tree = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        words,
        fc.constantFrom(true, false, null),
        fc.array(tie('node'), { maxLength: 4 }),
        fc.dictionary(words, tie('node'), { maxKeys: 4 }),
      ),
    })).node;
    fc.assert(
      fc.property(fc.dictionary(words, tree), (object) => {
        const node = parseJson(JSON.stringify(object));
        const yaml = toYaml(node);
        expect(read(yaml)).toBe(toJson(node));
        for (const version of ['1.1', '1.2'] as const) {
          // Not through JSON.parse: that of Node 24.21 takes a key of one escaped character ("\\u0000") for a backslash, now and then.
          expect(JSON.stringify(parse(yaml, { version }))).toBe(JSON.stringify(object));
        }
      }),
      { numRuns: 300 },
    );
  });

  test('numbers stay as they are written, in JSON and in YAML', () => {
    const json = '{"a":9223372036854775807,"b":1.0,"c":1e3,"d":-0.10,"e":12345678901234567890.5,"f":1E+2}';
    expect(read(json)).toBe(json);
    expect(read(toYaml(parseJson(json)))).toBe(json);
  });

  test('plain texts mean what they mean to kubectl', () => {
    const yaml =
      'a: 0x7fffffffffffffff\nb: 1_000\nc: .5\nd: 1.\ne: +7\nf: 017\ng: -0b11\nh: 12:30\ni: 2024-01-01\nj: on\nk: ~\nl:\nm: 08x\n1: x\ntrue: y1';
    expect(read(yaml)).toBe(
      '{"a":9223372036854775807,"b":1000,"c":0.5,"d":1,"e":7,"f":15,"g":-3,"h":"12:30","i":"2024-01-01","j":true,"k":null,"l":null,"m":"08x","1":"x","true":"y1"}',
    );
    expect(read('# first\n---\na: 1 # one\nb: &x [1]\nc: *x\n...\n')).toBe('{"a":1,"b":[1],"c":[1]}');
    expect(read('{a: 1, b: !!str 5}')).toBe('{"a":1,"b":"5"}');
  });

  test.each([
    ['', /empty/],
    ['- a', /not an object/],
    ['a: 1\n---\nb: 2', /several documents/],
    ['a: 1\nb: 2\na: 3', /"a" is there twice at line 3, column 1/],
    ['{"a":{"b":1,"b":2}}', /\.a\.b is there twice/],
    ['a:\n\t- b', /line 2/],
    ['a: [1', /line 1/],
    ['{"a": 1,}x', /line 1/],
    ['a: .nan', /no place in JSON at line 1, column 4/],
    ['a: !!binary aGk=', /tag/],
    ['<<: {a: 1}', /merge keys/],
    ['a: *z', /&z/],
    ['a: &x {b: *x}', /nested too deep|aliases/],
    [`a: &a [${'1,'.repeat(99)}1]\nb: &b [${'*a,'.repeat(99)}*a]\nc: [${'*b,'.repeat(99)}*b]`, /aliases/],
    ['a: 1\n'.padEnd(4_000_001, '#'), /longer/],
  ])('%# refused with its place', (text, why) => {
    expect(() => readText(text)).toThrow(why);
  });
});
