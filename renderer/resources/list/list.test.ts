import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Row } from '../../../shared/contract/views.ts';
import type { ColumnInfo } from '../../../shared/kinds/spec.ts';
import { columnsOfList } from './columns-model.ts';
import { countText } from './counts.ts';
import { exportColumns, exportTable, toCsv, toJson, toMarkdown } from './export.ts';
import { absorb, joinFilter, problemAround, splitFilter } from './filter-tokens.ts';
import { kubectlGet, shellWord } from './kubectl.ts';
import { isShown, measuredWidth } from './layout.ts';
import { checkPlace, checkPrefs, DEFAULT_PREFS, nextSort, OPEN_FOLD } from './prefs.ts';

const column = (title: string, change: Partial<ColumnInfo> = {}): ColumnInfo => ({
  id: title.toLowerCase(),
  title,
  format: 'text',
  wide: false,
  extra: false,
  ...change,
});
const row = (name: string, cells: Row['cells']): Row => ({
  index: 0,
  uid: name,
  namespace: 'shop',
  name,
  state: 'ok',
  cells,
});

describe('the number beside the kind', () => {
  const counted = { total: 1_204, unfiltered: 20_331, loading: null, filtered: false, everywhere: null, some: false };
  it('is exact, and says of how many when something is left out', () => {
    expect(countText(counted)).toBe('1,204');
    expect(countText({ ...counted, filtered: true })).toBe('1,204 of 20,331');
    expect(countText({ ...counted, some: true, everywhere: 20_331 })).toBe('1,204 of 20,331');
    expect(countText({ ...counted, everywhere: 20_331 })).toBe('1,204');
  });
  it('does not look exact while the list is coming', () => {
    const loading = { loaded: 500, about: 49_871 };
    expect(countText({ ...counted, loading })).toBe('500 of about 50,000');
    expect(countText({ ...counted, loading: { loaded: 500, about: null } })).toBe('500 so far');
    expect(countText({ ...counted, loading: { loaded: 500, about: null }, everywhere: 20_331 })).toBe(
      '500 of about 20,000',
    );
    expect(countText({ ...counted, loading: { loaded: 500, about: 400 } })).toBe('500 so far');
  });
});

