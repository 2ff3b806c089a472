import { hashText, mix } from '../random.ts';
import type { Fields, KubeObject } from '../types.ts';
import { timestamp } from '../types.ts';
import { claimName } from './around.ts';
import { KUBELET_FIELDS, type OwnerParts, partsOf } from './owner-parts.ts';
import { type PodRecord, podLabels, statusPhase } from './pod.ts';
import { withData } from './template.ts';

function spec(pod: PodRecord): Fields {
  const node = pod.node ? { nodeName: pod.node.name } : {};
  const hostname = pod.owner.kind === 'StatefulSet' ? { hostname: pod.name, subdomain: pod.owner.app.name } : {};
  return { ...kept(pod, partsOf(pod.owner).spec), ...node, ...hostname };
}

/** A pod of a StatefulSet has its own claim. */
function kept(pod: PodRecord, given: Fields): Fields {
  const { kind, app } = pod.owner;
  if (kind !== 'StatefulSet' || app.special?.claim !== undefined) return given;
  const volumes = Array.isArray(given.volumes) ? given.volumes : [];
  const claim = { name: 'data', persistentVolumeClaim: { claimName: claimName(pod.name) } };
  return { ...withData(given), volumes: [claim, ...volumes] };
}

function containerId(pod: PodRecord, name: string, run: number): string {
  let h = hashText(name, pod.serial + run * 7919);
  let id = 'containerd://';
  for (let i = 0; i < 8; i++) {
    h = mix(h + i);
    id += h.toString(16).padStart(8, '0');
  }
  return id;
}

const imageId = (image: string): string => {
  const digest = hashText(image).toString(16).padStart(8, '0').repeat(8);
  return `${image.replace(/:[^:/]*$/, '')}@sha256:${digest}`;
};

interface Times {
  readonly created: number;
  /** When the containers' current run began. */
  readonly started: number;
}

function times(pod: PodRecord): Times {
  const { created, finished, since, phase } = pod;
  const started = finished > 0 ? finished + 1500 : created + 4000;
  return { created, started: phase === 'running' && finished === 0 ? Math.min(since, started) : started };
}

function terminated(pod: PodRecord, exitCode: number, reason: string, run: number, name: string): Fields {
  const end = pod.finished > 0 ? pod.finished : pod.since;
  const begin = Math.max(pod.created + 3000, end - 37_000);
  return {
    terminated: {
      exitCode,
      reason,
      startedAt: timestamp(begin),
      finishedAt: timestamp(end),
      containerID: containerId(pod, name, run),
    },
  };
}

const EXIT: Partial<Record<PodRecord['phase'], readonly [number, string]>> = {
  crash: [1, 'Error'],
  error: [1, 'Error'],
  oom: [137, 'OOMKilled'],
  'oom-loop': [137, 'OOMKilled'],
};

/** Seconds the kubelet waits before the next start: 10 s doubling to five minutes. */
const backOff = (restarts: number): string => {
  const seconds = Math.min(300, 10 * 2 ** Math.max(0, restarts - 1));
  return seconds < 60 ? `${seconds}s` : seconds < 300 ? `${Math.floor(seconds / 60)}m${seconds % 60}s` : '5m0s';
};

const waiting = (reason: string, message?: string): Fields => ({
  waiting: { reason, ...(message ? { message } : {}) },
});

