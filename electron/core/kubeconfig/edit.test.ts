import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Edit, editText } from './edit.ts';
import { parseKubeconfig } from './parse.ts';
import { kubeconfig } from './test-support.ts';

const MINE = `# my clusters, do not touch
apiVersion: v1
kind: Config

clusters:
- cluster:
    server: https://a   # the server
    x-unknown: {a: [1, 2,3]}
    certificate-authority-data: ${'QUJD'.repeat(60)}
  name: a
- cluster: {server: "https://b"}
  name: b
contexts:
# the first one
- context: {cluster: a, user: a}
  name: a
-   context:
        cluster: b
    name: "b"   # the other
current-context: a
users:
- name: a
  user:
    token: 'quo''ted'
    exec:
        args:
            - --foo
            -   1
    multi: |
      line1
        line2
    n: 007
`;

const lines = (text: string): string[] => text.split('\n');
/** The lines that differ, by what they were and what they are. */
function difference(before: string, after: string): { gone: string[]; fresh: string[] } {
  const [a, b] = [lines(before), lines(after)];
  return { gone: a.filter((line) => !b.includes(line)), fresh: b.filter((line) => !a.includes(line)) };
}
const setServer = (value: string): Edit => ({ type: 'set', section: 'clusters', name: 'a', path: ['server'], value });

test('setting a field changes its line and no other, and keeps the comment there', () => {
  expect(difference(MINE, editText(MINE, [setServer('https://new:6443')]))).toEqual({
    gone: ['    server: https://a   # the server'],
    fresh: ['    server: https://new:6443 # the server'],
  });
});

test('renaming, taking out and moving on change what they say', () => {
  const renamed = editText(MINE, [
    { type: 'rename', section: 'contexts', name: 'a', to: 'prod' },
    { type: 'current', name: 'prod' },
  ]);
  expect(difference(MINE, renamed)).toEqual({
    gone: ['current-context: a'],
    fresh: ['  name: prod', 'current-context: prod'],
  });
  const removed = editText(MINE, [{ type: 'remove', section: 'clusters', name: 'b' }]);
  expect(difference(MINE, removed)).toEqual({ gone: ['- cluster: {server: "https://b"}', '  name: b'], fresh: [] });
  const cleared = editText(MINE, [{ type: 'current', name: null }]);
  expect(difference(MINE, cleared)).toEqual({ gone: ['current-context: a'], fresh: [] });
});

test('a field that is not there is added, one that is null taken out, deep ones made', () => {
  const edits: Edit[] = [
    { type: 'set', section: 'contexts', name: 'b', path: ['namespace'], value: 'kube-system' },
    { type: 'set', section: 'clusters', name: 'a', path: ['x-unknown'], value: null },
    { type: 'set', section: 'users', name: 'a', path: ['auth-provider', 'config', 'id-token'], value: 'x.y.z' },
    { type: 'set', section: 'users', name: 'a', path: ['as-groups'], value: ['g1', '2'] },
  ];
  const result = parseKubeconfig(editText(MINE, edits));
  if (result.type === 'bad') throw new Error(result.reason);
  expect(result.config.contexts.get('b')?.value).toEqual({ cluster: 'b', namespace: 'kube-system' });
  expect(result.config.clusters.get('a')?.value['x-unknown']).toBeUndefined();
  expect(result.config.users.get('a')?.value).toMatchObject({
    token: "quo'ted",
    n: '007',
    multi: 'line1\n  line2\n',
    'as-groups': ['g1', '2'],
    'auth-provider': { config: { 'id-token': 'x.y.z' } },
  });
});

test('an added entry stands where the file has its entries', () => {
  const text = editText(MINE, [
    { type: 'add', section: 'contexts', entry: { name: 'c', context: { cluster: 'a', user: 'a' } } },
  ]);
  expect(difference(MINE, text).gone).toEqual([]);
  expect(text).toContain('- name: c\n  context:\n    cluster: a\n    user: a\ncurrent-context: a\n');
  expect(
    parseKubeconfig(editText('', [{ type: 'add', section: 'users', entry: { name: 'u', user: { token: 'yes' } } }])),
  ).toMatchObject({
    config: { users: new Map([['u', { name: 'u', value: { token: 'yes' } }]]) },
  });
});

test('JSON stays JSON, with its indentation and unknown fields', () => {
  const before = JSON.stringify(
    { kind: 'Config', x: { y: 1.5 }, clusters: [{ name: 'a', cluster: { server: 's' } }] },
    null,
    4,
  );
  const after = editText(before, [
    setServer('https://new'),
    { type: 'add', section: 'users', entry: { name: 'u', user: {} } },
  ]);
  expect(JSON.parse(after)).toEqual({
    kind: 'Config',
    x: { y: 1.5 },
    clusters: [{ name: 'a', cluster: { server: 'https://new' } }],
    users: [{ name: 'u', user: {} }],
  });
  expect(after).toContain('\n    "kind"');
});

test('an entry that is not there, and a text that is no mapping, are refused', () => {
  expect(() => editText(MINE, [{ type: 'remove', section: 'users', name: 'z' }])).toThrow(/no entry "z" in users/);
  expect(() => editText('{"users": []}', [{ type: 'remove', section: 'users', name: 'z' }])).toThrow(/no entry "z"/);
  expect(() => editText('- a\n', [{ type: 'current', name: 'x' }])).toThrow(/not a mapping/);
  expect(() => editText('a: [', [{ type: 'current', name: 'x' }])).toThrow(/not valid YAML/);
});

const hostile = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1 }),
  fc.constantFrom(
    'true',
    'null',
    '~',
    '1e3',
    '0x1F',
    '- x',
    'a: b',
    '#c',
    '"',
    "'",
    '*a',
    '&a',
    '!t',
    '%',
    '@',
    '`',
    ' x ',
    'x:',
    '\t',
    '\u0085',
    '2020-01-01',
    '<<',
    '__proto__',
    'é\u202e',
  ),
);

test('any value and any name come back as they were given, as text for every reader', () => {
  fc.assert(
    fc.property(hostile, hostile, (name, value) => {
      const text = editText(kubeconfig('a'), [
        { type: 'set', section: 'users', name: 'a', path: ['token'], value },
        { type: 'rename', section: 'contexts', name: 'a', to: name },
      ]);
      const result = parseKubeconfig(text);
      if (result.type === 'bad') throw new Error(result.reason);
      expect(result.config.users.get('a')?.value.token).toBe(value);
      expect([...result.config.contexts.keys()]).toEqual([name]);
    }),
    { numRuns: 500 },
  );
});
