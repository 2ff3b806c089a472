import { describe, expect, it } from 'vitest';
import type { Catalog } from '../../../shared/contract/catalog.ts';
import type { ColumnInfo } from '../../../shared/kinds/spec.ts';
import { dropAt, placed, stepped } from '../../ui/table/reorder.ts';
import { pinnedOffsets } from '../../ui/table/widths.ts';
import { suggestedTitle } from './column-form.tsx';
import { columnsOfList, inOrder, titleProblem } from './columns-model.ts';
import { fileName } from './export.ts';
import { chosenValues, isOnlyFaulty, toggleFaulty, withValues } from './facet-terms.ts';
import { checkFilters, checkPrefs, DEFAULT_PREFS, type ListPrefs, NO_FILTERS, named, remembered } from './prefs.ts';
import { barOf } from './usage-cell.tsx';
import { withoutMetrics } from './use-extra.ts';
import { toggledFold } from './use-groups.ts';

const info = (title: string, wide = false): ColumnInfo => ({
  id: title.toLowerCase(),
  title,
  format: 'text',
  wide,
  extra: false,
});
const base = [info('NAME'), info('STATUS'), info('AGE'), info('NODE', true)];
const of = (prefs: Partial<ListPrefs>, usage = true) =>
  columnsOfList({ base, namespace: true, usage, prefs: { ...DEFAULT_PREFS, ...prefs } });
const shown = (prefs: Partial<ListPrefs>, usage = true) =>
  of(prefs, usage).flatMap((column) => (column.shown ? [column.id] : []));

describe('the columns of a list', () => {
  const team = { type: 'label', key: 'team', title: 'Team', format: 'text' } as const;

  it('are the kind’s own with what is used before AGE, and a person’s own at the end', () => {
    expect(shown({ user: [team] })).toEqual(['namespace', 'name', 'status', 'cpu', 'memory', 'age', 'team']);
    expect(shown({}, false)).toEqual(['namespace', 'name', 'status', 'age']);
    expect(shown({ wide: true, columns: { cpu: false, owner: true } })).toContain('owner');
  });

  it('stand as ordered by hand, new ones where they stand by themselves, pinned ones first; NAME is always there', () => {
    expect(shown({ order: ['age', 'name', 'namespace', 'status'] }, false)).toEqual([
      'age',
      'name',
      'namespace',
      'status',
    ]);
    expect(inOrder([{ id: 'a' }, { id: 'b' }, { id: 'c' }], ['c', 'a']).map(({ id }) => id)).toEqual(['c', 'a', 'b']);
    expect(shown({ pinned: ['status'], columns: { name: false } }, false)[0]).toBe('status');
    expect(shown({ columns: { name: false } }, false)).toContain('name');
  });

  it('have titles of their own', () => {
    const all = of({ user: [team] });
    expect(titleProblem('', all, null)).toMatch(/needs a title/);
    expect(titleProblem('status', all, null)).toMatch(/There is a column STATUS already/);
    expect(titleProblem('TEAM', all, null)).toMatch(/Team already/);
    expect(titleProblem('TEAM', all, 'team')).toBeNull();
    expect(suggestedTitle('app.kubernetes.io/name')).toBe('NAME');
    expect(suggestedTitle('{.status.conditions[0].type}')).toBe('TYPE');
    expect(suggestedTitle('')).toBe('');
  });

  it('survive storage, and what is not a column does not', () => {
    const prefs: ListPrefs = {
      ...DEFAULT_PREFS,
      user: [team],
      order: ['age'],
      pinned: ['name'],
      group: { by: 'label', key: 'app' },
    };
    expect(checkPrefs(JSON.parse(JSON.stringify(prefs)))).toEqual(prefs);
    expect(
      checkPrefs({ user: [{ type: 'path' }, { type: 'cpu' }, team], order: [1, 'a'], group: { by: 'moon' } }),
    ).toEqual({
      ...DEFAULT_PREFS,
      user: [team],
      order: ['a'],
    });
  });

  it('of usage are not offered where nothing is measured, with the reason', () => {
    const catalog: Catalog = { source: 'discovery', kinds: [], failedGroups: [] };
    expect(withoutMetrics(catalog, 'pods')).toMatch(/no metrics API/);
    expect(withoutMetrics({ ...catalog, failedGroups: [{ group: 'metrics.k8s.io', reason: '503' }] }, 'pods')).toMatch(
      /503/,
    );
    expect(withoutMetrics({ ...catalog, source: 'assumed' }, 'pods')).toBeNull();
  });
});

