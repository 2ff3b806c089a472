import { expect, test } from 'vitest';
import {
  answer,
  auto,
  credentialsOf,
  execEntry,
  failureOf,
  ownFolder,
  person,
  plugin,
  runs,
  setup,
  V1,
} from './source-support.ts';
import { FakeClock } from './test-support.ts';

ownFolder();

test('a plugin gets argv, environment and KUBERNETES_EXEC_INFO, no stdin and no shell', async () => {
  const command = await plugin(`
    const seen = { args: process.argv.slice(2), own: process.env.OWN, info: JSON.parse(process.env.KUBERNETES_EXEC_INFO),
      stdin: require('fs').readFileSync(0, 'utf8'), tty: process.stdin.isTTY === true };
    ${answer({ token: '' }).replace('{"token":""}', '{token: JSON.stringify(seen)}')}`);
  const { source } = setup(new FakeClock());
  const args = ['$(touch pwned)', ';', 'a b', '*'];
  const exec = execEntry(command, { args, env: [{ name: 'OWN', value: 'x y' }], provideClusterInfo: true });
  const credentials = credentialsOf(await source({ exec }).get(auto()));
  const bearer = String(credentials.headers.authorization).slice('Bearer '.length);
  expect(JSON.parse(bearer)).toEqual({
    args,
    own: 'x y',
    stdin: '',
    tty: false,
    info: {
      kind: 'ExecCredential',
      apiVersion: V1,
      spec: { interactive: false, cluster: { server: 'https://example.invalid' } },
    },
  });
});

test('the cluster is told only when the kubeconfig asks for it, and v1beta1 works', async () => {
  const version = 'client.authentication.k8s.io/v1beta1';
  const command = await plugin(answer({ token: 'x' }, version).replace('"x"', 'process.env.KUBERNETES_EXEC_INFO'));
  const { source } = setup(new FakeClock());
  const result = await source({ exec: execEntry(command, { apiVersion: version }) }).get(auto());
  expect(credentialsOf(result).headers.authorization).toBe(
    `Bearer {"kind":"ExecCredential","apiVersion":"${version}","spec":{"interactive":false}}`,
  );
});

test('ten at once are one run, and later ones are answered from memory', async () => {
  const command = await plugin(`setTimeout(() => { ${answer({ token: 't' })} }, 100)`);
  const { source } = setup(new FakeClock());
  const sources = Array.from({ length: 10 }, () => source({ exec: execEntry(command) }));
  const results = await Promise.all(sources.map((one) => one.get(auto())));
  expect(new Set(results.map((one) => credentialsOf(one).generation))).toEqual(new Set([1]));
  await source({ exec: execEntry(command) }).get(auto());
  expect(await runs()).toHaveLength(1);
});

test('a refresh runs once for all who were refused the same generation', async () => {
  const command = await plugin(answer({ token: 't' }));
  const { source } = setup(new FakeClock());
  const one = source({ exec: execEntry(command) });
  await one.get(auto());
  const results = await Promise.all([
    one.refresh(1, auto()),
    one.refresh(1, auto()),
    source({ exec: execEntry(command) }).refresh(1, auto()),
  ]);
  expect(results.map((result) => credentialsOf(result).generation)).toEqual([2, 2, 2]);
  expect(credentialsOf(await one.refresh(1, auto())).generation).toBe(2);
  expect(await runs()).toHaveLength(2);
});

test('credentials are renewed before they end, and old ones from a plugin do not make it run without end', async () => {
  const clock = new FakeClock(Date.parse('2030-01-01T00:00:00Z'));
  const command = await plugin(answer({ token: 't', expirationTimestamp: '2030-01-01T01:00:00Z' }));
  const { source } = setup(clock);
  const one = source({ exec: execEntry(command) });
  const first = credentialsOf(await one.get(auto()));
  expect(first.expiresAt).toBe(Date.parse('2030-01-01T01:00:00Z'));
  expect(one.renewAt()).toBe(Date.parse('2030-01-01T00:59:00Z'));
  await clock.advance(59 * 60_000 - 1);
  await one.get(auto());
  expect(await runs()).toHaveLength(1);
  await clock.advance(1);
  await one.get(auto());
  expect(await runs()).toHaveLength(2);
  await clock.advance(54_000);
  await one.get(auto());
  expect(await runs()).toHaveLength(3);
  // From here on the plugin's answer has all but ended, or has: half a minute between runs all the same.
  for (const count of [3, 4, 5]) {
    await clock.advance(29_999);
    await one.get(auto());
    expect(await runs()).toHaveLength(count);
    await clock.advance(1);
    await one.get(auto());
    expect(await runs()).toHaveLength(count + 1);
  }
});

