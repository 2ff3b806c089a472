import type { KubeObject } from '../kinds/spec.ts';
import { arr, int, rec, str, strings } from '../kube/read.ts';
import { type Details, field, lines, link, mono, state, table, text, type Value } from './model.ts';
import { shown } from './shown.ts';

export function ingressClassDetails(object: KubeObject): Details {
  const spec = rec(object.spec);
  const parameters = rec(spec.parameters);
  const name = str(parameters.name);
  const isDefault = rec(object.metadata.annotations)['ingressclass.kubernetes.io/is-default-class'] === 'true';
  return shown(object, [
    ...field('Controller', mono(str(spec.controller))),
    ...(isDefault ? field('Default', 'yes') : []),
    ...field(
      'Parameters',
      name === '' ? '' : link(str(parameters.kind), str(parameters.namespace), name, str(parameters.apiGroup)),
    ),
  ]);
}

/** `describe.go` describeEndpoints. */
export function endpointsDetails(object: KubeObject): Details {
  const namespace = str(object.metadata.namespace);
  const rows = arr(object.subsets)
    .map(rec)
    .flatMap((subset) => {
      const ports = arr(subset.ports)
        .map(rec)
        .map((port) => `${str(port.name) === '' ? '' : `${str(port.name)} `}${int(port.port)}/${str(port.protocol)}`)
        .join(', ');
      const rowsOf = (list: unknown, ready: boolean) =>
        arr(list)
          .map(rec)
          .map((address): readonly Value[] => {
            const target = rec(address.targetRef);
            return [
              state(ready ? 'ready' : 'not ready', ready ? 'ok' : 'warn'),
              mono(str(address.ip)),
              text(ports),
              str(target.name) === ''
                ? []
                : link(str(target.kind), str(target.namespace) || namespace, str(target.name)),
              str(address.nodeName) === '' ? [] : link('Node', '', str(address.nodeName)),
            ];
          });
      return [...rowsOf(subset.addresses, true), ...rowsOf(subset.notReadyAddresses, false)];
    });
  return shown(object, [
    ...field('Service', link('Service', namespace, object.metadata.name)),
    ...table('Addresses', ['State', 'Address', 'Ports', 'Target', 'Node'], rows),
    ...(rows.length === 0 ? field('Addresses', 'none') : []),
  ]);
}

export const serviceCidrDetails = (object: KubeObject): Details =>
  shown(object, lines('Addresses', strings(rec(object.spec).cidrs).map(mono)));

export function ipAddressDetails(object: KubeObject): Details {
  const parent = rec(rec(object.spec).parentRef);
  const kind = str(parent.resource) === 'services' ? 'Service' : str(parent.resource);
  return shown(object, [
    ...field('Address', mono(object.metadata.name)),
    ...field(
      'Taken by',
      str(parent.name) === '' ? '' : link(kind, str(parent.namespace), str(parent.name), str(parent.group)),
    ),
  ]);
}
