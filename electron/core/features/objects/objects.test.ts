import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseJson, toJson } from './lossless.ts';
import { maskSecret, maskText } from './mask.ts';
import { toYaml } from './yaml.ts';

/** JSON values without numbers' and keys' own troubles; those have examples below. */
const value = fc.jsonValue({ maxDepth: 4 });

describe('lossless JSON', () => {
  test('what JSON.parse reads, it reads alike; compact text comes back as it was', () => {
    fc.assert(
      fc.property(value, (json) => {
        const text = JSON.stringify(json);
        expect(toJson(parseJson(text))).toBe(text);
      }),
    );
    const text = '{"b":12345678901234567890,"10":1.0,"9":1e3,"a":-0.10,"__proto__":{"x":[]},"s":"\\u0007\\"é"}';
    expect(toJson(parseJson(text))).toBe(text.replace('\\u0007', '\\u0007'));
  });

  test('what is no JSON is refused with its place', () => {
    for (const text of ['', '{', '{"a" 1}', '[1,]', '01', '"\n"', '"\\x"', '{"a":1}x', 'nul', '"abc']) {
      expect(() => parseJson(text), text).toThrow(/character \d+/);
    }
    expect(() => parseJson('['.repeat(100_000))).toThrow(/deep/);
  });
});

describe('YAML', () => {
  test('readers of YAML 1.1 and 1.2 get the same object back', () => {
    fc.assert(
      fc.property(value, (json) => {
        // As texts: JSON.parse of Node 24.21 takes a key of one escaped character (`"`) for a backslash, now and then.
        const plain = JSON.stringify(json);
        const yaml = toYaml(parseJson(plain));
        expect(JSON.stringify(parse(yaml, { version: '1.2' }))).toBe(plain);
        expect(JSON.stringify(parse(yaml, { version: '1.1' }))).toBe(plain);
      }),
      // Numbers to some readers of YAML 1.1, though they have no digit to speak of.
      { examples: [[{ '.': [] }], [['-.', '+.', '._', 'e5', 'E10', '.e5', '-e1', '1_0.', '.5_']]] },
    );
  });

  test('numbers keep their digits, keys their order, texts their type', () => {
    const yaml = toYaml(
      parseJson(
        '{"big":12345678901234567890,"f":1.0,"10":"yes","9":"012","t":"12:30","d":"2024-01-01","<<":"x","e":"","l":"a\\nb\\n"}',
      ),
    );
    expect(yaml).toBe(
      'big: 12345678901234567890\nf: 1.0\n"10": "yes"\n"9": "012"\nt: "12:30"\nd: "2024-01-01"\n"<<": x\ne: ""\nl: |\n  a\n  b\n',
    );
  });
});

describe('masking', () => {
  const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';
  const masked = (object: unknown) => JSON.parse(toJson(maskSecret(parseJson(JSON.stringify(object)))));

  test('no value of a Secret is left anywhere, every key is', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1 }), fc.string({ minLength: 4 })), (data) => {
        const marked = Object.fromEntries(Object.entries(data).map(([key, text]) => [key, `S3CRET${text}`]));
        const copy = JSON.stringify({ kind: 'Secret', data: marked, stringData: marked });
        const secret = {
          kind: 'Secret',
          metadata: { annotations: { [lastApplied]: copy, own: 'kept' } },
          data: marked,
          stringData: marked,
        };
        const shown = masked(secret);
        expect(JSON.stringify(shown)).not.toContain('S3CRET');
        expect(Object.keys(shown.data)).toEqual(Object.keys(JSON.parse(JSON.stringify(marked))));
        expect(shown.metadata.annotations.own).toBe('kept');
      }),
    );
  });

  test('a copy that cannot be read is masked whole, odd shapes too', () => {
    const shown = masked({
      metadata: { annotations: { [lastApplied]: '{"data":{"a":"S3CRET"' } },
      data: 'S3CRET',
      stringData: null,
    });
    expect(shown).toEqual({ metadata: { annotations: { [lastApplied]: maskText } }, data: maskText, stringData: null });
  });
});