describe('the filter field', () => {
  it('draws special terms as chips, words as text', () => {
    expect(splitFilter('pay !envoy -l tier=backend api /a b/ status:Crash "two words"')).toEqual({
      chips: ['!envoy', '-l tier=backend', '/a b/', 'status:Crash'],
      text: 'pay api "two words"',
    });
  });
  it('makes a chip of a special term that a space ended, and of nothing else', () => {
    expect(absorb({ chips: ['!a'], text: 'pay ready:1/1 ' })).toEqual({ chips: ['!a', 'ready:1/1'], text: 'pay ' });
    const typing = { chips: [], text: 'ready:1/1' };
    expect(absorb(typing)).toBe(typing);
    const open = { chips: [], text: '-l ' };
    expect(absorb(open)).toBe(open);
    const regex = { chips: [], text: '/a b ' };
    expect(absorb(regex)).toBe(regex);
  });
  it('never changes which terms there are', () => {
    const term = fc.constantFrom(
      'pay',
      '!envoy',
      '/x y/i',
      '-l app=web',
      '-l app in (a, b)',
      'status:Crash',
      '~fz',
      '"a b"',
      'age:<2h',
    );
    fc.assert(
      fc.property(fc.array(term, { maxLength: 6 }), (terms) => {
        const again = splitFilter(joinFilter(splitFilter(terms.join(' '))));
        const words = [...again.chips, ...(again.text.match(/"[^"]*"|\S+/g) ?? [])];
        expect(words.sort()).toEqual([...terms].sort());
      }),
    );
  });
  it('points at what is wrong', () => {
    expect(problemAround('pay /abc(', 4)).toEqual({ before: 'pay ', from: '/abc(' });
    expect(problemAround('pay', 99)).toEqual({ before: 'pay', from: '' });
  });
});

describe('export', () => {
  const columns = [
    column('NAME'),
    column('READY', { format: 'ratio' }),
    column('IP', { wide: true }),
    column('AGE', { format: 'age' }),
  ];
  const now = 1_000_000_000;
  const choice = columnsOfList({ base: columns, namespace: true, usage: false, prefs: DEFAULT_PREFS });
  const table = exportTable(exportColumns(choice, columns, now), [
    row('a,b', ['a,b', [1, 2], '10.0.0.1', now - 61_000]),
    row('=1+1', ['=cmd|x', [0, 1], '', now - 3_600_000]),
  ]);
  it('has the columns on screen, formatted as on screen', () => {
    expect(table.titles).toEqual(['NAMESPACE', 'NAME', 'READY', 'AGE']);
    expect(table.rows[0]).toEqual(['shop', 'a,b', '1/2', '61s']);
  });
  it('is CSV that quotes what must be and runs nothing', () => {
    expect(toCsv(table)).toBe('NAMESPACE,NAME,READY,AGE\r\nshop,"a,b",1/2,61s\r\nshop,\'=cmd|x,0/1,60m');
  });
  it('leaves negative numbers alone', () => {
    expect(toCsv({ titles: ['N'], rows: [['-5'], ['a"b'], ['x\ny']] })).toBe('N\r\n-5\r\n"a""b"\r\n"x\ny"');
  });
  it('is JSON in which a repeated title keeps its column', () => {
    expect(JSON.parse(toJson({ titles: ['A', 'A'], rows: [['1', '2']] }))).toEqual([{ A: '1', 'A 2': '2' }]);
  });
  it('is Markdown in which no cell breaks the table', () => {
    expect(toMarkdown({ titles: ['A'], rows: [['x|y<b>'], ['l1\nl2']] })).toBe(
      '| A |\n| --- |\n| x\\|y\\<b\\> |\n| l1 l2 |',
    );
  });
});

describe('kubectl', () => {
  it('names context, namespace and the kind with its group', () => {
    const certificates = { plural: 'certificates', group: 'cert-manager.io' };
    expect(kubectlGet('prod', certificates, 'shop', ['tls'])).toBe(
      'kubectl --context prod -n shop get certificates.cert-manager.io tls -o yaml',
    );
    expect(kubectlGet('prod', { plural: 'nodes', group: '' }, '', ['a', 'b'])).toBe(
      'kubectl --context prod get nodes a b',
    );
  });
  it('quotes what a shell would read otherwise', () => {
    expect(shellWord('arn:aws:eks:eu-1:1:cluster/x')).toBe('arn:aws:eks:eu-1:1:cluster/x');
    expect(shellWord("it's $(rm)")).toBe(`'it'\\''s $(rm)'`);
  });
});

describe('what a list remembers', () => {
  it('reads its own, and nothing of another shape', () => {
    const prefs = {
      filter: 'x',
      sort: { column: 'age', descending: true },
      wide: true,
      columns: { ip: false },
      widths: { ip: 90 },
      order: [],
      pinned: [],
      user: [],
      group: null,
      fold: OPEN_FOLD,
    };
    expect(checkPrefs(JSON.parse(JSON.stringify(prefs)))).toEqual(prefs);
    expect(checkPrefs({ filter: 3, sort: 'age', columns: { ip: 'yes' }, widths: { ip: -4 } })).toEqual(DEFAULT_PREFS);
    expect(checkPrefs('x')).toBeUndefined();
    expect(checkPlace({ top: -1, cursor: 4 })).toEqual({ top: 0, cursor: null, total: 0 });
  });
  it('a header sorts up, down, then as before', () => {
    const up = nextSort(null, 'age');
    const down = nextSort(up, 'age');
    expect([up, down, nextSort(down, 'age')]).toEqual([
      { column: 'age', descending: false },
      { column: 'age', descending: true },
      null,
    ]);
    expect(nextSort(down, 'name')).toEqual({ column: 'name', descending: false });
  });
});

describe('columns', () => {
  it('wide ones show when wide is on, or by hand', () => {
    const ip = column('IP', { wide: true });
    expect(isShown(ip, { wide: false, columns: {} })).toBe(false);
    expect(isShown(ip, { wide: true, columns: {} })).toBe(true);
    expect(isShown(ip, { wide: false, columns: { ip: true } })).toBe(true);
    expect(isShown(column('READY'), { wide: true, columns: { ready: false } })).toBe(false);
  });
  it('a column has room for an age that grows', () => {
    const now = 1_000_000_000;
    const age = column('AGE', { format: 'age' });
    const at = (ms: number) => measuredWidth(age, 0, [row('a', [now - ms])], now);
    expect(at(9_999_000)).toBeGreaterThan(0);
    expect(measuredWidth(column('MESSAGE'), 0, [row('a', ['x'.repeat(500)])], now)).toBe(260);
  });
});
