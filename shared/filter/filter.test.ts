import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { haystackOf } from '../kinds/columns.ts';
import type { Cell, ColumnInfo } from '../kinds/spec.ts';
import { type FilterRow, filterOf, fuzzyLine } from './compile.ts';
import { parseDuration } from './duration.ts';
import { parseFilter } from './parse.ts';
import { compilePattern, requiredLiteral } from './regex.ts';

const NOW = Date.parse('2026-07-01T12:00:00Z');
const column = (id: string, format: ColumnInfo['format'], wide = false): ColumnInfo => ({
  id,
  title: id.toUpperCase(),
  format,
  wide,
  extra: false,
});
const COLUMNS = [
  column('name', 'text'),
  column('ready', 'ratio'),
  column('status', 'text'),
  column('restarts', 'restarts'),
  column('port(s)', 'text'),
  column('cpu', 'quantity'),
  column('age', 'age'),
  column('node', 'text', true),
];

function row(name: string, cells: readonly Cell[], labels: Readonly<Record<string, string>> = {}): FilterRow {
  const base = { namespace: 'team-a', name, cells: [name, ...cells] };
  return { ...base, haystackLower: haystackOf(base, COLUMNS), labels: (key) => labels[key] };
}
const web = row('web-0', [[1, 1], 'Running', [0, null], '80/TCP', '250m', NOW - 3_600_000, 'node-1'], { app: 'web' });
const api = row(
  'api-7f',
  [[0, 2], 'CrashLoopBackOff', [14, NOW - 300_000], '8080/TCP', '2', NOW - 7_200_000, 'node-2'],
  {
    app: 'api',
    tier: 'back',
  },
);
const old = row('old job', [[0, 1], 'Completed', [3, null], '<none>', '<none>', null, 'node-1']);
const ROWS = [web, api, old];

/** Names of the rows that match; the problem's message when there is one. */
function found(text: string): readonly string[] | string {
  const filter = filterOf(text, COLUMNS);
  if (filter.problem !== null) return filter.problem.message;
  return ROWS.filter((one) => filter.matches(one, NOW)).map((one) => one.name);
}

