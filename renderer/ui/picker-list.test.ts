import { describe, expect, it } from 'vitest';
import { filterPicker, optionIndexes, stepOption } from './picker-list.ts';

const items = [
  { id: 'a', label: 'prod-eu-west', group: '/home/me/.kube/config', detail: 'admin' },
  { id: 'b', label: 'staging', group: '/home/me/.kube/config' },
  { id: 'c', label: 'prod-eu-west', group: '/home/me/team-a/config' },
];

describe('filterPicker', () => {
  it('puts every item under its heading, in the order given', () => {
    const lines = filterPicker(items, '');
    expect(lines.map((line) => (line.type === 'group' ? line.label : line.item.id))).toEqual([
      '/home/me/.kube/config',
      'a',
      'b',
      '/home/me/team-a/config',
      'c',
    ]);
    expect(optionIndexes(lines)).toEqual([1, 2, 4]);
  });

  it('asks for every word, anywhere, in any case', () => {
    const ids = (text: string) =>
      filterPicker(items, text).flatMap((line) => (line.type === 'item' ? [line.item.id] : []));
    expect(ids('PROD team')).toEqual(['c']);
    expect(ids('admin')).toEqual(['a']);
    expect(ids('nothing')).toEqual([]);
  });
});

describe('stepOption', () => {
  it('goes around, and knows no key where there is nothing', () => {
    expect(stepOption('ArrowDown', 2, 3)).toBe(0);
    expect(stepOption('ArrowUp', 0, 3)).toBe(2);
    expect(stepOption('PageDown', 0, 3)).toBe(2);
    expect(stepOption('x', 0, 3)).toBeNull();
    expect(stepOption('ArrowDown', -1, 0)).toBeNull();
  });
});
