import type { KubeObject } from '../kinds/spec.ts';
import { arr, bool, has, int, type Rec, rec, str, strings } from '../kube/read.ts';
import { formatLabelSelector } from '../kube/selectors.ts';
import { loadBalancerAddresses } from '../kube/service.ts';
import { conditionsSection } from './conditions.ts';
import { metadataSection } from './metadata.ts';
import {
  type Details,
  field,
  type Item,
  lines,
  link,
  mono,
  muted,
  pairs,
  section,
  state,
  table,
  text,
  type Value,
} from './model.ts';

const details = (object: KubeObject, items: readonly Item[]): Details => ({
  sections: [...section('status', 'Status', items), ...conditionsSection(object.status), ...metadataSection(object)],
  containers: [],
});

const portText = (value: unknown): string => (typeof value === 'number' ? String(value) : str(value));

/** `describe.go` describeService. */
export function serviceDetails(object: KubeObject): Details {
  const spec = rec(object.spec);
  const addresses = loadBalancerAddresses(rec(object.status).loadBalancer);
  const own = strings(spec.clusterIPs);
  const ports = arr(spec.ports)
    .map(rec)
    .map((port): readonly Value[] => [
      text(str(port.name)),
      mono(`${int(port.port)}/${str(port.protocol) || 'TCP'}`),
      mono(portText(port.targetPort)),
      mono(int(port.nodePort) === 0 ? '' : String(int(port.nodePort))),
      text(str(port.appProtocol)),
    ]);
  return details(object, [
    ...field('Type', str(spec.type)),
    ...field(
      'Cluster IP',
      own.length > 0 ? mono(own.join(', ')) : str(spec.clusterIP) === '' ? '' : mono(str(spec.clusterIP)),
    ),
    ...field('External name', str(spec.externalName)),
    ...lines('External IPs', strings(spec.externalIPs).map(mono)),
    ...(str(spec.type) === 'LoadBalancer' && addresses.length === 0
      ? field('Load balancer', state('pending', 'progress'))
      : lines('Load balancer', addresses.map(mono))),
    ...table('Ports', ['Name', 'Port', 'Target', 'Node port', 'Protocol'], ports),
    ...pairs('Selector', rec(spec.selector)),
    ...field(
      'IP families',
      [...strings(spec.ipFamilies), str(spec.ipFamilyPolicy)].filter((word) => word !== '').join(', '),
    ),
    ...field('Session affinity', str(spec.sessionAffinity)),
    ...field('External traffic', str(spec.externalTrafficPolicy)),
    ...field('Internal traffic', str(spec.internalTrafficPolicy)),
    ...field('Load balancer class', str(spec.loadBalancerClass)),
    ...lines('Allowed sources', strings(spec.loadBalancerSourceRanges).map(mono)),
  ]);
}

/** `describe.go` describeIngressV1. */
export function ingressDetails(object: KubeObject): Details {
  const spec = rec(object.spec);
  const namespace = str(object.metadata.namespace);
  const rules = arr(spec.rules)
    .map(rec)
    .flatMap((rule) => {
      const host = str(rule.host) || '*';
      return arr(rec(rule.http).paths)
        .map(rec)
        .map((path): readonly Value[] => [
          text(host),
          mono(str(path.path) || '/'),
          text(str(path.pathType)),
          backend(rec(path.backend), namespace),
        ]);
    });
  const tls = arr(spec.tls)
    .map(rec)
    .map((entry): readonly Value[] => [
      text(strings(entry.hosts).join(', ') || '*'),
      str(entry.secretName) === '' ? [muted('the controller’s own')] : link('Secret', namespace, str(entry.secretName)),
    ]);
  const cls = str(spec.ingressClassName);
  return details(object, [
    ...lines('Address', loadBalancerAddresses(rec(object.status).loadBalancer).map(mono)),
    ...field('Class', cls === '' ? '' : link('IngressClass', '', cls, 'networking.k8s.io')),
    ...field('Default backend', has(spec.defaultBackend) ? backend(rec(spec.defaultBackend), namespace) : ''),
    ...table('Rules', ['Host', 'Path', 'Match', 'Backend'], rules),
    ...table('TLS', ['Hosts', 'Secret'], tls),
  ]);
}