describe('filters', () => {
  it.each<[string, readonly string[]]>([
    ['', ['web-0', 'api-7f', 'old job']],
    ['   ', ['web-0', 'api-7f', 'old job']],
    ['WEB', ['web-0']],
    ['team-a run', ['web-0']],
    ['crash api', ['api-7f']],
    ['crash web', []],
    ['"old job"', ['old job']],
    ['old job', ['old job']],
    ['"job completed"', []],
    ['!web', ['api-7f', 'old job']],
    ['!"old job" !crash', ['web-0']],
    ['node-1', []],
    ['~cbo', ['api-7f']],
    ['!~cbo', ['web-0', 'old job']],
    ['/^web-\\d$/', ['web-0']],
    ['/^WEB/', []],
    ['/^WEB/i', ['web-0']],
    ['/80\\/TCP/', ['web-0', 'api-7f']],
    ['!/^(web|api)/', ['old job']],
    ['-l app=web', ['web-0']],
    ['-l app in (web, api),!tier', ['web-0']],
    ['-l app,tier=back crash', ['api-7f']],
    ['-lapp=web', ['web-0']],
    ['-l "app in (web)" run', ['web-0']],
    ['!-l app', ['old job']],
    ['status:crash', ['api-7f']],
    ['!status:crash', ['web-0', 'old job']],
    ['restarts>3', ['api-7f']],
    ['restarts>=3', ['api-7f', 'old job']],
    ['age<2h', ['web-0']],
    ['cpu>500m', ['api-7f']],
    ['!cpu>500m run', ['web-0']],
    ['status:(running,Completed)', ['web-0', 'old job']],
    ['status:("Running", crashloopbackoff)', ['web-0', 'api-7f']],
    ['!status:(Running)', ['api-7f', 'old job']],
    ['status:(run)', []],
    ['app=web', []],
    ['status:=completed', ['old job']],
    ['status:!=Running', ['api-7f', 'old job']],
    ['status:/^C.*d$/', ['old job']],
    ['name:"old job"', ['old job']],
    ['ns:team', ['web-0', 'api-7f', 'old job']],
    ['namespace:=team', []],
    ['node:node-1', ['web-0', 'old job']],
    ['ports:8080', ['api-7f']],
    ['port(s):8080', ['api-7f']],
    ['restarts:>3', ['api-7f']],
    ['restarts:>=3', ['api-7f', 'old job']],
    ['restarts:0', ['web-0']],
    ['cpu:>500m', ['api-7f']],
    ['cpu:<=0.25', ['web-0']],
    ['ready:<1', ['api-7f', 'old job']],
    ['ready:=0/2', ['api-7f']],
    ['age:<90m', ['web-0']],
    ['age:>1h30m', ['api-7f']],
    ['!age:<90m', ['api-7f', 'old job']],
    ['10.0.0.1:80', []],
    ['"status:crash"', []],
  ])('%s', (text, names) => {
    expect(found(text)).toEqual(names);
  });

  it.each<[string, number, RegExp]>([
    ['web /[/', 5, /closing "\/"|missing closing/],
    ['web /(a/', 5, /missing closing/],
    ['/a/x', 3, /Only "i"/],
    ['//', 0, /empty/],
    ['run "open', 4, /not closed/],
    ['a !', 2, /Nothing follows/],
    ['~', 0, /Nothing follows/],
    ['-l', 0, /label selector/],
    ['-l app in (a b)', 13, /found 'b'/],
    ['web -l =x', 7, /expected a label key/],
    ['status:', 6, /value must follow/],
    ['restarts:>', 9, /value must follow/],
    ['restarts:>many', 10, /not a number/],
    ['age:<soon', 5, /not a span of time/],
    ['statsu:x', 0, /no column "statsu"/],
    ['web statsu>5', 4, /no column "statsu"/],
    ['restarts>many', 9, /not a number/],
    ['status:(a', 7, /parenthesis is not closed/],
    ['status:( )', 7, /values are expected/],
    ['status:("a" b)', 12, /comma/],
    ['web !statsu:x', 5, /no column "statsu"/],
    ['""', 0, /empty/],
  ])('%s is wrong at %d', (text, at, message) => {
    const filter = filterOf(text, COLUMNS);
    if (filter.problem === null) expect.fail('must be refused');
    expect(filter.problem.message).toMatch(message);
    expect(filter.problem.at).toBe(at);
  });

  it('says when an answer depends on time, and when everything matches', () => {
    expect(filterOf('age:<2h', COLUMNS)).toMatchObject({ timeDependent: true, everything: false });
    expect(filterOf('web', COLUMNS)).toMatchObject({ timeDependent: false, everything: false });
    expect(filterOf(' ', COLUMNS)).toMatchObject({ everything: true });
  });

  it('takes a pattern that would hang a backtracking engine', () => {
    const hostile = row('a'.repeat(20_000), [[0, 0], '', [0, null], '', '', null, '']);
    const filter = filterOf('/(a+)+$b/', COLUMNS);
    if (filter.problem !== null) expect.fail(filter.problem.message);
    expect(filter.matches(hostile, NOW)).toBe(false);
  });

  it('gives every term its place', () => {
    expect(parseFilter('a !b  -l x in (1, 2) c:>3').terms.map(({ start, end }) => [start, end])).toEqual([
      [0, 1],
      [2, 4],
      [6, 20],
      [21, 25],
    ]);
  });

  it('never throws, and points into the text', () => {
    const piece = fc.constantFrom(
      'a',
      '!',
      '"',
      '/',
      '~',
      '-l',
      ':',
      '>',
      '(',
      ')',
      ',',
      ' ',
      'status:',
      'in',
      '\\',
      'age:<2h',
      'i',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        const filter = filterOf(text, COLUMNS);
        if (filter.problem === null) for (const one of ROWS) filter.matches(one, NOW);
        else expect(filter.problem.at).toSatisfy((at: number) => at >= 0 && at <= text.length);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('parts', () => {
  it('reads spans of time', () => {
    expect(parseDuration('90s')).toBe(90_000);
    expect(parseDuration('1d12h')).toBe(129_600_000);
    expect(parseDuration('1.5h')).toBe(5_400_000);
    expect(parseDuration('2w')).toBe(1_209_600_000);
    expect(parseDuration('5')).toBeNull();
    expect(parseDuration('h')).toBeNull();
  });

  it('finds letters in order, within one line', () => {
    expect(fuzzyLine('web-frontend\nnode', 'wfd')).toBe(true);
    expect(fuzzyLine('web\nfrontend', 'wf')).toBe(false);
    expect(fuzzyLine('ab', 'abc')).toBe(false);
  });
});

describe('what every match of a pattern contains', () => {
  it.each([
    ['web-1\\d+-x', 'web-1'],
    ['^ab?cd', 'cd'],
    ['[]abc]d', 'd'],
    ['\\p{Greek}x', ''],
    ['ab*cd', 'cd'],
    ['a{0,3}bc', 'bc'],
    ['[abc]def', 'def'],
    ['x+yz', 'yz'],
    ['a|b', ''],
    ['(?i)abc', ''],
    ['\\dabc\\.', 'abc'],
    ['[^]]abc]', 'abc'],
  ])('%s', (source, literal) => {
    expect(requiredLiteral(source)).toBe(literal);
  });

  it('is in every text that matches', () => {
    const part = fc.constantFrom(
      'a',
      'b',
      'c',
      '.',
      'a?',
      'b*',
      'c+',
      '[ab]',
      '[^c]',
      '\\d',
      '\\.',
      '1',
      'a{0,2}',
      'b{2}',
      '^',
      '$',
    );
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '1', '.', ']', '\n'), maxLength: 12 });
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), text, (parts, subject) => {
        const source = parts.join('');
        const pattern = compilePattern(source, false);
        if (pattern.ok && pattern.test(subject)) expect(subject).toContain(requiredLiteral(source));
      }),
      { numRuns: 2_000 },
    );
  });
});
