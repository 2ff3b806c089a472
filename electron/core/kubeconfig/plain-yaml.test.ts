import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { parsePlainYaml } from './plain-yaml.ts';
import { kubeconfig } from './test-support.ts';

/** What `yaml` makes of it, or `undefined` for an error. */
function slow(text: string): unknown {
  const options = { schema: 'failsafe', customTags: ['null', 'merge'], merge: true, uniqueKeys: false } as const;
  const document = parseDocument(text, { ...options, customTags: [...options.customTags] });
  return document.errors.length > 0 ? undefined : document.toJS({ maxAliasCount: 100 });
}

const fragment = fc.constantFrom(
  'a:',
  'b:',
  'cluster:',
  'a: ',
  'b: x',
  'name: y z',
  '- ',
  '-',
  '- a: 1',
  '- b:',
  '-   c: d',
  '- x',
  '- - y',
  'a: - b',
  'k: "q"',
  "k: 'q'",
  'k: "q" # c',
  "k: 'it''s'",
  'k: "a\\n"',
  'k: {}',
  'k: []',
  'k: [] # c',
  'k: {a: b}',
  'k: [1, 2]',
  '- {}',
  'n: ~',
  'n: null',
  'n: Null',
  'n: nullx',
  'n: "null"',
  'x: a # c',
  'x: a#c',
  'x: #c',
  '# comment',
  'x: &a b',
  'x: *a',
  '<<: *a',
  'x: !t y',
  'x: |',
  'x: >',
  'x: a: b',
  'x: a:',
  'x: :a',
  'x: -',
  'x: -a',
  'x: --a',
  'x: ---',
  '---',
  '...',
  'x: ...',
  '? a',
  'x: ?a',
  'x: @a',
  'x: `a',
  'x: %a',
  'a b: c',
  '"k": v',
  'x: a,b',
  'x: a]',
  'x: }',
  'x:y',
  ': x',
  'true: x',
  '1: 2',
  'null: x',
  'x: é',
  'x: 😀',
  'x: ~a',
  'x: $a',
  'x: (a)',
  'x: =',
  'x: <a',
  'x: ^',
  'x: \\d',
  'x: /a',
  'x: a  ',
  'x:  a',
  'continued',
  'x: "open',
  "x: 'open",
  'x: 0x1F',
  'x: "a" b',
);
const line = fc.tuple(fc.nat(4), fragment).map(([indent, text]) => ' '.repeat(indent) + text);
const anyText = fc.array(line, { maxLength: 8 }).map((lines) => `${lines.join('\n')}\n`);

test('what it reads, it reads as yaml does; what yaml refuses, it does not read', () => {
  let read = 0;
  fc.assert(
    fc.property(anyText, (text) => {
      const fast = parsePlainYaml(text);
      if (fast === undefined) return;
      read += 1;
      expect(fast).toEqual(slow(text));
    }),
    { numRuns: 30_000, seed: 1 },
  );
  expect(read).toBeGreaterThan(300);
}, 60_000);

/** Well-formed texts of the shape of kubeconfigs, so that the deep paths are compared too. */
const scalars = fc.oneof(
  fc.constantFrom(
    'x',
    'https://a:6443',
    '"quoted: #"',
    "'single'",
    '~',
    'null',
    '{}',
    '[]',
    'a b',
    '-v',
    '0',
    'LS0tLS1CRUdJTg==',
    'a # c',
  ),
  fc.string({
    unit: fc.constantFrom('a', ':', '#', ' ', '-', '"', "'", '/', '{', '\\', '1', '~', '.'),
    minLength: 1,
    maxLength: 6,
  }),
);
const block: fc.Memo<string[]> = fc.memo((depth) =>
  fc
    .array(
      fc.tuple(
        fc.constantFrom('name', 'cluster', 'a-b', 'x.y/z', '7'),
        depth <= 1
          ? scalars.map((text) => [text])
          : fc.oneof(
              scalars.map((text) => [text]),
              block(depth - 1).map(nested),
              fc.array(block(depth - 1), { maxLength: 3 }).map(listed),
            ),
      ),
      { minLength: 1, maxLength: 3 },
    )
    .map((fields) => fields.flatMap(([key, [first = '', ...rest]]) => [`${key}: ${first}`, ...rest])),
);
const nested = (lines: string[]): string[] => ['', ...lines.map((one) => `  ${one}`)];
const listed = (items: string[][]): string[] => [
  '',
  ...items.flatMap((lines) => lines.map((one, i) => `${i === 0 ? '- ' : '  '}${one}`)),
];

test('the same for texts of the shape of a kubeconfig', () => {
  let read = 0;
  fc.assert(
    fc.property(block(4), (lines) => {
      const text = lines.join('\n');
      const fast = parsePlainYaml(text);
      if (fast === undefined) return;
      read += 1;
      expect(fast).toEqual(slow(text));
    }),
    { numRuns: 10_000, seed: 1 },
  );
  expect(read).toBeGreaterThan(1000);
}, 60_000);

test('what kubectl writes is of the simple kind', () => {
  const written = `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCg==
    server: https://10.0.0.1:6443
  name: kind-kind
contexts:
- context:
    cluster: kind-kind
    user: kind-kind
  name: arn:aws:eks:eu-west-1:1:cluster/x
current-context: kind-kind
kind: Config
preferences: {}
users:
- name: kind-kind
  user:
    exec:
      apiVersion: client.authentication.k8s.io/v1beta1
      args:
      - --region
      - eu-west-1
      - eks
      command: aws
      env:
      - name: AWS_PROFILE
        value: prod
      - name: EMPTY
        value: ""
      interactiveMode: IfAvailable
      provideClusterInfo: false
      installHint: null
`;
  expect(parsePlainYaml(written)).toEqual(slow(written));
  expect(parsePlainYaml(written)).toMatchObject({
    kind: 'Config',
    contexts: [{ name: 'arn:aws:eks:eu-west-1:1:cluster/x' }],
  });
});

test('anything else is left to yaml', () => {
  for (const text of [
    '- a\n',
    'a: &x b\n',
    'a: |\n  b\n',
    'a:\tb\n',
    'a: b\r\n',
    '{"a": 1}',
    '---\na: b\n',
    'a: b\n  c\n',
    '__proto__: x\n',
    'a: [b]\n',
    '',
  ])
    expect(parsePlainYaml(text)).toBeUndefined();
  // The names of our own test files are quoted keys' values: simple.
  expect(parsePlainYaml(kubeconfig('a'))).toEqual(slow(kubeconfig('a')));
});
