import { expect, test } from 'vitest';
import type { AuthProblem } from '../../../shared/contract/clusters.ts';
import { AuthManager } from './manager.ts';
import { FakeClock, settle } from './test-support.ts';
import type { AuthState, CredentialFailure, ProbeVerdict } from './types.ts';

const failure: CredentialFailure = { errorClass: 'plugin-failed', message: 'no', command: 'aws', stderrTail: 'boom' };
const auth: ProbeVerdict = { type: 'auth', failure };
const ok: ProbeVerdict = { type: 'ok', version: 'v1.36.3', clockOffsetMs: 0, latencyMs: 1 };
const down: ProbeVerdict = { type: 'connectivity', reason: 'ECONNREFUSED' };
const consent: ProbeVerdict = {
  type: 'consent',
  request: { key: 'k', file: '/f', command: 'x', resolvedPath: '/x', args: [], env: [], changed: false },
};

interface Probe {
  readonly at: number;
  readonly interactive: boolean;
  readonly signal: AbortSignal;
  readonly answer: (verdict: ProbeVerdict) => void;
  readonly fail: (error: Error) => void;
}

function setup() {
  const clock = new FakeClock(0);
  const probes: Probe[] = [];
  const states: AuthState[] = [];
  const progress: AuthProblem[] = [];
  let recovered = 0;
  const flags = { automatic: true };
  const manager = new AuthManager({
    probe: ({ interactive, signal }) =>
      new Promise((resolve, reject) => {
        probes.push({ at: clock.now(), interactive, signal, answer: resolve, fail: reject });
      }),
    automatic: () => flags.automatic,
    clock,
    events: {
      onState: (state) => states.push(state),
      onProgress: (problem) => progress.push(problem),
      onRecovered: () => {
        recovered += 1;
      },
    },
  });
  const answer = async (verdict: ProbeVerdict): Promise<void> => {
    probes.at(-1)?.answer(verdict);
    await settle();
  };
  return { clock, probes, states, progress, flags, manager, answer, recovered: () => recovered };
}

test('probes come 0, 5, 10, 15 s after the previous verdict, then every 60 s for ever', async () => {
  const { clock, probes, states, manager, answer } = setup();
  manager.reportUnauthorized();
  await settle();
  expect(probes).toHaveLength(1);
  await clock.advance(2000); // The probe itself takes two seconds: delays count from its verdict.
  await answer(auth);
  for (const delay of [5000, 10_000, 15_000]) {
    const count = probes.length;
    await clock.advance(delay - 1);
    expect(probes).toHaveLength(count);
    await clock.advance(1);
    expect(probes).toHaveLength(count + 1);
    expect(states).toEqual(['recovering']);
    await answer(auth);
  }
  expect(states).toEqual(['recovering', 'invalid']);
  for (let n = 0; n < 100; n++) {
    const count = probes.length;
    await clock.advance(59_999);
    expect(probes).toHaveLength(count);
    await clock.advance(1);
    expect(probes).toHaveLength(count + 1);
    await answer(auth);
  }
  expect(states).toEqual(['recovering', 'invalid']);
  expect(manager.problem).toMatchObject({ ...failure, attempt: 104, state: 'invalid' });
  await manager.dispose();
});

test('a login elsewhere is picked up: valid again from recovering and from invalid', async () => {
  const { clock, probes, states, manager, answer, recovered } = setup();
  manager.reportUnauthorized();
  await settle();
  await answer(auth);
  await clock.advance(5000);
  await answer(ok);
  expect(manager.state).toBe('valid');
  expect(manager.problem).toBeNull();
  expect(recovered()).toBe(1);
  expect(clock.pending).toBe(0);

  manager.reportUnauthorized();
  for (const delay of [0, 5000, 10_000, 15_000]) {
    await clock.advance(delay);
    await answer(auth);
  }
  expect(manager.state).toBe('invalid');
  await clock.advance(60_000);
  await answer(ok);
  expect(states).toEqual(['recovering', 'valid', 'recovering', 'invalid', 'valid']);
  expect(recovered()).toBe(2);
  const count = probes.length;
  await clock.advance(600_000);
  expect(probes).toHaveLength(count);
});

test('connectivity verdicts never count and retry every 15 s', async () => {
  const { clock, probes, states, manager, answer } = setup();
  manager.reportUnauthorized();
  await settle();
  for (let n = 0; n < 10; n++) {
    await answer(down);
    const count = probes.length;
    await clock.advance(14_999);
    expect(probes).toHaveLength(count);
    await clock.advance(1);
    expect(probes).toHaveLength(count + 1);
  }
  expect(states).toEqual(['recovering']);
  await answer(auth);
  expect(manager.problem?.attempt).toBe(1);
  await manager.dispose();
});

test('a probe that throws is a connectivity verdict', async () => {
  const { clock, probes, manager } = setup();
  manager.reportUnauthorized();
  await settle();
  probes[0]?.fail(new Error('no kubeconfig'));
  await settle();
  expect(manager.problem).toMatchObject({ attempt: 0, nextTryAt: clock.now() + 15_000 });
  await manager.dispose();
});

