import { parseTime } from './age.ts';
import { arr, bool, has, int, type Rec, rec, str } from './read.ts';

/** What `kubectl get pods` shows of a pod. Source: `pkg/printers/internalversion/printers.go` printPod, Kubernetes 1.36. */
export interface PodSummary {
  readonly ready: number;
  readonly total: number;
  /** STATUS. */
  readonly status: string;
  readonly restarts: number;
  /** When the container that last restarted had finished, epoch ms. */
  readonly lastRestart: number | null;
}

interface Count {
  ready: number;
  restarts: number;
  lastRestart: number | null;
  status: string;
}

const isRestartable = (container: Rec): boolean => container.restartPolicy === 'Always';

export function summarizePod(pod: Rec): PodSummary {
  const spec = rec(pod.spec);
  const status = rec(pod.status);
  const initContainers = arr(spec.initContainers);
  const sidecars = sidecarNames(initContainers);
  const total = arr(spec.containers).length + sidecars.length;

  const init = walkInitContainers(status, initContainers.length, sidecars, startReason(status));
  const counts = !init.initializing || isInitialized(status) ? walkContainers(status, init) : init.counts;

  return {
    ready: counts.ready,
    total,
    status: deletionReason(pod, status) ?? counts.status,
    restarts: counts.restarts,
    lastRestart: counts.lastRestart,
  };
}

const NO_NAMES: readonly string[] = [];

/** Names of the init containers that keep running (restartPolicy Always). */
function sidecarNames(initContainers: readonly unknown[]): readonly string[] {
  if (initContainers.length === 0) return NO_NAMES;
  return initContainers
    .map(rec)
    .filter(isRestartable)
    .map((container) => str(container.name));
}

function startReason(status: Rec): string {
  for (const item of arr(status.conditions)) {
    const condition = rec(item);
    if (condition.type === 'PodScheduled' && condition.reason === 'SchedulingGated') return 'SchedulingGated';
  }
  return str(status.reason) || str(status.phase);
}

interface InitWalk {
  readonly initializing: boolean;
  /** What counts while initialising: all init containers. */
  readonly counts: Count;
  /** Sidecars' part of the restarts: what counts afterwards. */
  readonly sidecarRestarts: number;
  readonly sidecarLastRestart: number | null;
}

function walkInitContainers(status: Rec, declared: number, sidecars: readonly string[], reason: string): InitWalk {
  const counts: Count = { ready: 0, restarts: 0, lastRestart: null, status: reason };
  let sidecarRestarts = 0;
  let sidecarLastRestart: number | null = null;
  const statuses = arr(status.initContainerStatuses);
  for (let i = 0; i < statuses.length; i++) {
    const container = rec(statuses[i]);
    const isSidecar = sidecars.includes(str(container.name));
    const restarts = int(container.restartCount);
    const finished = lastFinished(container);
    counts.restarts += restarts;
    counts.lastRestart = later(counts.lastRestart, finished);
    if (isSidecar) {
      sidecarRestarts += restarts;
      sidecarLastRestart = later(sidecarLastRestart, finished);
    }
    const blocked = initBlockedReason(container, isSidecar, i, declared);
    if (blocked !== null) {
      counts.status = blocked;
      return { initializing: true, counts, sidecarRestarts, sidecarLastRestart };
    }
    if (isSidecar && !succeeded(container) && bool(container.ready)) counts.ready++;
  }
  return { initializing: false, counts, sidecarRestarts, sidecarLastRestart };
}

/** Exit code 0: an init container is done, even when a signal was noted. */
function succeeded(container: Rec): boolean {
  const terminated = rec(container.state).terminated;
  return has(terminated) && int(rec(terminated).exitCode) === 0;
}

