import { describe, expect, it } from 'vitest';
import { defaultSettings } from '../../shared/settings.ts';
import { initialAppState, nextActive } from './app-store.ts';
import { goBack, goForward, goTo, START } from './nav.ts';
import { clusterColor, tabNames } from './tabs.ts';

describe('names and colours of tabs', () => {
  it('a tab shows its file only where two would read the same', () => {
    const names = tabNames(['config:prod', 'team-a/config:prod', 'config:dev'], defaultSettings);
    expect([...names.values()]).toEqual([
      { name: 'prod', file: 'config' },
      { name: 'prod', file: 'team-a/config' },
      { name: 'dev', file: null },
    ]);
  });
  it('open clusters have different colours, and dragging changes none', () => {
    const open = ['a:1', 'a:2', 'a:3', 'a:4', 'a:5', 'a:6', 'a:7', 'a:8'];
    const colors = open.map((id) => clusterColor(id, open, defaultSettings));
    expect(new Set(colors).size).toBe(8);
    const dragged = [...open].reverse();
    expect(open.map((id) => clusterColor(id, dragged, defaultSettings))).toEqual(colors);
  });
  it('a chosen colour stays', () => {
    const settings = { ...defaultSettings, clusters: { 'a:1': { color: 5 } } };
    expect(clusterColor('a:1', ['a:1', 'a:2'], settings)).toBe(5);
  });
});

describe('which tab is in front', () => {
  const was = { ...initialAppState, open: ['a', 'b', 'c'], active: 'b' };
  it('stays, else the next, else the one before, else none', () => {
    expect(nextActive(was, ['c', 'b'], null)).toBe('b');
    expect(nextActive(was, ['a', 'c'], null)).toBe('c');
    expect(nextActive({ ...was, active: 'c' }, ['a', 'b'], null)).toBe('b');
    expect(nextActive(was, [], 'b')).toBeNull();
  });
  it('at the start the remembered one', () => {
    expect(nextActive(initialAppState, ['a', 'b'], 'b')).toBe('b');
    expect(nextActive(initialAppState, ['a', 'b'], 'gone')).toBe('a');
  });
});

it('back and forward lead through the places of a tab', () => {
  const nodes = goTo(START, { type: 'kind', kind: 'nodes' });
  const overview = goTo(nodes, { type: 'page', id: 'overview' });
  const back = goBack(goBack(overview));
  expect(back.place).toEqual({ type: 'kind', kind: 'pods' });
  expect(goForward(back).place).toEqual({ type: 'kind', kind: 'nodes' });
  expect(goTo(back, { type: 'kind', kind: 'services' }).forward).toEqual([]);
  expect(goTo(nodes, { type: 'kind', kind: 'nodes' })).toBe(nodes);
});
