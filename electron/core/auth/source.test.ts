import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { auto, credentialsOf, failureOf, ownFolder, person, setup } from './source-support.ts';
import { FakeClock } from './test-support.ts';

const folder = ownFolder();

test('static credentials and impersonation become headers', async () => {
  const { source } = setup(new FakeClock());
  const token = credentialsOf(await source({ token: 'abc' }).get(auto()));
  expect(token).toEqual({ generation: 1, headers: { authorization: 'Bearer abc' } });
  const basic = credentialsOf(await source({ username: 'ann', password: 'pä:ss' }).get(auto()));
  expect(basic.headers.authorization).toBe(`Basic ${Buffer.from('ann:pä:ss').toString('base64')}`);
  const as = credentialsOf(
    await source({
      token: 't',
      impersonate: { user: 'bob', groups: ['a', 'b'], uid: '7', extra: { 'acme.com/Über%': ['x', 'y'] } },
    }).get(auto()),
  );
  expect(as.headers).toEqual({
    authorization: 'Bearer t',
    'impersonate-user': 'bob',
    'impersonate-group': ['a', 'b'],
    'impersonate-uid': '7',
    'impersonate-extra-acme.com%2f%c3%9cber%25': ['x', 'y'],
  });
  const nobody = credentialsOf(await source({}).get(auto()));
  expect(nobody.headers).toEqual({});
});

test('a refused static token cannot be refreshed, and says whose it is', async () => {
  const { source } = setup(new FakeClock());
  const one = source({ token: 'abc' });
  const { generation } = credentialsOf(await one.get(auto()));
  expect(failureOf(await one.refresh(generation, auto()))).toMatchObject({
    errorClass: 'rejected',
    message: expect.stringContaining('user "me"'),
  });
});

test('a token file is read again after a minute and on a 401, and only a new token is a new generation', async () => {
  const clock = new FakeClock();
  const { source } = setup(clock);
  const tokenFile = join(folder(), 'token');
  await writeFile(tokenFile, ' one\n');
  const one = source({ tokenFile, token: 'fallback' });
  expect(credentialsOf(await one.get(auto()))).toEqual({ generation: 1, headers: { authorization: 'Bearer one' } });
  expect(one.renewAt()).toBe(clock.now() + 60_000);

  await writeFile(tokenFile, 'two');
  await clock.advance(59_999);
  expect(credentialsOf(await one.get(auto())).headers.authorization).toBe('Bearer one');
  await clock.advance(1);
  expect(credentialsOf(await one.get(auto()))).toEqual({ generation: 2, headers: { authorization: 'Bearer two' } });
  await clock.advance(60_000);
  expect(credentialsOf(await one.get(auto())).generation).toBe(2);

  expect(failureOf(await one.refresh(2, auto())).errorClass).toBe('rejected');
  await writeFile(tokenFile, 'three');
  await clock.advance(1000);
  expect(credentialsOf(await one.refresh(2, auto()))).toMatchObject({ generation: 3 });
});

test('a missing or empty token file is a sentence', async () => {
  const { source } = setup(new FakeClock());
  const tokenFile = join(folder(), 'token');
  expect(failureOf(await source({ tokenFile }).get(auto()))).toMatchObject({
    errorClass: 'no-credentials',
    message: expect.stringMatching(/token.*does not exist/),
  });
  await writeFile(tokenFile, '\n');
  expect(failureOf(await source({ tokenFile }).get(person())).message).toMatch(/is empty/);
});

test('gcp and azure are explained', async () => {
  const { source } = setup(new FakeClock());
  const gcp = failureOf(await source({ authProvider: { name: 'gcp', config: {} } }).get(auto()));
  expect(gcp).toMatchObject({ errorClass: 'unsupported', message: expect.stringContaining('gke-gcloud-auth-plugin') });
  const azure = failureOf(await source({ authProvider: { name: 'azure', config: {} } }).get(auto()));
  expect(azure.message).toContain('kubelogin');
});
