import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatFieldSelector, matchesFields, parseFieldSelector } from './field-selectors.ts';
import { formatLabels } from './labels.ts';
import { parseSelector } from './selector-parse.ts';
import {
  formatLabelSelector,
  formatSelector,
  matchesSelector,
  NOTHING,
  type Selector,
  selectorOf,
} from './selectors.ts';

const parsed = (text: string): Selector => {
  const result = parseSelector(text);
  return result.ok ? result.selector : expect.fail(`${text}: ${result.message}`);
};
const labels = (map: Readonly<Record<string, string>>) => (key: string) => map[key];

describe('label selectors', () => {
  // Right: what labels.Parse(left).String() of apimachinery v0.36.3 answers.
  it.each([
    ['', ''],
    ['app=web', 'app=web'],
    [' z==1 , a!=2 ', 'a!=2,z==1'],
    ['tier in (b, a,b)', 'tier in (a,b)'],
    ['tier notin (x)', 'tier notin (x)'],
    ['!legacy,app', 'app,!legacy'],
    ['n>3,m<4', 'm<4,n>3'],
    ['app=', 'app='],
    ['a in ()', 'a in ()'],
    ['a in (,x)', 'a in (,x)'],
    ['in=in', 'in=in'],
    ['example.com/app in (notin)', 'example.com/app in (notin)'],
  ])('%j → %j', (text, printed) => {
    expect(formatSelector(parsed(text))).toBe(printed);
  });

  it.each([
    ['app=web,', 8],
    ['app in web', 7],
    ['app in (web', 11],
    ['=web', 0],
    ['a b', 2],
    ['app==web=x', 8],
    ['-x=1', 0],
    ['a/b/c=1', 0],
    ['n>three', 2],
    ['a=b!c', 3],
    [`a=${'x'.repeat(64)}`, 2],
  ])('%j is wrong at %d', (text, at) => {
    const result = parseSelector(text);
    expect(result.ok).toBe(false);
    if (!result.ok) {
      expect(result.at).toBe(at);
      expect(result.message).not.toBe('');
    }
  });

  it.each([
    ['app=web', { app: 'web' }, true],
    ['app=web', { app: 'db' }, false],
    ['app!=web', {}, true],
    ['app in (a,b)', { app: 'b' }, true],
    ['app notin (a,b)', {}, true],
    ['app notin (a,b)', { app: 'a' }, false],
    ['app', { app: '' }, true],
    ['!app', { app: '' }, false],
    ['n>3', { n: '10' }, true],
    ['n>3', { n: 'ten' }, false],
    ['n<3', {}, false],
    ['app=', { app: '' }, true],
  ])('%s on %j: %s', (text, map, expected) => {
    expect(matchesSelector(parsed(text), labels(map))).toBe(expected);
  });

  it('reads a LabelSelector of an object, prints it sorted, and knows nothing from everything', () => {
    const selector = {
      matchLabels: { z: '1', a: '2' },
      matchExpressions: [
        { key: 'm', operator: 'NotIn', values: ['y', 'x'] },
        { key: 'e', operator: 'Exists' },
        { key: 'd', operator: 'DoesNotExist' },
      ],
    };
    expect(formatLabelSelector(selector)).toBe('a=2,!d,e,m notin (x,y),z=1');
    expect(formatLabelSelector({})).toBe('<none>');
    expect(formatLabelSelector(undefined)).toBe('<none>');
    expect(formatLabelSelector({ matchExpressions: [{ key: 'a', operator: 'Near' }] })).toBe('<error>');
    expect(formatLabelSelector({ matchExpressions: [{ key: 'a', operator: 'In' }] })).toBe('<error>');
    expect(matchesSelector(selectorOf({}) ?? NOTHING, labels({}))).toBe(true);
    expect(matchesSelector(selectorOf(null) ?? NOTHING, labels({ a: '1' }))).toBe(false);
  });

  const key = fc.constantFrom('app', 'tier', 'example.com/role');
  const value = fc.constantFrom('a', 'b', 'web', '1');
  const requirement = fc.oneof(
    fc.tuple(key, fc.constantFrom('=', '==', '!='), value).map((parts) => parts.join('')),
    fc
      .tuple(key, fc.constantFrom('in', 'notin'), fc.array(value, { minLength: 1 }))
      .map(([k, op, v]) => `${k} ${op} (${v})`),
    key,
    key.map((k) => `!${k}`),
  );

  it('reads back what it prints, and the same objects match', () => {
    fc.assert(
      fc.property(fc.array(requirement, { maxLength: 4 }), fc.dictionary(key, value), (requirements, map) => {
        const selector = parsed(requirements.join(','));
        const printed = formatSelector(selector);
        const again = parsed(printed);
        expect(formatSelector(again)).toBe(printed);
        expect(matchesSelector(again, labels(map))).toBe(matchesSelector(selector, labels(map)));
        expect(matchesSelector(selector, labels(map))).toBe(
          requirements.every((one) => matchesSelector(parsed(one), labels(map))),
        );
      }),
    );
  });
});

describe('labels as text', () => {
  it('sorts by bytes and says <none>', () => {
    expect(formatLabels({ b: '1', 'a-b': '2', a: '3' })).toBe('a-b=2,a=3,b=1');
    expect(formatLabels({ '\u{1f600}': '', '\uff00': '' })).toBe('\uff00=,\u{1f600}=');
    expect(formatLabels({})).toBe('<none>');
    expect(formatLabels(undefined)).toBe('<none>');
  });
});

describe('field selectors', () => {
  it('reads, sorts, escapes and matches', () => {
    const result = parseFieldSelector('status.phase!=Running,spec.nodeName==n1,metadata.name=a\\,b\\=c');
    if (!result.ok) expect.fail(result.message);
    expect(formatFieldSelector(result.terms)).toBe('metadata.name=a\\,b\\=c,spec.nodeName=n1,status.phase!=Running');
    const fields: Readonly<Record<string, string>> = { 'metadata.name': 'a,b=c', 'spec.nodeName': 'n1' };
    expect(matchesFields(result.terms, (name) => fields[name] ?? '')).toBe(true);
    expect(matchesFields(result.terms, () => 'Running')).toBe(false);
    expect(parseFieldSelector('')).toEqual({ ok: true, terms: [] });
  });

  it.each([
    ['a', 0],
    ['a=1,b', 4],
    ['a=1,b=\\x', 6],
  ])('%j is wrong at %d', (text, at) => {
    expect(parseFieldSelector(text)).toMatchObject({ ok: false, at });
  });
});
