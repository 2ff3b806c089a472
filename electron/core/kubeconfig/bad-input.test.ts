import { chmod, mkdir, open, readFile, symlink } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createPki } from '../../demo/pki.ts';
import { Home, kubeconfig, summary } from './test-support.ts';

let home: Home;
beforeEach(async () => {
  home = await Home.make();
  await home.write('.kube/config', kubeconfig('good'));
});
afterEach(() => home.close());

/** One bad file beside a good one: its sentence, and that the good one works. */
async function reasonOf(name: string): Promise<string | undefined> {
  const catalog = await home.open();
  expect(summary(catalog)['config:good']).toBe('ok');
  expect(catalog.list().contexts).toHaveLength(1);
  const skipped = catalog.list().skipped;
  expect(skipped).toHaveLength(1);
  expect(skipped[0]?.file).toBe(home.at(`.kube/${name}`));
  expect(skipped[0]?.reason).toContain(home.at(`.kube/${name}`));
  return skipped[0]?.reason;
}

test.for([
  ['empty', '', /is empty/],
  ['blank', ' \n\t\n', /is empty/],
  ['text', 'hello world', /is not a kubeconfig/],
  ['a list', '- users: []\n', /top level is not a mapping/],
  [
    'broken',
    'apiVersion: v1\nclusters:\n- name: "a\n  cluster: {\nusers: []\n',
    /not valid YAML at line \d+, column \d+/,
  ],
  ['tabs', 'clusters:\n\t- name: a\nusers:\n', /not valid YAML at line 2/],
  ['broken JSON', '{"clusters": [], "users": [', /not valid YAML/],
  ['several documents', `${kubeconfig('a')}---\n${kubeconfig('b')}`, /several YAML documents/],
  ['an unknown version', 'apiVersion: v2\nkind: Config\nclusters: []\n', /version nobody knows \("v2"\)/],
  ['binary', new Uint8Array([...Buffer.from('clusters:\n'), 0, 1, 2, 255]), /binary/],
  ['another encoding', new Uint8Array([...Buffer.from('clusters:\n# '), 0xe9, 0xff, 10]), /binary/],
  ['UTF-16', new Uint8Array(Buffer.from(`\ufeff${kubeconfig('a')}`, 'utf16le')), /binary/],
  [
    'an alias bomb',
    `a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\nclusters: [*d,*d,*d]\n`,
    /Excessive alias count/,
  ],
] as const)('%s: one sentence, everything else works', async ([, content, reason]) => {
  await home.write('.kube/other', content);
  expect(await reasonOf('other')).toMatch(reason);
});

test('huge files are not read', async () => {
  await mkdir(home.at('.kube'), { recursive: true });
  const file = await open(home.at('.kube/huge'), 'w');
  await file.truncate(4 * 1024 * 1024 * 1024);
  await file.close();
  expect(await reasonOf('huge')).toMatch(/larger than 32 MB/);
});

test('what is no regular file is not waited for', async () => {
  // Reading it would never end.
  const files = ['/dev/zero', home.at('.kube/config')];
  const catalog = await home.open({ discovery: { type: 'files', files } });
  expect(catalog.list().skipped[0]?.reason).toMatch(/is not a regular file/);
  expect(catalog.list().contexts).toHaveLength(1);
});

test('links that lead nowhere or in a circle', async () => {
  await symlink(home.at('.kube/loop'), home.at('.kube/loop'));
  expect(await reasonOf('loop')).toMatch(/circle/);
});

test.skipIf(process.getuid?.() === 0)('an unreadable file', async () => {
  const path = await home.write('.kube/secret', kubeconfig('x'));
  await chmod(path, 0);
  expect(await reasonOf('secret')).toMatch(/may not read it/);
});

/** A real certificate's PEM, cut: the frame is right, the content is not. */
const CUT = Buffer.from('-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIUQ\n-----END CERTIFICATE-----\n').toString(
  'base64',
);

const entries = (more: string): string => `
clusters:
- {name: c, cluster: {server: "https://x.invalid"}}
users:
- {name: u, user: {token: t}}
contexts:
- {name: fine, context: {cluster: c, user: u}}
${more}`;

test.for([
  ['no cluster', '- {name: bad, context: {user: u}}', /Context "bad" in .*other names no cluster/],
  ['unknown cluster', '- {name: bad, context: {cluster: z, user: u}}', /names the cluster "z", which is not defined/],
  ['unknown user', '- {name: bad, context: {cluster: c, user: z}}', /names the user "z", which is not defined/],
  ['no mapping', '- {name: bad, context: [1, 2]}', /Context "bad" in .* has a "context" that is not a mapping/],
  [
    'a namespace that cannot exist',
    '- {name: bad, context: {cluster: c, namespace: "A b"}}',
    /namespace that cannot exist/,
  ],
  [
    'twice',
    '- {name: bad, context: {cluster: c}}\n- {name: bad, context: {cluster: c, user: u}}',
    /Context "bad" in .* is defined twice/,
  ],
] as const)('a context with %s marks itself only', async ([, more, problem]) => {
  await home.write('.kube/other', entries(more));
  const found = summary(await home.open());
  expect(found['other:fine']).toBe('ok');
  expect(found['other:bad']).toMatch(problem);
  expect(Object.keys(found)).toHaveLength(3);
});