describe('moving columns', () => {
  const boxes = ['a', 'b', 'c'].map((id, at) => ({ id, left: at * 100, width: 100 }));
  it('drops before the title whose left half is under the pointer, and says where', () => {
    expect(dropAt(240, 'a', boxes)).toEqual({ before: 'c', x: 200 });
    expect(dropAt(299, 'a', boxes)).toEqual({ before: null, x: 300 });
    expect(dropAt(120, 'a', boxes)).toBeNull();
    expect(dropAt(10, 'c', boxes)).toEqual({ before: 'a', x: 0 });
  });
  it('and steps', () => {
    expect(placed(['a', 'b', 'c'], 'a', 'c')).toEqual(['b', 'a', 'c']);
    expect(placed(['a', 'b', 'c'], 'a', null)).toEqual(['b', 'c', 'a']);
    expect(stepped(['a', 'b', 'c'], 'b', 1)).toEqual(['a', 'c', 'b']);
    expect(stepped(['a', 'b', 'c'], 'a', -1)).toBeNull();
  });
  it('pinned ones stay after each other', () => {
    const columns = [
      { id: 'state', width: 32, minWidth: 32, pinned: true },
      { id: 'name', width: 200, pinned: true },
      { id: 'age', width: 60 },
    ];
    expect([...pinnedOffsets(columns, { name: 240 })]).toEqual([
      ['state', 0],
      ['name', 32],
    ]);
  });
});

describe('facets in the filter', () => {
  it('are one term each, whatever else is typed', () => {
    const one = withValues('pay !envoy', 'status', ['Running']);
    expect(one).toBe('pay !envoy status:(Running)');
    const two = withValues(one, 'status', ['Running', 'Init:0/1', 'a "b", c']);
    expect(two).toBe('pay !envoy status:(Running,Init:0/1,"a \\"b\\", c")');
    expect(chosenValues(two, 'status')).toEqual(['Running', 'Init:0/1', 'a "b", c']);
    expect(withValues(two, 'status', [])).toBe('pay !envoy');
    expect(chosenValues('status:=Running !status:(x) status:run', 'status')).toEqual(['Running']);
  });
  it('of labels are selectors', () => {
    const one = withValues('web', 'label:app', ['api']);
    expect(one).toBe('web -l app=api');
    const two = withValues(one, 'label:app', ['api', 'web']);
    expect(two).toBe('web -l app in (api,web)');
    expect(chosenValues(two, 'label:app')).toEqual(['api', 'web']);
    expect(chosenValues('-l app=a,tier=b', 'label:app')).toEqual([]);
  });
  it('only what needs attention is a switch', () => {
    expect(toggleFaulty('web')).toBe('web state:(bad,warn)');
    expect(isOnlyFaulty('web state:(bad,warn)')).toBe(true);
    expect(toggleFaulty('web state:(bad,warn)')).toBe('web');
    expect(isOnlyFaulty('state:(bad)')).toBe(false);
  });
});

describe('filters that are kept', () => {
  it('the latest used first, once; names are unique', () => {
    const used = ['a', 'b', 'a', '  '].reduce(remembered, NO_FILTERS);
    expect(used.recent).toEqual(['a', 'b']);
    const saved = named(named(used, 'mine', 'x '), 'mine', 'y');
    expect(saved.saved).toEqual([{ name: 'mine', filter: 'y' }]);
    expect(checkFilters(JSON.parse(JSON.stringify(saved)))).toEqual(saved);
    expect(checkFilters({ saved: [{ name: 1 }], recent: 'x' })).toEqual(NO_FILTERS);
  });
});

describe('small rules', () => {
  it('a group folds and unfolds, whatever all do', () => {
    expect(toggledFold({ all: false, except: [] }, 'a', true)).toEqual({ all: false, except: ['a'] });
    expect(toggledFold({ all: false, except: ['a'] }, 'a', false)).toEqual({ all: false, except: [] });
    expect(toggledFold({ all: true, except: [] }, 'a', false)).toEqual({ all: true, except: ['a'] });
  });
  it('bars stand against the limit, else the request, and only a near limit has a colour', () => {
    expect(barOf({ used: 50, request: 20, limit: 100 })).toEqual({ max: 100, mark: 20, tone: 'neutral' });
    expect(barOf({ used: 80, request: 20, limit: 100 })?.tone).toBe('warn');
    expect(barOf({ used: 95, request: 20, limit: 100 })?.tone).toBe('bad');
    expect(barOf({ used: 50, request: 20, limit: null })).toEqual({ max: 50, mark: 20, tone: 'neutral' });
    expect(barOf({ used: null, request: 20, limit: null })).toBeNull();
    expect(barOf({ used: 5, request: null, limit: null })).toBeNull();
  });
  it('files are named after cluster, kind, namespace and time', () => {
    const at = Date.parse('2026-11-29T05:04:00Z');
    expect(fileName('prod', 'pods', ['shop'], at)).toBe('prod-pods-shop-2026-11-29-0504');
    expect(fileName('prod', 'pods', ['a', 'b'], at)).toBe('prod-pods-2026-11-29-0504');
  });
});
