import { parseTime } from '../kube/age.ts';
import { isConditionTrue } from '../kube/conditions.ts';
import { arr, has, int, type Rec, rec, sizeOf, str } from '../kube/read.ts';
import { AGE, age, builtIn, isDeleting, NAME, number, text } from './common.ts';
import type { Cell, KubeObject, StateOf } from './spec.ts';

/** resource.k8s.io: devices that pods claim (dynamic resource allocation). */
const GROUP = 'resource.k8s.io';

export const deviceclasses = builtIn({
  group: GROUP,
  kind: 'DeviceClass',
  plural: 'deviceclasses',
  namespaced: false,
  title: 'DeviceClasses',
  section: 'cluster',
  icon: 'component',
  columns: [NAME, AGE],
});

/** STATE. Source: printers.go resourceClaimState. */
function claimState(claim: KubeObject): string {
  const status = rec(claim.status);
  if (!has(status.allocation)) return isDeleting(claim) ? 'deleted' : 'pending';
  const states = isDeleting(claim) ? ['deleted', 'allocated'] : ['allocated'];
  if (sizeOf(status.reservedFor) > 0) states.push('reserved');
  return states.join(',');
}

export const resourceclaims = builtIn({
  group: GROUP,
  kind: 'ResourceClaim',
  plural: 'resourceclaims',
  title: 'ResourceClaims',
  section: 'workloads',
  icon: 'ticket',
  columns: [NAME, text('STATE', claimState), AGE],
  state: (claim) =>
    claimState(claim) === 'pending' ? { role: 'progress', reason: 'Not allocated yet' } : { role: 'ok', reason: '' },
});

export const resourceclaimtemplates = builtIn({
  group: GROUP,
  kind: 'ResourceClaimTemplate',
  plural: 'resourceclaimtemplates',
  title: 'ResourceClaimTemplates',
  section: 'workloads',
  icon: 'tickets',
  columns: [NAME, AGE],
});

export const resourceslices = builtIn({
  group: GROUP,
  kind: 'ResourceSlice',
  plural: 'resourceslices',
  namespaced: false,
  title: 'ResourceSlices',
  section: 'cluster',
  icon: 'chart-no-axes-gantt',
  columns: [
    NAME,
    text('NODE', (object) => str(rec(object.spec).nodeName)),
    text('DRIVER', (object) => str(rec(object.spec).driver)),
    text('POOL', (object) => str(rec(rec(object.spec).pool).name)),
    AGE,
  ],
});

export const devicetaintrules = builtIn({
  group: GROUP,
  version: 'v1beta2',
  kind: 'DeviceTaintRule',
  plural: 'devicetaintrules',
  namespaced: false,
  title: 'DeviceTaintRules',
  section: 'cluster',
  icon: 'ban',
  columns: [
    NAME,
    text('KEY', (object) => str(taint(object).key)),
    text('VALUE', (object) => str(taint(object).value)),
    text('EFFECT', (object) => str(taint(object).effect)),
    age('TIMEADDED', (object) => (has(taint(object).timeAdded) ? parseTime(taint(object).timeAdded) : '')),
    AGE,
  ],
});

const taint = (rule: KubeObject): Rec => rec(rec(rule.spec).taint);

/** Complete or Failed, whichever true condition comes first; null while pending. */
function requestVerdict(request: KubeObject): Rec | null {
  for (const item of arr(rec(request.status).conditions)) {
    const condition = rec(item);
    if (condition.status === 'True' && (condition.type === 'Complete' || condition.type === 'Failed')) return condition;
  }
  return null;
}

/** A sum over the pools; `-` before the answer is there and when it failed. */
function devices(field: string): (request: KubeObject) => Cell {
  return (request) => {
    if (!has(request.status) || requestVerdict(request)?.type === 'Failed') return '-';
    return arr(rec(request.status).pools).reduce<number>((sum, pool) => sum + int(rec(pool)[field]), 0);
  };
}

function poolErrors(request: KubeObject): Cell {
  if (!has(request.status) || requestVerdict(request)?.type === 'Failed') return '-';
  return arr(rec(request.status).pools).filter((pool) => has(rec(pool).validationError)).length;
}

/** STATUS: says when not all pools fit into the answer. Source: printers.go printResourcePoolStatusRequest. */
function requestStatus(request: KubeObject): string {
  const verdict = requestVerdict(request);
  if (verdict === null) return 'Pending';
  if (verdict.type === 'Failed') return 'Failed';
  const listed = arr(rec(request.status).pools).length;
  const total = int(rec(request.status).poolCount);
  return total > listed ? `Complete (${listed}/${total} pools)` : 'Complete';
}

function poolRequestState(request: KubeObject): StateOf {
  if (isConditionTrue(rec(request.status).conditions, 'Failed')) return { role: 'bad', reason: 'Failed' };
  return requestVerdict(request) === null
    ? { role: 'progress', reason: 'Pending' }
    : { role: 'off', reason: requestStatus(request) };
}

export const resourcepoolstatusrequests = builtIn({
  group: GROUP,
  version: 'v1alpha3',
  kind: 'ResourcePoolStatusRequest',
  plural: 'resourcepoolstatusrequests',
  namespaced: false,
  title: 'ResourcePoolStatusRequests',
  section: 'cluster',
  icon: 'clipboard-list',
  columns: [
    NAME,
    text('DRIVER', (object) => str(rec(object.spec).driver)),
    number('TOTAL', devices('totalDevices')),
    number('AVAILABLE', devices('availableDevices')),
    number('ALLOCATED', devices('allocatedDevices')),
    number('UNAVAILABLE', devices('unavailableDevices')),
    number('ERRORS', poolErrors),
    number('POOLS', (object) => int(rec(object.status).poolCount)),
    text('STATUS', requestStatus),
    age('COMPLETED', (object) => {
      const verdict = requestVerdict(object);
      return verdict?.type === 'Complete' ? parseTime(verdict.lastTransitionTime) : '<none>';
    }),
  ],
  state: poolRequestState,
});
