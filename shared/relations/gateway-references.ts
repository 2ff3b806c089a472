import type { KubeObject } from '../kinds/spec.ts';
import { arr, has, type Rec, rec, str, strings } from '../kube/read.ts';
import { type Reference, refer } from './reference.ts';

const GATEWAY = 'gateway.networking.k8s.io';

/** A reference of the Gateway API: group and kind have defaults, the namespace is the route's own unless said. */
function gatewayRef(how: string, from: unknown, kind: string, group: string, namespace: string): readonly Reference[] {
  const ref = rec(from);
  const named = has(ref.group) ? str(ref.group) : group;
  return refer(how, str(ref.kind) || kind, str(ref.namespace) || namespace, str(ref.name), named);
}

/** Class and certificates of a Gateway. */
export function gatewayReferences(_: KubeObject, spec: Rec, namespace: string): readonly Reference[] {
  return [
    ...refer('class', 'GatewayClass', '', str(spec.gatewayClassName), GATEWAY),
    ...arr(spec.listeners)
      .map(rec)
      .flatMap((listener) =>
        arr(rec(listener.tls).certificateRefs).flatMap((one) =>
          gatewayRef(`TLS of listener ${str(listener.name)}`, one, 'Secret', '', namespace),
        ),
      ),
  ];
}

/** Gateways and backends of a route (HTTPRoute, GRPCRoute, TLSRoute, TCPRoute, UDPRoute). */
export function routeReferences(_: KubeObject, spec: Rec, namespace: string): readonly Reference[] {
  const hosts = strings(spec.hostnames).join(', ') || '*';
  return [
    ...arr(spec.parentRefs).flatMap((one) => gatewayRef('attached to it', one, 'Gateway', GATEWAY, namespace)),
    ...arr(spec.rules)
      .map(rec)
      .flatMap((rule) => [
        ...arr(rule.backendRefs).flatMap((one) =>
          gatewayRef(`routes ${hosts}${pathsOf(rule)} to it`, one, 'Service', '', namespace),
        ),
        ...arr(rule.filters)
          .map(rec)
          .flatMap((filter) => [
            ...gatewayRef(`mirrors ${hosts} to it`, rec(filter.requestMirror).backendRef, 'Service', '', namespace),
            ...gatewayRef('filter', filter.extensionRef, '', '', namespace),
          ]),
      ]),
  ];
}

function pathsOf(rule: Rec): string {
  const paths = arr(rule.matches)
    .map((match) => str(rec(rec(match).path).value))
    .filter((path) => path !== '');
  return paths.length === 0 ? '' : paths.join(', ');
}