function backend(from: Rec, namespace: string): Value {
  if (has(from.resource)) {
    const resource = rec(from.resource);
    return [
      muted(`${str(resource.kind)} `),
      ...link(str(resource.kind), namespace, str(resource.name), str(resource.apiGroup)),
    ];
  }
  const service = rec(from.service);
  const port = rec(service.port);
  return [...link('Service', namespace, str(service.name)), muted(`:${str(port.name) || int(port.number)}`)];
}

/** Addresses of a slice with their readiness. `describe.go` EndpointSliceDescriber. */
export function endpointSliceDetails(object: KubeObject): Details {
  const namespace = str(object.metadata.namespace);
  const endpoints = arr(object.endpoints)
    .map(rec)
    .map((endpoint): readonly Value[] => {
      const target = rec(endpoint.targetRef);
      const ready = rec(endpoint.conditions).ready !== false;
      return [
        state(
          ready ? 'ready' : bool(rec(endpoint.conditions).terminating) ? 'terminating' : 'not ready',
          ready ? 'ok' : 'warn',
        ),
        mono(strings(endpoint.addresses).join(', ')),
        str(target.name) === '' ? [] : link(str(target.kind), str(target.namespace) || namespace, str(target.name)),
        str(endpoint.nodeName) === '' ? [] : link('Node', '', str(endpoint.nodeName)),
      ];
    });
  const ports = arr(object.ports)
    .map(rec)
    .map((port) => text(`${str(port.name) || '<unset>'} ${portText(port.port)}/${str(port.protocol)}`));
  return details(object, [
    ...field('Address type', str(object.addressType)),
    ...lines('Ports', ports),
    ...table('Endpoints', ['State', 'Address', 'Target', 'Node'], endpoints),
  ]);
}

/** `describe.go` describeNetworkPolicy. */
export function networkPolicyDetails(object: KubeObject): Details {
  const spec = rec(object.spec);
  const types = strings(spec.policyTypes);
  const rows = (rules: unknown, peers: 'from' | 'to') =>
    arr(rules)
      .map(rec)
      .map((rule): readonly Value[] => [
        text(
          arr(rule.ports)
            .map((port) => `${portText(rec(port).port) || 'any'}/${str(rec(port).protocol) || 'TCP'}`)
            .join(', ') || 'any port',
        ),
        text(
          arr(rule[peers])
            .map((peer) => peerText(rec(peer)))
            .join('; ') || 'anywhere',
        ),
      ]);
  const ingress = rows(spec.ingress, 'from');
  const egress = rows(spec.egress, 'to');
  return details(object, [
    ...field(
      'Selects',
      mono(
        formatLabelSelector(spec.podSelector) === '<none>'
          ? 'every pod of the namespace'
          : formatLabelSelector(spec.podSelector),
      ),
    ),
    ...field('Directions', types.join(', ')),
    ...(types.includes('Ingress') && ingress.length === 0
      ? field('Incoming', 'nothing is allowed in')
      : table('Incoming', ['Ports', 'From'], ingress)),
    ...(types.includes('Egress') && egress.length === 0
      ? field('Outgoing', 'nothing is allowed out')
      : table('Outgoing', ['Ports', 'To'], egress)),
  ]);
}

function peerText(peer: Rec): string {
  if (has(peer.ipBlock)) {
    const except = strings(rec(peer.ipBlock).except);
    return `${str(rec(peer.ipBlock).cidr)}${except.length === 0 ? '' : ` without ${except.join(', ')}`}`;
  }
  const words: string[] = [];
  if (has(peer.namespaceSelector)) words.push(`namespaces ${anyOr(peer.namespaceSelector)}`);
  if (has(peer.podSelector)) words.push(`pods ${anyOr(peer.podSelector)}`);
  return words.join(' with ');
}

const anyOr = (selector: unknown): string => {
  const words = formatLabelSelector(selector);
  return words === '<none>' ? '(all)' : words;
};
