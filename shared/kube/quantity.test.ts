import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalQuantity, compareQuantities, formatQuantity, parseQuantity, quantityToNumber } from './quantity.ts';

/** Left: input; right: what `resource.MustParse(input).String()` of apimachinery v0.36.3 answers. */
const GO: readonly (readonly [string, string])[] = [
  ['0', '0'],
  ['1', '1'],
  ['1500m', '1500m'],
  ['1.5', '1500m'],
  ['.5', '500m'],
  ['1.500', '1.500'],
  ['1e9', '1e9'],
  ['2e3', '2e3'],
  ['1e10', '10e9'],
  ['12E6', '12E6'],
  ['1e-3', '1e-3'],
  ['1024', '1024'],
  ['1024Mi', '1Gi'],
  ['1000Mi', '1000Mi'],
  ['0.5Gi', '512Mi'],
  ['1.5Gi', '1536Mi'],
  ['0.1Ki', '102400m'],
  ['1023Ki', '1023Ki'],
  ['8Gi', '8Gi'],
  ['1000E', '1'],
  ['100000', '100k'],
  ['1000000k', '1G'],
  ['007', '007'],
  ['+5', '+5'],
  ['-1.5Gi', '-1536Mi'],
  ['9999999999999999999Gi', '9223372036854775807'],
  ['0.0000000001', '1n'],
  ['0.3', '300m'],
  ['1.25Mi', '1280Ki'],
  ['16Ei', '9223372036854775807'],
  ['0Gi', '0'],
  ['0.9765625Ki', '1k'],
];

describe('quantities', () => {
  it.each(GO)('%s prints as Go prints it: %s', (input, output) => {
    expect(canonicalQuantity(input)).toBe(output);
  });

  it.each(['', '1i', 'mm', '1e', '1.5.5', '5 Gi', '1Q', 'abc', '--1', '1e999999999'])('%j is none', (input) => {
    expect(parseQuantity(input)).toBeNull();
  });

  it('leaves alone what is none, and takes an absent one for Go’s zero', () => {
    expect(canonicalQuantity('lots')).toBe('lots');
    expect(canonicalQuantity(undefined)).toBe('0');
    expect(canonicalQuantity(null)).toBe('0');
    expect(canonicalQuantity(3)).toBe('3');
  });

  const text = fc
    .tuple(
      fc.constantFrom('', '-'),
      fc.bigInt({ min: 0n, max: 10n ** 15n }),
      fc.constantFrom('', 'n', 'u', 'm', 'k', 'M', 'G', 'Ki', 'Mi', 'Gi', 'Ti', 'e3', 'e-3', 'e7'),
    )
    .map(([sign, digits, suffix]) => `${sign}${digits}${suffix}`);
  const parsed = (input: string) => parseQuantity(input) ?? expect.fail(`${input} must parse`);

  it('writes nothing that it does not read back as the same value', () => {
    fc.assert(
      fc.property(text, (input) => {
        const quantity = parsed(input);
        // Beyond E Go writes no suffix and loses the power; see GO, 1000E.
        fc.pre(quantity.format !== 'DecimalSI' || quantityToNumber(quantity) < 1e21);
        const written = formatQuantity(quantity);
        expect(compareQuantities(parsed(written), quantity)).toBe(0);
        expect(formatQuantity(parsed(written))).toBe(written);
      }),
    );
  });

  it('orders exactly, and by its number where that is exact enough', () => {
    expect(compareQuantities(parsed('1500m'), parsed('1.5'))).toBe(0);
    expect(compareQuantities(parsed('9007199254740993'), parsed('9007199254740992'))).toBe(1);
    fc.assert(
      fc.property(text, text, (left, right) => {
        const order = compareQuantities(parsed(left), parsed(right));
        expect(order).toBe(-compareQuantities(parsed(right), parsed(left)) || 0);
        const difference = quantityToNumber(parsed(left)) - quantityToNumber(parsed(right));
        if (difference !== 0) expect(Math.sign(difference)).toBe(order);
      }),
    );
  });

  it('gives equal quantities equal numbers, however they are written', () => {
    const same = ['1536Mi', '1.5Gi', '1610612736', '1610612.736k', '1610612736000m'].map(parsed).map(quantityToNumber);
    expect(new Set(same).size).toBe(1);
  });
});