test.for([
  ['no server', '{}', /Cluster "z" in .*other, used by context "bad", has no server/],
  ['a wrong server', '{server: "ftp://x"}', /not an http or https address/],
  ['a wrong proxy', '{server: "https://x", proxy-url: "gopher://y"}', /proxy-url that is not/],
  [
    'CA data that is not base64',
    '{server: "https://x", certificate-authority-data: "***"}',
    /certificate-authority-data that is not base64/,
  ],
  ['CA data that is no PEM', '{server: "https://x", certificate-authority-data: aGVsbG8=}', /holds no PEM certificate/],
  [
    'CA data that does not parse',
    `{server: "https://x", certificate-authority-data: ${CUT}}`,
    /a certificate that cannot be parsed/,
  ],
  [
    'CA and skip-verify',
    '{server: "https://x", certificate-authority: ca, insecure-skip-tls-verify: true}',
    /only one is allowed/,
  ],
] as const)('a cluster with %s marks its contexts', async ([, cluster, problem]) => {
  const text = entries('- {name: bad, context: {cluster: z, user: u}}').replace(
    'clusters:\n',
    `clusters:\n- {name: z, cluster: ${cluster}}\n`,
  );
  await home.write('.kube/other', text);
  const found = summary(await home.open());
  expect(found['other:fine']).toBe('ok');
  expect(found['other:bad']).toMatch(problem);
});

test.for([
  [
    'a certificate without key',
    `{client-certificate-data: ${CUT}}`,
    /User "z" in .*, used by context "bad", has a client certificate without a client-key/,
  ],
  [
    'a certificate that does not parse',
    `{client-certificate-data: ${CUT}, client-key: k}`,
    /client-certificate-data that holds a certificate that cannot be parsed/,
  ],
  ['a key that is none', `{client-key-data: ${CUT}}`, /client-key-data that holds no PEM private key/],
  ['token and password', '{token: t, username: u}', /only one is allowed/],
  ['an exec without a command', '{exec: {apiVersion: v}}', /exec without a command/],
  ['an exec without a version', '{exec: {command: x}}', /exec without an apiVersion/],
  ['an exec that is text', '{exec: aws}', /exec that is not a mapping/],
  ['an unknown mode', '{exec: {command: x, apiVersion: v, interactiveMode: Maybe}}', /"Maybe"/],
  ['exec and auth-provider', '{exec: {command: x, apiVersion: v}, auth-provider: {name: oidc}}', /only one is allowed/],
  ['groups without a user', '{as-groups: [a]}', /without a user/],
] as const)('a user with %s marks its contexts', async ([, user, problem]) => {
  const text = entries('- {name: bad, context: {cluster: c, user: z}}').replace(
    'users:\n',
    `users:\n- {name: z, user: ${user}}\n`,
  );
  await home.write('.kube/other', text);
  const found = summary(await home.open());
  expect(found['other:fine']).toBe('ok');
  expect(found['other:bad']).toMatch(problem);
});

test('certificate files that are missing or wrong mark their contexts, and are right again when they are', async () => {
  const text = entries('- {name: bad, context: {cluster: z, user: z}}')
    .replace('clusters:\n', 'clusters:\n- {name: z, cluster: {server: "https://x", certificate-authority: ca.pem}}\n')
    .replace('users:\n', 'users:\n- {name: z, user: {client-certificate: me.pem, client-key: me.key}}\n');
  await home.write('sub/other', text);
  const catalog = await home.open({ discovery: { type: 'files', files: [home.at('sub/other')] } });
  const problem = async (): Promise<string | undefined> => {
    await catalog.refresh();
    expect(summary(catalog)['other:fine']).toBe('ok');
    return summary(catalog)['other:bad'];
  };
  expect(await problem()).toMatch(
    /Cluster "z" in .*other, used by context "bad", names .*sub\/ca\.pem as certificate-authority, which does not exist/,
  );
  await home.write('sub/ca.pem', 'junk');
  expect(await problem()).toMatch(/ca\.pem as certificate-authority, which holds no PEM certificate/);
  const pki = await createPki('test');
  await home.write('sub/ca.pem', pki.ca.cert);
  expect(await problem()).toMatch(/User "z" in .* names .*me\.pem as client-certificate, which does not exist/);
  await home.write('sub/me.pem', pki.server.cert);
  await home.write('sub/me.key', pki.server.cert);
  expect(await problem()).toMatch(/me\.key as client-key, which holds no PEM private key/);
  await home.write('sub/me.key', pki.server.key);
  expect(await problem()).toBe('ok');
});

test('entries without a name are told, the others work', async () => {
  await home.write('.kube/other', `${entries('- {context: {cluster: c}}')}\n- 5\n`);
  const catalog = await home.open();
  expect(summary(catalog)['other:fine']).toBe('ok');
  expect(catalog.list().skipped.map((one) => one.reason)).toEqual([
    `${home.at('.kube/other')} has no name on entry 2 of contexts.`,
    `${home.at('.kube/other')} has no name on entry 3 of contexts.`,
  ]);
});

test('names are text, whatever they look like, and hostile ones stay in their place', async () => {
  const names = [
    '123',
    'true',
    '__proto__',
    'a:b/c@d|e,f%g h',
    'arn:aws:eks:eu-west-1:1:cluster/x',
    '\u202eevil',
    'ünï',
  ];
  await home.write('.kube/other', kubeconfig(...names));
  const catalog = await home.open();
  const listed = catalog.list().contexts.filter((one) => one.file.endsWith('other'));
  expect(listed.map((one) => one.clusterName)).toEqual(names);
  expect(new Set(listed.map((one) => one.status))).toEqual(new Set(['ok']));
  for (const { clusterId } of listed) expect((await catalog.resolve(clusterId)).clusterId).toBe(clusterId);
  expect(({} as Record<string, unknown>).cluster).toBeUndefined();
});

test('nothing is ever written to a file that is only read', async () => {
  const text = `# mine\n${kubeconfig('a')}`;
  const path = await home.write('.kube/other', text);
  const catalog = await home.open();
  await catalog.resolve('other:a');
  expect(await readFile(path, 'utf8')).toBe(text);
});
