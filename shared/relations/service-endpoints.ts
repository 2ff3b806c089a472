import type { KubeObject } from '../kinds/spec.ts';
import { arr, bool, has, int, rec, str, strings } from '../kube/read.ts';
import type { ObjectName } from './reference.ts';

export interface ServiceEndpoint {
  readonly address: string;
  readonly state: 'ready' | 'not ready' | 'terminating';
  /** The pod behind it, where there is one. */
  readonly target: ObjectName | null;
  readonly node: string;
  readonly zone: string;
  /** EndpointSlice it stands in. */
  readonly slice: string;
}

export interface ServicePort {
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
}

export interface ServiceEndpoints {
  readonly endpoints: readonly ServiceEndpoint[];
  readonly ports: readonly ServicePort[];
  readonly ready: number;
  /** Endpoints beyond those that were read. */
  readonly more: boolean;
}

/**
 * Endpoints of a Service from its EndpointSlices, the ready ones first, each address once (slices may repeat one while they are
 * rewritten: what is ready wins). A missing `ready` means ready (`discovery/v1` EndpointConditions).
 */
export function endpointsOf(slices: readonly KubeObject[]): Omit<ServiceEndpoints, 'more'> {
  const found = new Map<string, ServiceEndpoint>();
  const ports = new Map<string, ServicePort>();
  for (const slice of slices) {
    for (const port of arr(slice.ports).map(rec)) {
      const one = { name: str(port.name), port: int(port.port), protocol: str(port.protocol) || 'TCP' };
      ports.set(`${one.name}/${one.port}/${one.protocol}`, one);
    }
    for (const endpoint of arr(slice.endpoints).map(rec)) {
      for (const address of strings(endpoint.addresses)) {
        const next = endpointFrom(slice, endpoint, address);
        const held = found.get(address);
        if (held === undefined || rank(next) < rank(held)) found.set(address, next);
      }
    }
  }
  const endpoints = [...found.values()].sort((a, b) => rank(a) - rank(b));
  return { endpoints, ports: [...ports.values()], ready: endpoints.filter((one) => one.state === 'ready').length };
}

const RANK: Readonly<Record<ServiceEndpoint['state'], number>> = { ready: 0, 'not ready': 1, terminating: 2 };
const rank = (endpoint: ServiceEndpoint): number => RANK[endpoint.state];

function endpointFrom(
  slice: KubeObject,
  endpoint: Readonly<Record<string, unknown>>,
  address: string,
): ServiceEndpoint {
  const conditions = rec(endpoint.conditions);
  const target = rec(endpoint.targetRef);
  const ready = conditions.ready !== false;
  return {
    address,
    state: ready ? 'ready' : bool(conditions.terminating) ? 'terminating' : 'not ready',
    target:
      has(endpoint.targetRef) && str(target.name) !== ''
        ? {
            group: '',
            kind: str(target.kind) || 'Pod',
            namespace: str(target.namespace) || str(slice.metadata.namespace),
            name: str(target.name),
          }
        : null,
    node: str(endpoint.nodeName),
    zone: str(endpoint.zone),
    slice: slice.metadata.name,
  };
}