/** Why initialisation stands at this init container; null when it may go on to the next. */
function initBlockedReason(container: Rec, isSidecar: boolean, index: number, declared: number): string | null {
  const state = rec(container.state);
  if (succeeded(container)) return null;
  if (isSidecar && bool(container.started)) return null;
  if (has(state.terminated)) return `Init:${terminatedReason(rec(state.terminated))}`;
  const waiting = str(rec(state.waiting).reason);
  return waiting !== '' && waiting !== 'PodInitializing' ? `Init:${waiting}` : `Init:${index}/${declared}`;
}

function terminatedReason(terminated: Rec): string {
  const reason = str(terminated.reason);
  if (reason !== '') return reason;
  const signal = int(terminated.signal);
  return signal !== 0 ? `Signal:${signal}` : `ExitCode:${int(terminated.exitCode)}`;
}

/** From the last container to the first, so that the first one's reason wins. */
function walkContainers(status: Rec, init: InitWalk): Count {
  const counts: Count = {
    ready: init.counts.ready,
    restarts: init.sidecarRestarts,
    lastRestart: init.sidecarLastRestart,
    status: init.counts.status,
  };
  let hasRunning = false;
  let errorReason = '';
  const statuses = arr(status.containerStatuses);
  for (let i = statuses.length - 1; i >= 0; i--) {
    const container = rec(statuses[i]);
    counts.restarts += int(container.restartCount);
    counts.lastRestart = later(counts.lastRestart, lastFinished(container));
    const state = rec(container.state);
    const waiting = str(rec(state.waiting).reason);
    if (waiting !== '') {
      counts.status = waiting;
    } else if (has(state.terminated)) {
      const terminated = rec(state.terminated);
      counts.status = terminatedReason(terminated);
      if (int(terminated.exitCode) !== 0) errorReason = counts.status;
    } else if (bool(container.ready) && has(state.running)) {
      hasRunning = true;
      counts.ready++;
    }
  }
  if (counts.status === 'Completed') counts.status = completedStatus(status, hasRunning, errorReason);
  return counts;
}

/** A pod whose first container completed, while others may still run or have failed. */
function completedStatus(status: Rec, hasRunning: boolean, errorReason: string): string {
  if (hasRunning && hasCondition(status, 'Ready')) return 'Running';
  if (errorReason !== '') return errorReason;
  return hasRunning ? 'NotReady' : 'Completed';
}

/** A condition of this type with status True exists. */
function hasCondition(status: Rec, type: string): boolean {
  return arr(status.conditions).some((item) => {
    const condition = rec(item);
    return condition.type === type && condition.status === 'True';
  });
}

/** The first condition Initialized is True. */
function isInitialized(status: Rec): boolean {
  for (const item of arr(status.conditions)) {
    const condition = rec(item);
    if (condition.type === 'Initialized') return condition.status === 'True';
  }
  return false;
}

function deletionReason(pod: Rec, status: Rec): string | null {
  if (!has(rec(pod.metadata).deletionTimestamp)) return null;
  if (status.reason === 'NodeLost') return 'Unknown';
  return status.phase === 'Succeeded' || status.phase === 'Failed' ? null : 'Terminating';
}

const lastFinished = (container: Rec): number | null => {
  const lastState = container.lastState;
  return has(lastState) ? parseTime(rec(rec(lastState).terminated).finishedAt) : null;
};

const later = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : Math.max(a, b));

/** IP of the wide columns: the pod's first address. */
export function podIp(status: Rec): string {
  return str(status.podIP) || str(rec(arr(status.podIPs)[0]).ip);
}

/** `[true gates, gates]`, or null when the pod has none. */
export function readinessGates(pod: Rec): readonly [number, number] | null {
  const gates = arr(rec(pod.spec).readinessGates);
  if (gates.length === 0) return null;
  const conditions = arr(rec(pod.status).conditions).map(rec);
  let passed = 0;
  for (const gate of gates) {
    const type = rec(gate).conditionType;
    if (conditions.find((condition) => condition.type === type)?.status === 'True') passed++;
  }
  return [passed, gates.length];
}
