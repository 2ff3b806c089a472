import { expect, test } from 'vitest';
import { fastClock } from '../../testing/harness.ts';
import { fetchText } from './fetch-text.ts';
import { isPrivateAddress } from './private-address.ts';

const options = { privateAddress: false, clock: fastClock(1), signal: new AbortController().signal };

test('addresses of this machine and of private networks, however they are written', () => {
  for (const address of [
    '127.0.0.1',
    '10.1.2.3',
    '172.31.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '0.0.0.0',
    '::1',
    'fe80::1',
    'fd00::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '64:ff9b::a00:1',
    '2002:7f00:1::',
    'not an address',
  ])
    expect(isPrivateAddress(address), address).toBe(true);
  for (const address of ['1.1.1.1', '172.32.0.1', '2606:4700::1111', '::ffff:1.1.1.1'])
    expect(isPrivateAddress(address), address).toBe(false);
});

test('only https, only public, and nothing is asked before that is known', async () => {
  const refusal = (url: string) =>
    fetchText(url, options).then(
      () => null,
      (error: unknown) => error,
    );
  expect(await refusal('http://example.com/a.yaml')).toMatchObject({
    code: 'invalid',
    message: expect.stringContaining('only https'),
  });
  expect(await refusal('file:///etc/passwd')).toMatchObject({ code: 'invalid' });
  expect(await refusal('nothing')).toMatchObject({ code: 'invalid' });
  expect(await refusal('https://user:secret@example.com/')).toMatchObject({ code: 'invalid' });
  for (const url of [
    'https://127.0.0.1:1/',
    'https://localhost:1/',
    'https://[::1]:1/',
    'https://2130706433:1/',
    'https://0x7f.1:1/',
  ])
    expect(await refusal(url), url).toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('private network'),
    });
});

test('a private address that is meant is asked', async () => {
  const refusal = await fetchText('https://127.0.0.1:1/', { ...options, privateAddress: true }).catch(
    (error: unknown) => error,
  );
  expect(refusal).toMatchObject({ code: 'unreachable' });
});
