import { hashText } from '../random.ts';
import { shared } from '../store/shared.ts';
import { type Fields, isFields } from '../types.ts';
import type { PodOwner } from './pod.ts';
import { podSpec } from './template.ts';

/** What all pods of an owner have in common, made once while its pods are being listed. */
export interface OwnerParts {
  readonly spec: Fields;
  readonly containers: readonly Fields[];
  readonly initContainers: readonly Fields[];
  readonly annotations: Readonly<Record<string, string>>;
  readonly references: readonly unknown[];
  /** FieldsV1 of the controller's and of the kubelet's entry. */
  readonly controllerFields: Fields;
}

const KEPT = 512;
const PARTS = new Map<PodOwner, OwnerParts>();

export function partsOf(owner: PodOwner): OwnerParts {
  const known = PARTS.get(owner);
  if (known) return known;
  const parts = makeParts(owner);
  PARTS.set(owner, parts);
  // Lists come owner by owner, so the oldest is the one least likely to be asked for again.
  const oldest = PARTS.size > KEPT ? PARTS.keys().next().value : undefined;
  if (oldest) PARTS.delete(oldest);
  return parts;
}

const list = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.filter(isFields) : []);

const TOLERATIONS = shared(
  ['not-ready', 'unreachable'].map((key) => ({
    key: `node.kubernetes.io/${key}`,
    operator: 'Exists',
    effect: 'NoExecute',
    tolerationSeconds: 300,
  })),
);

function makeParts(owner: PodOwner): OwnerParts {
  const base = podSpec(owner.app, owner.tag, owner.restartPolicy);
  const spec: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(base))
    spec[key] = typeof value === 'object' && value !== null ? shared(value) : value;
  spec.tolerations ??= TOLERATIONS;
  spec.priority ??= 0;
  spec.enableServiceLinks = true;
  spec.preemptionPolicy = 'PreemptLowerPriority';
  const containers = list(base.containers);
  for (const { resources } of containers) if (isFields(resources)) shared(resources);
  return {
    spec,
    containers,
    initContainers: list(base.initContainers),
    annotations: shared({
      'checksum/config': hashText(owner.app.name, 5).toString(16).padStart(8, '0').repeat(4),
      'prometheus.io/port': '9090',
      'prometheus.io/scrape': 'true',
    }),
    references: owner.reference ? shared([owner.reference]) : [],
    controllerFields: shared(controllerFields(owner, containers)),
  };
}

function controllerFields(owner: PodOwner, containers: readonly Fields[]): Fields {
  const named = (keys: readonly string[]): Fields => Object.fromEntries(keys.map((key) => [`f:${key}`, {}]));
  return {
    'f:metadata': {
      'f:generateName': {},
      'f:labels': { '.': {}, ...named(Object.keys(owner.labels)) },
      'f:ownerReferences': { '.': {} },
    },
    'f:spec': {
      'f:containers': Object.fromEntries(
        containers.map((one) => [`k:{"name":"${String(one.name)}"}`, { '.': {}, ...named(Object.keys(one)) }]),
      ),
      ...named(['dnsPolicy', 'enableServiceLinks', 'restartPolicy', 'schedulerName', 'securityContext']),
      ...named(['terminationGracePeriodSeconds', 'volumes']),
    },
  };
}

const CONDITION = { '.': {}, 'f:lastTransitionTime': {}, 'f:status': {}, 'f:type': {} };

export const KUBELET_FIELDS: Fields = shared({
  'f:status': {
    'f:conditions': { 'k:{"type":"ContainersReady"}': CONDITION, 'k:{"type":"Ready"}': CONDITION },
    'f:containerStatuses': {},
    'f:hostIP': {},
    'f:phase': {},
    'f:podIP': {},
    'f:startTime': {},
  },
});