/** State and last state of the container that the pod's phase is about. */
function mainState(pod: PodRecord, name: string, image: string): { state: Fields; lastState: Fields } {
  const { phase, restarts, finished } = pod;
  const exit = EXIT[phase];
  const last = (): Fields => {
    if (restarts === 0 || finished === 0) return {};
    const [code, reason] = exit ?? [pod.serial % 3 === 0 ? 137 : 1, pod.serial % 3 === 0 ? 'OOMKilled' : 'Error'];
    return terminated(pod, code, reason, restarts - 1, name);
  };
  switch (phase) {
    case 'crash':
    case 'oom-loop': {
      const text = `back-off ${backOff(restarts)} restarting failed container=${name} pod=${pod.name}_${pod.namespace}(${pod.uid})`;
      return { state: waiting('CrashLoopBackOff', text), lastState: last() };
    }
    case 'error':
    case 'oom':
      return { state: terminated(pod, exit?.[0] ?? 1, exit?.[1] ?? 'Error', restarts, name), lastState: {} };
    case 'pull':
      return {
        state: waiting(
          'ErrImagePull',
          `failed to pull and unpack image "${image}": failed to resolve reference "${image}": ${image}: not found`,
        ),
        lastState: {},
      };
    case 'image':
      return {
        state: waiting(
          'ImagePullBackOff',
          `Back-off pulling image "${image}": ErrImagePull: failed to pull and unpack image "${image}": failed to resolve reference "${image}": ${image}: not found`,
        ),
        lastState: {},
      };
    case 'config':
      return {
        state: waiting('CreateContainerConfigError', pod.owner.problem ?? 'configmap not found'),
        lastState: {},
      };
    case 'creating':
      return { state: waiting('ContainerCreating'), lastState: {} };
    case 'init':
    case 'init-crash':
      return { state: waiting('PodInitializing'), lastState: {} };
    case 'done':
      return { state: terminated(pod, 0, 'Completed', restarts, name), lastState: {} };
    case 'failed':
      return { state: terminated(pod, 1, 'Error', restarts, name), lastState: {} };
    default:
      return { state: { running: { startedAt: timestamp(times(pod).started) } }, lastState: last() };
  }
}

/** Phases in which a container of the pod has run at least once. */
const hasRun = (pod: PodRecord): boolean =>
  !['pending', 'creating', 'init', 'init-crash', 'pull', 'image', 'config'].includes(pod.phase);

function containerStatus(pod: PodRecord, container: Fields, main: boolean): Fields {
  const name = String(container.name);
  const image = String(container.image);
  const calm = !main && hasRun(pod) && !['done', 'failed'].includes(pod.phase);
  const { state, lastState } = calm
    ? { state: { running: { startedAt: timestamp(pod.created + 4000) } }, lastState: {} }
    : mainState(pod, name, image);
  const running = 'running' in state;
  const restarts = main ? pod.restarts : 0;
  return {
    name,
    state,
    lastState,
    ready: running && (calm || pod.phase === 'running' || pod.phase === 'lost'),
    restartCount: restarts,
    image,
    imageID: hasRun(pod) ? imageId(image) : '',
    ...(hasRun(pod) ? { containerID: containerId(pod, name, restarts) } : {}),
    started: running,
    ...(running ? { resources: container.resources ?? {} } : {}),
  };
}

function initStatus(pod: PodRecord, container: Fields): Fields {
  const name = String(container.name);
  const image = String(container.image);
  const sidecar = container.restartPolicy === 'Always';
  const base = { name, image, imageID: imageId(image), lastState: {} };
  const scheduled = !['creating', 'pending'].includes(pod.phase);
  if (!scheduled)
    return { ...base, state: waiting('PodInitializing'), ready: false, restartCount: 0, imageID: '', started: false };
  if (pod.phase === 'init' && !sidecar) {
    return {
      ...base,
      state: { running: { startedAt: timestamp(pod.since) } },
      ready: false,
      restartCount: 0,
      started: true,
    };
  }
  if (pod.phase === 'init-crash' && !sidecar) {
    const text = `back-off ${backOff(pod.restarts)} restarting failed container=${name} pod=${pod.name}_${pod.namespace}(${pod.uid})`;
    const lastState = terminated(pod, 1, 'Error', pod.restarts, name);
    return {
      ...base,
      state: waiting('CrashLoopBackOff', text),
      lastState,
      ready: false,
      restartCount: pod.restarts,
      started: false,
    };
  }
  if (sidecar) {
    const up = !['init', 'init-crash', 'done', 'failed'].includes(pod.phase);
    const state = up
      ? { running: { startedAt: timestamp(pod.created + 2500) } }
      : pod.phase.startsWith('init')
        ? waiting('PodInitializing')
        : terminated(pod, 0, 'Completed', 0, name);
    return { ...base, state, ready: up, restartCount: 0, started: up };
  }
  const state = {
    terminated: {
      exitCode: 0,
      reason: 'Completed',
      startedAt: timestamp(pod.created + 2000),
      finishedAt: timestamp(pod.created + 3000),
      containerID: containerId(pod, name, 0),
    },
  };
  return { ...base, state, ready: true, restartCount: 0, started: false };
}

