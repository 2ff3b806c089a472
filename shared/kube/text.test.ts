import { describe, expect, it } from 'vitest';
import { cellText } from './cell-text.ts';
import { trimSpace } from './event.ts';
import { goJson } from './go-json.ts';
import { goFloat, goNumber } from './go-number.ts';
import { listWithMore } from './more.ts';

describe('cells are text that cannot drive a terminal or a layout', () => {
  it.each([
    ['plain', 'plain'],
    ['one\ntwo', 'one...'],
    ['one\r\ntwo', 'one...'],
    ['one\ftwo', 'one...'],
    ['\nhidden', '...'],
    ['\u001b[31mred', '^[[31mred'],
    ['tab\tstays', 'tab\tstays'],
    ['\u001b\n\u001b', '^[...'],
  ])('%j → %j', (text, shown) => {
    expect(cellText(text)).toBe(shown);
  });
});

describe('numbers as Go prints them', () => {
  // Right: fmt.Sprint(float64).
  it.each([
    [1_000_000, '1e+06'],
    [1_234_567.5, '1.2345675e+06'],
    [100_000, '100000'],
    [99_999.5, '99999.5'],
    [0.0001, '0.0001'],
    [0.00001, '1e-05'],
    [-2.5e-7, '-2.5e-07'],
    [1.5e21, '1.5e+21'],
    [0, '0'],
    [Number.POSITIVE_INFINITY, '+Inf'],
    [Number.NaN, 'NaN'],
  ])('%d → %s', (value, text) => {
    expect(goFloat(value)).toBe(text);
  });

  it('prints a whole number in full as long as it fits 64 bits', () => {
    expect(goNumber(1_000_000)).toBe('1000000');
    expect(goNumber(2 ** 62)).toBe('4611686018427387904');
    expect(goNumber(1e23)).toBe('1e+23');
    expect(goNumber(1.5)).toBe('1.5');
    expect(goNumber(-0)).toBe('0');
  });
});

describe('JSON as Go writes it', () => {
  it('sorts keys and escapes what HTML would read', () => {
    expect(goJson({ b: [1, null, true], a: { z: '<&>', y: 'é\u2028"' } })).toBe(
      '{"a":{"y":"é\\u2028\\"","z":"\\u003c\\u0026\\u003e"},"b":[1,null,true]}',
    );
  });
});

describe('lists', () => {
  it('shows three and counts the rest', () => {
    expect(listWithMore([])).toBe('<unset>');
    expect(listWithMore(['a', 'b', 'c'])).toBe('a,b,c');
    expect(listWithMore(['a', 'b', 'c', 'd', 'e'])).toBe('a,b,c + 2 more...');
  });

  it('trims as Go does', () => {
    expect(trimSpace(' \n\u0085 message \u3000')).toBe('message');
    expect(trimSpace('\ufeffmark')).toBe('\ufeffmark');
  });
});
