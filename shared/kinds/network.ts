import { has, rec, str, strings } from '../kube/read.ts';
import { formatLabelSelector } from '../kube/selectors.ts';
import { AGE, builtIn, NAME, text } from './common.ts';
import type { KubeObject } from './spec.ts';

export const networkpolicies = builtIn({
  group: 'networking.k8s.io',
  kind: 'NetworkPolicy',
  plural: 'networkpolicies',
  shortNames: ['netpol'],
  title: 'NetworkPolicies',
  section: 'network',
  icon: 'shield',
  // The selector is not a pointer: a missing one selects everything, which prints the same.
  columns: [NAME, text('POD-SELECTOR', (object) => formatLabelSelector(rec(rec(object.spec).podSelector))), AGE],
});

export const servicecidrs = builtIn({
  group: 'networking.k8s.io',
  kind: 'ServiceCIDR',
  plural: 'servicecidrs',
  namespaced: false,
  title: 'ServiceCIDRs',
  section: 'network',
  icon: 'brackets',
  columns: [NAME, text('CIDRS', (object) => strings(rec(object.spec).cidrs).join(',')), AGE],
});

/** `services/default/kubernetes`. Source: printers.go printIPAddress. */
function parentReference(address: KubeObject): string {
  const given = rec(address.spec).parentRef;
  if (!has(given)) return '<none>';
  const parent = rec(given);
  const group = str(parent.group);
  const resource = `${str(parent.resource)}${group === '' ? '' : `.${group}`}`.toLowerCase();
  const namespace = str(parent.namespace);
  return `${resource}${namespace === '' ? '' : `/${namespace}`}/${str(parent.name)}`;
}

export const ipaddresses = builtIn({
  group: 'networking.k8s.io',
  kind: 'IPAddress',
  plural: 'ipaddresses',
  shortNames: ['ip'],
  namespaced: false,
  title: 'IPAddresses',
  section: 'network',
  icon: 'at-sign',
  // The server computes an age but declares no column for it, and kubectl shows none.
  columns: [NAME, text('PARENTREF', parentReference)],
});
