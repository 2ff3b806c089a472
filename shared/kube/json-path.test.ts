import { describe, expect, it } from 'vitest';
import { compileJsonPath, pathText } from './json-path.ts';

const DATA = {
  metadata: { name: 'x', labels: { 'app.kubernetes.io/name': 'web' } },
  spec: { replicas: 3, names: ['a', 'b', 'c'], flags: [true], nothing: null, nested: [{ k: 1 }, { k: 2 }] },
  status: {
    conditions: [
      { type: 'Ready', status: 'True', weight: 2 },
      { type: 'Synced', status: 'False', weight: 5 },
    ],
  },
};

const find = (path: string) => {
  const compiled = compileJsonPath(path);
  return compiled === null ? 'refused' : compiled.find(DATA);
};

describe('JSONPath of printer columns', () => {
  it.each([
    ['.metadata.name', ['x']],
    ['$.spec.replicas', [3]],
    ['.spec.missing.deeper', []],
    ['.spec.replicas.deeper', []],
    ['.spec.names[0]', ['a']],
    ['.spec.names[-1]', ['c']],
    ['.spec.names[1:]', ['b', 'c']],
    ['.spec.names[0:3:2]', ['a', 'c']],
    ['.spec.names[*]', ['a', 'b', 'c']],
    ['.spec.names[0,2]', ['a', 'c']],
    ['.spec.names[7]', null],
    ['.spec.replicas[0]', null],
    ['.spec.nothing[0]', []],
    ['.spec.nothing', [null]],
    [".metadata.labels['app\\.kubernetes\\.io/name']", ['web']],
    ['.metadata.labels.app\\.kubernetes\\.io/name', ['web']],
    // A union of two fields, then .name of both: only metadata has one.
    ["['metadata','spec'].name", ['x']],
    ['.status.conditions[?(@.type=="Ready")].status', ['True']],
    [".status.conditions[?(@.type=='Synced')].status", ['False']],
    ['.status.conditions[?(@.type!="Ready")].type', ['Synced']],
    ['.status.conditions[?(@.weight>2)].type', ['Synced']],
    ['.status.conditions[?(@.weight>="2")].type', null],
    ['.status.conditions[?(@.absent)].type', []],
    ['.status.conditions[?(@.weight)].type', ['Ready', 'Synced']],
    ['.spec[?(@.x==1)]', null],
    ['.spec..k', [1, 2]],
    ['.spec.nested[*].k', [1, 2]],
  ])('%s', (path, expected) => {
    expect(find(path)).toEqual(expected);
  });

  it.each(['.a[', '.a[?(@.b=="c"]', '.a[x]', '%', '....a'])('%s is refused', (path) => {
    expect(find(path)).toBe('refused');
  });

  it('prints results as the server does', () => {
    expect(pathText('text')).toBe('text');
    expect(pathText(3)).toBe('3');
    expect(pathText(1.5e7 + 0.5)).toBe('1.50000005e+07');
    expect(pathText(true)).toBe('true');
    expect(pathText(null)).toBe('<no value>');
    expect(pathText({ b: 1, a: [2] })).toBe('{"a":[2],"b":1}');
  });
});
