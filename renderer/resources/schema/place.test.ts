import { expect, test } from 'vitest';
import { documentKind, keyPathAt, type Lines, placeAt } from './place.ts';

/** `|` is the cursor. */
function at(text: string) {
  const offset = text.indexOf('|');
  const clean = text.slice(0, offset) + text.slice(offset + 1);
  const row = text.slice(0, offset).split('\n').length - 1;
  const column = offset - (text.lastIndexOf('\n', offset - 1) + 1);
  return placeAt(linesOf(clean), row, column);
}
function linesOf(text: string): Lines {
  const lines = text.split('\n');
  return { count: lines.length, line: (index) => lines[index] ?? '' };
}

test('a key at the root, and one in a map, with the keys that are there', () => {
  expect(at('apiVersion: v1\nki|\nmetadata:\n  name: a')).toMatchObject({
    parent: [],
    at: 'key',
    typed: 'ki',
    siblings: ['apiVersion', 'metadata'],
  });
  expect(at('spec:\n  a: 1\n  |\n  b: 2\nstatus: {}')).toMatchObject({ parent: ['spec'], siblings: ['a', 'b'] });
});

test('items of lists, indented under their key or not', () => {
  const flat = 'spec:\n  containers:\n  - name: a\n    im|\n    tty: true\n  - name: b\n  volumes: []';
  expect(at(flat)).toMatchObject({ parent: ['spec', 'containers', '[]'], siblings: ['name', 'tty'] });
  expect(at(flat.replace(/^ {2}-/gm, '    -').replace(/^ {4}(im|tty)/gm, '      $1'))).toMatchObject({
    parent: ['spec', 'containers', '[]'],
  });
  expect(at('spec:\n  containers:\n  - |')).toMatchObject({ parent: ['spec', 'containers', '[]'], at: 'key' });
  expect(at('spec:\n  containers:\n  - name: a\n    env:\n    - name: b\n      val|')).toMatchObject({
    parent: ['spec', 'containers', '[]', 'env', '[]'],
    siblings: ['name'],
  });
  expect(at('a:\n- - b: 1\n    c|')).toMatchObject({ parent: ['a', '[]', '[]'], siblings: ['b'] });
});

test('values, also of keys that are quoted', () => {
  expect(at('spec:\n  restartPolicy: Al|')).toMatchObject({
    parent: ['spec'],
    key: 'restartPolicy',
    at: 'value',
    typed: 'Al',
  });
  expect(at('metadata:\n  labels:\n    "a.b/c": |')).toMatchObject({ parent: ['metadata', 'labels'], key: 'a.b/c' });
  expect(at('spec:\n  modes:\n  - Read|')).toMatchObject({ parent: ['spec', 'modes', '[]'], at: 'key', typed: 'Read' });
});

test('nothing inside texts and comments, nor where indentation makes no sense', () => {
  expect(at('data:\n  a: |-\n    spec:\n      b|'.replace('|-', '>-'))).toBeNull();
  expect(at('# kind: |')).toBeNull();
  expect(at('a: 1\n  b|')).toBeNull();
});

test('documents stand for themselves', () => {
  const text = 'apiVersion: v1\nkind: Secret\n---\napiVersion: apps/v1\nkind: Deployment\nspec:\n  rep|';
  expect(at(text)).toMatchObject({ parent: ['spec'] });
  expect(documentKind(linesOf(text), 6)).toEqual({ apiVersion: 'apps/v1', kind: 'Deployment' });
  expect(documentKind(linesOf(text), 1)).toEqual({ apiVersion: 'v1', kind: 'Secret' });
  expect(keyPathAt(linesOf('spec:\n  a:\n  - b: 1'), 2)).toEqual(['spec', 'a', '[]', 'b']);
});