test.for([
  ['garbage', `console.log('hello eyJhbGciOi secret')`, /printed \d+ characters that are not JSON/],
  ['nothing', '', /printed nothing/],
  ['another version', answer({ token: 't' }, 'client.authentication.k8s.io/v1beta1'), /v1beta1, but .*asks for .*\/v1/],
  ['no status', `console.log('{"apiVersion":"${V1}","kind":"ExecCredential"}')`, /without a status/],
  ['neither token nor certificate', answer({}), /neither a token nor a certificate/],
  ['half a certificate', answer({ clientCertificateData: 'x' }), /without its key/],
  ['an unparsable certificate', answer({ clientCertificateData: 'x', clientKeyData: 'y' }), /no PEM certificate/],
  ['no date', answer({ token: 't', expirationTimestamp: 'soon' }), /no date/],
] as const)('a plugin that prints %s is an output failure that does not repeat it', async ([, body, message]) => {
  const { source } = setup(new FakeClock());
  const failure = failureOf(await source({ exec: execEntry(await plugin(body)) }).get(auto()));
  expect(failure.errorClass).toBe('plugin-output');
  expect(failure.message).toMatch(message);
  expect(failure.message).not.toContain('secret');
});

test('a failing plugin gives its exit code, command and the tail of its stderr, without escapes and tokens', async () => {
  const command = await plugin(
    `process.stderr.write('x'.repeat(9000) + '\\u001b[31mred\\u001b[0m eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln last words\\n'); process.exit(3)`,
  );
  const { source } = setup(new FakeClock());
  const failure = failureOf(await source({ exec: execEntry(command, { args: ['get token'] }) }).get(auto()));
  expect(failure).toMatchObject({ errorClass: 'plugin-failed', command: `${command} "get token"` });
  expect(failure.message).toContain('exit code 3');
  expect(failure.stderrTail).toMatch(/xred \[token\] last words$/);
  expect(failure.stderrTail?.length).toBeLessThanOrEqual(4096);
});

test('an ended sign-in of the plugin itself, and a wish for a terminal, are told apart', async () => {
  const { source } = setup(new FakeClock());
  const expired = await plugin(
    `console.error('Error: the SSO session has expired or is invalid'); process.exit(1)`,
    'a',
  );
  expect(failureOf(await source({ exec: execEntry(expired) }).get(auto())).errorClass).toBe('expired');
  const terminal = await plugin(`console.error('open /dev/tty: no such device or address'); process.exit(1)`, 'b');
  const one = source({ exec: execEntry(terminal) });
  expect(failureOf(await one.get(auto())).errorClass).toBe('plugin-needs-terminal');
  expect(one.automatic).toBe(false);
});

test('interactiveMode Always is not run at all', async () => {
  const command = await plugin(answer({ token: 't' }));
  const { source } = setup(new FakeClock());
  const one = source({ exec: execEntry(command, { interactiveMode: 'Always' }) });
  expect(failureOf(await one.get(person())).errorClass).toBe('plugin-needs-terminal');
  expect(one.automatic).toBe(false);
  expect(await runs()).toHaveLength(0);
});

test('a missing program and an unknown version are their own failures', async () => {
  const { source } = setup(new FakeClock());
  const missing = execEntry('no-such-plugin-anywhere', { installHint: 'Get it from the cupboard.' });
  expect(failureOf(await source({ exec: missing }).get(auto()))).toMatchObject({
    errorClass: 'plugin-not-found',
    message: expect.stringContaining('Get it from the cupboard.'),
  });
  const old = execEntry('/bin/true', { apiVersion: 'client.authentication.k8s.io/v1alpha1' });
  expect(failureOf(await source({ exec: old }).get(auto())).errorClass).toBe('unsupported');
});