function conditions(pod: PodRecord, containers: readonly Fields[]): readonly Fields[] {
  const { phase, created, since, owner } = pod;
  const generation = 1;
  const one = (type: string, yes: boolean, at: number, reason?: string, message?: string): Fields => ({
    type,
    observedGeneration: generation,
    status: yes ? 'True' : 'False',
    lastProbeTime: null,
    lastTransitionTime: timestamp(at),
    ...(yes && !reason ? {} : { ...(reason ? { reason } : {}), ...(message ? { message } : {}) }),
  });
  if (phase === 'pending') {
    return [
      one(
        'PodScheduled',
        false,
        created,
        'Unschedulable',
        owner.problem ??
          '0/12 nodes are available: 12 Insufficient cpu. no new claims to deallocate, preemption: 0/12 nodes are available: 12 No preemption victims found for incoming pod.',
      ),
    ];
  }
  const initialized = phase !== 'init' && phase !== 'init-crash';
  const over = phase === 'done';
  const ready = phase === 'running';
  const unready = `containers with unready status: [${containers.map(({ name }) => String(name)).join(' ')}]`;
  const why = over ? 'PodCompleted' : phase === 'failed' ? 'PodFailed' : 'ContainersNotReady';
  const notReady = (type: string): Fields =>
    ready ? one(type, true, since) : one(type, false, since, why, over || phase === 'failed' ? undefined : unready);
  return [
    one('PodReadyToStartContainers', !over && phase !== 'failed' && phase !== 'evicted', created + 1500),
    initialized
      ? one('Initialized', true, created + 3000, over ? 'PodCompleted' : undefined)
      : one('Initialized', false, created, 'ContainersNotInitialized', 'containers with incomplete status: [migrate]'),
    notReady('Ready'),
    notReady('ContainersReady'),
    one('PodScheduled', true, created),
  ];
}

function status(pod: PodRecord, { containers, initContainers: inits }: OwnerParts): Fields {
  const { phase, node, created } = pod;
  const qosClass = 'Burstable';
  const base = { observedGeneration: 1, phase: statusPhase(phase), conditions: conditions(pod, containers) };
  if (!node || phase === 'pending') return { ...base, qosClass };
  if (phase === 'evicted') {
    return {
      ...base,
      conditions: [],
      message: 'The node was low on resource: memory. Threshold quantity: 100Mi, available: 61200Ki. ',
      reason: 'Evicted',
      startTime: timestamp(created),
      qosClass,
    };
  }
  const ip = phase === 'creating' ? {} : { podIP: pod.ip, podIPs: [{ ip: pod.ip }] };
  return {
    ...base,
    hostIP: node.ip,
    hostIPs: [{ ip: node.ip }],
    ...ip,
    startTime: timestamp(created),
    ...(inits.length > 0 ? { initContainerStatuses: inits.map((container) => initStatus(pod, container)) } : {}),
    containerStatuses: containers.map((container, i) => containerStatus(pod, container, i === 0)),
    qosClass,
  };
}

/** What controllers and kubelet noted down about who owns which field; clients fold it away, and pay for reading it. */
function managedFields(pod: PodRecord): readonly Fields[] {
  const base = { operation: 'Update', apiVersion: 'v1' };
  const type = { fieldsType: 'FieldsV1' };
  const fieldsV1 = partsOf(pod.owner).controllerFields;
  const time = timestamp(pod.created);
  return [
    { manager: 'kube-controller-manager', ...base, time, ...type, fieldsV1 },
    {
      manager: 'kubelet',
      ...base,
      time: timestamp(Math.max(pod.since, pod.created)),
      ...type,
      fieldsV1: KUBELET_FIELDS,
      subresource: 'status',
    },
  ];
}

export function renderPod(pod: PodRecord): KubeObject {
  const { owner, deletion, grace } = pod;
  const parts = partsOf(owner);
  const generated =
    owner.kind === 'StatefulSet' || !owner.reference ? {} : { generateName: `${owner.reference.name}-` };
  return {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: {
      name: pod.name,
      ...generated,
      namespace: pod.namespace,
      uid: pod.uid,
      resourceVersion: String(pod.rv),
      generation: deletion > 0 ? 2 : 1,
      creationTimestamp: timestamp(pod.created),
      ...(deletion > 0
        ? { deletionTimestamp: timestamp(deletion + grace * 1000), deletionGracePeriodSeconds: grace }
        : {}),
      labels: podLabels(pod),
      annotations: parts.annotations,
      ...(owner.reference ? { ownerReferences: parts.references } : {}),
      managedFields: managedFields(pod),
    },
    spec: spec(pod),
    status: status(pod, parts),
  };
}
