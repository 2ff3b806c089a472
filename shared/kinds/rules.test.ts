import { describe, expect, it } from 'vitest';
import { columnsOf } from './columns.ts';
import { formatCell } from './format.ts';
import { kindByWord } from './index.ts';
import type { KubeObject } from './spec.ts';

/** Branches that no object of the recordings takes (a server would not store it, or only an older one did). */
const NOW = Date.parse('2026-07-01T12:00:00Z');

function shown(kind: string, fields: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const spec = kindByWord(kind) ?? expect.fail(`no kind ${kind}`);
  const object: KubeObject = { metadata: { name: 'x', uid: 'u' }, ...fields };
  const ids = columnsOf(spec).map((column) => column.id);
  return Object.fromEntries(
    spec.columns.map((column, i) => [ids[i] ?? '', formatCell(column.value(object), column.format, { now: NOW })]),
  );
}

describe('rules off the beaten track', () => {
  it('a sidecar that ended well is not ready, whatever it says', () => {
    const pod = shown('pods', {
      spec: { containers: [{ name: 'app' }], initContainers: [{ name: 'side', restartPolicy: 'Always' }] },
      status: {
        phase: 'Running',
        initContainerStatuses: [{ name: 'side', ready: true, started: true, state: { terminated: { exitCode: 0 } } }],
        containerStatuses: [{ name: 'app', ready: true, state: { running: {} } }],
      },
    });
    expect(pod).toMatchObject({ ready: '1/2', status: 'Running' });
  });

  it('of several Ready conditions of a node the last counts', () => {
    const conditions = [
      { type: 'Ready', status: 'False' },
      { type: 'Ready', status: 'True' },
    ];
    expect(shown('nodes', { status: { conditions } }).status).toBe('Ready');
  });

  it('a wrong selector is <invalid> on a deployment, <error> elsewhere', () => {
    const spec = { selector: { matchExpressions: [{ key: 'a', operator: 'Near' }] } };
    expect(shown('deployments', { spec }).selector).toBe('<invalid>');
    expect(shown('replicasets', { spec }).selector).toBe('<error>');
  });

  it('only names that begin with "limits." are limits of a quota', () => {
    const hard = { limits: '1', 'limits.cpu': '2', 'requests.cpu': '0.5' };
    expect(shown('quota', { status: { hard, used: { 'limits.cpu': '1500m' } } })).toMatchObject({
      request: 'limits: 0/1, requests.cpu: 0/500m',
      limit: 'limits.cpu: 1500m/2',
    });
  });

  it('a CSI driver that does not say needs attaching', () => {
    expect(shown('csidrivers', { spec: {} })).toMatchObject({
      attachrequired: 'true',
      podinfoonmount: 'false',
      tokenrequests: '<unset>',
      modes: '<none>',
    });
  });

  it('a service of no type, a job without anything, an event without time', () => {
    expect(shown('services', { spec: {} })).toMatchObject({ 'external-ip': '<unknown>', 'port(s)': '<none>' });
    expect(shown('jobs', {})).toMatchObject({ status: 'Running', completions: '0/1', duration: '' });
    expect(shown('events', {})).toMatchObject({ 'last-seen': '<unknown>', count: '1' });
  });

  it('a metric of a kind nobody knows, and nil quantities as Go prints them', () => {
    const metrics = [{ type: 'Pods', pods: { target: {} } }, { type: 'Moon' }];
    expect(shown('hpa', { spec: { metrics } }).targets).toBe('<unknown>/<nil>, <unknown type>');
  });
});

describe('states', () => {
  const state = (kind: string, fields: Readonly<Record<string, unknown>>) =>
    kindByWord(kind)?.state({ metadata: { name: 'x', uid: 'u' }, ...fields });
  const pod = (status: string, ready: boolean) => ({
    spec: { containers: [{ name: 'a' }] },
    status: {
      phase: 'Running',
      containerStatuses: [
        { name: 'a', ready, state: status === 'Running' ? { running: {} } : { waiting: { reason: status } } },
      ],
    },
  });

  it.each([
    ['pods', pod('Running', true), 'ok', ''],
    ['pods', pod('Running', false), 'warn', '0 of 1 containers ready'],
    ['pods', pod('CrashLoopBackOff', false), 'bad', 'CrashLoopBackOff'],
    ['pods', pod('ContainerCreating', false), 'progress', 'ContainerCreating'],
    ['pods', { status: { phase: 'Succeeded' } }, 'off', 'Succeeded'],
    ['pods', {}, 'unknown', 'No status yet'],
    ['deploy', { spec: { replicas: 0 } }, 'off', 'Scaled to zero'],
    [
      'deploy',
      { spec: { replicas: 2 }, status: { updatedReplicas: 2, readyReplicas: 1 } },
      'warn',
      '1 of 2 replicas ready',
    ],
    ['deploy', { spec: { replicas: 2 }, status: { updatedReplicas: 2 } }, 'bad', 'None of 2 replicas ready'],
    [
      'deploy',
      { spec: { replicas: 2 }, status: { updatedReplicas: 1 } },
      'progress',
      'Rolling out: 1 of 2 replicas updated',
    ],
    [
      'nodes',
      { status: { conditions: [{ type: 'Ready', status: 'Unknown' }] } },
      'bad',
      'Not ready: the node does not report',
    ],
    [
      'nodes',
      { spec: { unschedulable: true }, status: { conditions: [{ type: 'Ready', status: 'True' }] } },
      'warn',
      'Scheduling disabled',
    ],
    ['events', { type: 'Warning', reason: 'BackOff' }, 'warn', 'BackOff'],
    ['pvc', { status: { phase: 'Lost' } }, 'bad', 'Its volume is gone'],
    ['cm', {}, 'ok', ''],
  ])('%s %j is %s', (kind, fields, role, reason) => {
    expect(state(kind, fields)).toEqual({ role, reason });
  });

  it('what is being deleted is on its way', () => {
    const metadata = { name: 'x', uid: 'u', deletionTimestamp: '2026-07-01T12:00:00Z' };
    expect(kindByWord('cm')?.state({ metadata })).toEqual({ role: 'progress', reason: 'Being deleted' });
  });
});