test('a plugin that needs a person is never run by a timer: only retry, changed kubeconfig or focus', async () => {
  const { clock, probes, flags, manager, answer } = setup();
  manager.reportUnauthorized();
  await settle();
  flags.automatic = false;
  await answer(auth);
  expect(manager.problem?.nextTryAt).toBeNull();
  await clock.advance(24 * 3_600_000);
  expect(probes).toHaveLength(1);

  manager.windowFocused();
  await settle();
  expect(probes).toHaveLength(2);
  expect(probes[1]?.interactive).toBe(true);
  await answer(auth);
  manager.windowFocused();
  await clock.advance(299_999);
  manager.windowFocused();
  await settle();
  expect(probes).toHaveLength(2);
  await clock.advance(1);
  manager.windowFocused();
  await settle();
  expect(probes).toHaveLength(3);
  await answer(auth);

  void manager.retryNow();
  await settle();
  expect(probes).toHaveLength(4);
  expect(probes[3]?.interactive).toBe(true);
  await answer(auth);
  manager.kubeconfigChanged();
  await settle();
  expect(probes).toHaveLength(5);
  await manager.dispose();
});

test('a 401 does not start a plugin that needs a person', async () => {
  const { clock, probes, flags, manager } = setup();
  flags.automatic = false;
  manager.reportUnauthorized();
  await clock.advance(3_600_000);
  expect(probes).toHaveLength(0);
  expect(manager.problem).toMatchObject({ state: 'recovering', nextTryAt: null });
  await manager.dispose();
});

test('focus does nothing while a timer is set or all is well', async () => {
  const { probes, manager, answer } = setup();
  manager.windowFocused();
  manager.reportUnauthorized();
  await settle();
  await answer(auth);
  manager.windowFocused();
  await settle();
  expect(probes).toHaveLength(1);
  await manager.dispose();
});

test('one recovery at a time: reports while recovering start nothing, a person replaces an automatic probe', async () => {
  const { clock, probes, manager, answer } = setup();
  manager.reportUnauthorized();
  manager.reportUnauthorized();
  manager.reportUnauthorized();
  await settle();
  expect(probes).toHaveLength(1);

  const retried = manager.retryNow();
  await settle();
  expect(probes[0]?.signal.aborted).toBe(true);
  probes[0]?.answer(auth);
  await settle();
  expect(probes).toHaveLength(2);
  void manager.retryNow();
  await settle();
  expect(probes).toHaveLength(2);
  probes[0]?.answer(auth); // A late answer of the replaced probe changes nothing.
  await answer(auth);
  await retried;
  expect(manager.problem?.attempt).toBe(1);
  await clock.advance(5000);
  expect(probes).toHaveLength(3);
  await manager.dispose();
});

test('a changed kubeconfig begins anew: attempts from zero, invalid becomes recovering', async () => {
  const { clock, states, manager, answer } = setup();
  manager.reportUnauthorized();
  for (const delay of [0, 5000, 10_000, 15_000]) {
    await clock.advance(delay);
    await answer(auth);
  }
  manager.kubeconfigChanged();
  await settle();
  expect(states).toEqual(['recovering', 'invalid', 'recovering']);
  await answer(auth);
  expect(manager.problem).toMatchObject({ attempt: 1, nextTryAt: clock.now() + 5000 });
  await manager.dispose();
});

test('a pre-flight verdict counts as the first one', async () => {
  const { clock, probes, manager, answer } = setup();
  manager.reportVerdict(auth);
  expect(manager.problem).toMatchObject({ attempt: 1, nextTryAt: clock.now() + 5000, ...failure });
  await clock.advance(5000);
  expect(probes).toHaveLength(1);
  await answer(ok);
  expect(manager.state).toBe('valid');
});

test('an unreachable server is no matter of signing in', async () => {
  const { clock, states, manager } = setup();
  manager.reportVerdict(down);
  manager.reportVerdict(ok);
  expect(states).toEqual([]);
  expect(clock.pending).toBe(0);
});

test('consent waits for a person, however long', async () => {
  const { clock, probes, manager, answer } = setup();
  manager.reportVerdict(consent);
  expect(manager.problem).toMatchObject({ nextTryAt: null, message: expect.stringContaining('consent to run x') });
  await clock.advance(3_600_000);
  expect(probes).toHaveLength(0);
  void manager.retryNow();
  await settle();
  await answer(ok);
  expect(manager.state).toBe('valid');
});

test('progress tells the countdown, and that a probe runs', async () => {
  const { clock, progress, manager, answer } = setup();
  manager.reportUnauthorized();
  await settle();
  await answer(auth);
  await clock.advance(5000);
  expect(progress.map((one) => [one.attempt, one.nextTryAt])).toEqual([
    [0, null],
    [1, 5000],
    [1, null],
  ]);
  await manager.dispose();
});

test('after dispose nothing is left and nothing is told', async () => {
  const { clock, probes, states, progress, manager } = setup();
  manager.reportUnauthorized();
  await settle();
  const told = [states.length, progress.length];
  const disposed = manager.dispose();
  expect(probes[0]?.signal.aborted).toBe(true);
  probes[0]?.answer(ok);
  await disposed;
  manager.reportUnauthorized();
  manager.reportVerdict(auth);
  manager.kubeconfigChanged();
  manager.windowFocused();
  await manager.retryNow();
  await clock.advance(600_000);
  expect(probes).toHaveLength(1);
  expect([states.length, progress.length]).toEqual(told);
  expect(clock.pending).toBe(0);
});
