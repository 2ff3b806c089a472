import { describe, expect, it } from 'vitest';
import { changeOf, lastApplied, type Pair, pairsOf, problemOf } from './texts.ts';

const object = JSON.stringify({
  metadata: { labels: { b: '2', a: '1' }, annotations: { note: 'two\nlines', [lastApplied]: '{}' } },
});
const added = (key: string, value: string): Pair => ({ key, value, was: null, removed: false });

describe('labels and annotations of the form', () => {
  it('are those of the object, sorted; the copy of kubectl apply is not offered', () => {
    expect(pairsOf(object, 'label').map(({ key }) => key)).toEqual(['a', 'b']);
    expect(pairsOf(object, 'annotate')).toEqual([
      { key: 'note', value: 'two\nlines', was: 'two\nlines', removed: false },
    ]);
  });

  it('become what differs: changed, added, removed, and nothing else', () => {
    const [a, b] = pairsOf(object, 'label');
    if (a === undefined || b === undefined) throw new Error('two labels');
    expect(changeOf([a, b, added('', '')], 'label')).toBeNull();
    expect(changeOf([{ ...a, value: 'x' }, { ...b, removed: true }, added('c', '3')], 'label')).toEqual({
      set: { a: 'x', c: '3' },
      remove: ['b'],
    });
  });

  it('are refused where the server would refuse them', () => {
    const pairs = [...pairsOf(object, 'label')];
    const problem = (pair: Pair, what: 'label' | 'annotate' = 'label') => problemOf(pair, [...pairs, pair], what);
    expect(problem(added('a', '9'))).toContain('already');
    expect(problem(added('bad key', ''))).not.toBeNull();
    expect(problem(added('', 'x'))).not.toBeNull();
    expect(problem(added('c', 'no spaces'))).not.toBeNull();
    expect(problem(added('c', 'x'.repeat(64)))).toContain('63');
    expect(problem(added('example.com/c', ''))).toBeNull();
    expect(problem(added('c', 'any thing\nat all'), 'annotate')).toBeNull();
    expect(changeOf([...pairs, added('bad key', '1')], 'label')).toBeNull();
  });
});
