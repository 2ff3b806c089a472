import { ingressAddress, ingressClass, ingressHosts, ingressPorts } from '../kube/ingress.ts';
import { arr, entry, has, rec, str } from '../kube/read.ts';
import { AGE, builtIn, NAME, protoObject, protoString, text } from './common.ts';
import type { KubeObject } from './spec.ts';

export const ingresses = builtIn({
  group: 'networking.k8s.io',
  kind: 'Ingress',
  plural: 'ingresses',
  shortNames: ['ing'],
  title: 'Ingresses',
  section: 'network',
  icon: 'waypoints',
  columns: [
    NAME,
    text('CLASS', ingressClass),
    text('HOSTS', ingressHosts),
    text('ADDRESS', ingressAddress),
    text('PORTS', ingressPorts),
    AGE,
  ],
  search: (ingress) => [...arr(rec(ingress.spec).rules).map((rule) => str(rec(rule).host)), ingressAddress(ingress)],
  // k8s.io/api/networking/v1/generated.proto: Ingress, IngressSpec, IngressRule, IngressStatus
  proto: protoObject({
    2: {
      name: 'spec',
      type: {
        2: { name: 'tls', type: 'count' },
        3: { name: 'rules', repeat: 'repeated', type: { 1: protoString('host') } },
        4: protoString('ingressClassName'),
      },
    },
    3: {
      name: 'status',
      type: {
        1: {
          name: 'loadBalancer',
          type: {
            1: { name: 'ingress', repeat: 'repeated', type: { 1: protoString('ip'), 2: protoString('hostname') } },
          },
        },
      },
    },
  }),
});

/** `Kind.group/name`. Source: printers.go printIngressClass. */
function classParameters(ingressClass: KubeObject): string {
  const given = rec(ingressClass.spec).parameters;
  if (!has(given)) return '<none>';
  const parameters = rec(given);
  const group = has(parameters.apiGroup) ? `.${str(parameters.apiGroup)}` : '';
  return `${str(parameters.kind)}${group}/${str(parameters.name)}`;
}

const DEFAULT_CLASS = 'ingressclass.kubernetes.io/is-default-class';

export const ingressclasses = builtIn({
  group: 'networking.k8s.io',
  kind: 'IngressClass',
  plural: 'ingressclasses',
  namespaced: false,
  title: 'IngressClasses',
  section: 'network',
  icon: 'signpost',
  columns: [
    text('NAME', (object) => {
      const isDefault = entry(object.metadata.annotations, DEFAULT_CLASS) === 'true';
      return `${str(object.metadata.name)}${isDefault ? ' (default)' : ''}`;
    }),
    text('CONTROLLER', (object) => str(rec(object.spec).controller)),
    text('PARAMETERS', classParameters),
    AGE,
  ],
});
