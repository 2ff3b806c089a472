import { expect, test } from 'vitest';
import { PortolanError } from '../../../shared/errors.ts';
import type { ConnectionConfig, Credentials } from '../../transport/types.ts';
import type { EngineHandle } from '../engine/types.ts';
import { EngineSlot } from './engine-slot.ts';

const connection: ConnectionConfig = {
  server: 'https://a',
  tls: { insecureSkipVerify: false },
  disableCompression: false,
};
const credentials = (generation: number): Credentials => ({ generation, headers: {} });
const never = new AbortController().signal;

/** Only what the slot itself calls; everything else is the handle's own test. */
function slotOf() {
  const said: string[] = [];
  const slot = new EngineSlot((_connection, { generation }) => {
    said.push(`start ${generation}`);
    const handle: Pick<EngineHandle, 'setConnection' | 'setCredentials' | 'close'> = {
      setConnection: (_to, by) => said.push(`connection ${by.generation}`),
      setCredentials: (by) => said.push(`credentials ${by.generation}`),
      close: () => Promise.resolve(void said.push('close')),
    };
    return handle as EngineHandle;
  });
  return { slot, said };
}

test('no engine without a consumer, and none before there are credentials', async () => {
  const { slot, said } = slotOf();
  slot.offer(connection, credentials(1));
  expect([slot.current, said]).toEqual([null, []]);
  await slot.use(never);
  expect(said).toEqual(['start 1']);
  const early = slotOf();
  const waiting = early.slot.use(never);
  expect(early.slot.wanted).toBe(true);
  early.slot.offer(connection, credentials(1));
  expect(await waiting).toBe(early.slot.current);
});

test('a refusal reaches those who wait and those who come, until a new attempt', async () => {
  const { slot } = slotOf();
  const waiting = slot.use(never);
  slot.refuse(new PortolanError('unreachable', 'down'));
  await expect(waiting).rejects.toMatchObject({ code: 'unreachable' });
  await expect(slot.use(never)).rejects.toMatchObject({ code: 'unreachable' });
  slot.expect();
  const again = slot.use(never);
  slot.offer(connection, credentials(2));
  await again;
});

test('the same connection takes newer credentials; another connection is a rebuild', async () => {
  const { slot, said } = slotOf();
  slot.offer(connection, credentials(1));
  await slot.use(never);
  slot.offer(connection, credentials(1));
  slot.offer(connection, credentials(2));
  slot.offer({ ...connection }, credentials(2));
  slot.renew(credentials(3));
  expect(said).toEqual(['start 1', 'credentials 2', 'connection 2', 'credentials 3']);
  await slot.release();
  await slot.use(never);
  expect(said.slice(-2)).toEqual(['close', 'start 3']);
});

test('who gives up waiting leaves nothing; closing ends all waits', async () => {
  const { slot } = slotOf();
  const leave = new AbortController();
  const left = slot.use(leave.signal);
  const stays = slot.use(never);
  leave.abort();
  await expect(left).rejects.toMatchObject({ code: 'cancelled' });
  await slot.close();
  await expect(stays).rejects.toMatchObject({ code: 'cluster-closed' });
  await expect(slot.use(never)).rejects.toMatchObject({ code: 'cluster-closed' });
  slot.offer(connection, credentials(1));
  expect(slot.current).toBeNull();
});
