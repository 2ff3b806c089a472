import type { KubeObject } from '../kinds/spec.ts';
import { arr, has, int, type Rec, rec, str, strings } from '../kube/read.ts';
import { conditionsOf } from './conditions.ts';
import {
  type Details,
  field,
  type Item,
  lines,
  link,
  mono,
  muted,
  type Section,
  section,
  state,
  table,
  text,
  type Value,
} from './model.ts';
import { shown } from './shown.ts';

const GATEWAY = 'gateway.networking.k8s.io';

export function gatewayClassDetails(object: KubeObject): Details {
  const spec = rec(object.spec);
  const parameters = rec(spec.parametersRef);
  return shown(object, [
    ...field('Controller', mono(str(spec.controllerName))),
    ...field('Description', str(spec.description)),
    ...field(
      'Parameters',
      str(parameters.name) === ''
        ? ''
        : link(str(parameters.kind), str(parameters.namespace), str(parameters.name), str(parameters.group)),
    ),
  ]);
}

/** Listeners with their routes, addresses and certificates. */
export function gatewayDetails(object: KubeObject): Details {
  const spec = rec(object.spec);
  const status = rec(object.status);
  const namespace = str(object.metadata.namespace);
  const cls = str(spec.gatewayClassName);
  const attached = new Map(
    arr(status.listeners)
      .map(rec)
      .map((one) => [str(one.name), one]),
  );
  const rows = arr(spec.listeners)
    .map(rec)
    .map((listener): readonly Value[] => {
      const known = attached.get(str(listener.name));
      const bad = conditionsOf(known).find((one) => one.role === 'bad' || one.role === 'warn');
      return [
        text(str(listener.name)),
        mono(`${int(listener.port)}/${str(listener.protocol)}`),
        text(str(listener.hostname) || '*'),
        certificates(listener, namespace),
        text(known === undefined ? '' : String(int(known.attachedRoutes))),
        bad === undefined ? [] : state(bad.reason || bad.type, bad.role),
      ];
    });
  return shown(object, [
    ...field('Class', cls === '' ? '' : link('GatewayClass', '', cls, GATEWAY)),
    ...lines(
      'Addresses',
      arr(status.addresses).map((one) => mono(str(rec(one).value))),
    ),
    ...table('Listeners', ['Name', 'Port', 'Host', 'Certificate', 'Routes', ''], rows),
  ]);
}

function certificates(listener: Rec, namespace: string): Value {
  const found = arr(rec(listener.tls).certificateRefs)
    .map(rec)
    .map((one) => link(str(one.kind) || 'Secret', str(one.namespace) || namespace, str(one.name), str(one.group)));
  return found.flatMap((value, at) => (at === 0 ? value : [muted(', '), ...value]));
}

/** Any route: its gateways with what they say of it, and its rules in words. */
export function routeDetails(object: KubeObject): Details {
  const spec = rec(object.spec);
  const namespace = str(object.metadata.namespace);
  const rules = arr(spec.rules).map(rec);
  return shown(
    object,
    [
      ...lines('Hosts', strings(spec.hostnames).map(mono)),
      ...table(
        'Rules',
        ['Matches', 'To', 'Filters'],
        rules.map((rule) => ruleRow(rule, namespace)),
      ),
    ],
    { title: 'Routes', more: parents(object, spec, namespace) },
  );
}

function ruleRow(rule: Rec, namespace: string): readonly Value[] {
  const matches = arr(rule.matches).map(rec).map(matchWords);
  const backends = arr(rule.backendRefs)
    .map(rec)
    .map((one): Value => {
      const weight = has(one.weight) && int(one.weight) !== 1 ? ` weight ${int(one.weight)}` : '';
      const port = has(one.port) ? `:${int(one.port)}` : '';
      return [
        ...link(str(one.kind) || 'Service', str(one.namespace) || namespace, str(one.name), str(one.group)),
        muted(`${port}${weight}`),
      ];
    });
  return [
    mono(matches.join(' or ') || 'everything'),
    backends.flatMap((value, at) => (at === 0 ? value : [muted(', '), ...value])),
    text(
      arr(rule.filters)
        .map((filter) => str(rec(filter).type))
        .join(', '),
    ),
  ];
}

function matchWords(match: Rec): string {
  const path = rec(match.path);
  const method = match.method;
  const words = [
    typeof method === 'string'
      ? method
      : [str(rec(method).service), str(rec(method).method)].filter((word) => word !== '').join('/'),
    str(path.value) === ''
      ? ''
      : `${str(path.value)}${str(path.type) === 'Exact' ? '' : str(path.type) === 'RegularExpression' ? ' (pattern)' : '…'}`,
    ...arr(match.headers)
      .map(rec)
      .map((header) => `${str(header.name)}: ${str(header.value)}`),
    ...arr(match.queryParams)
      .map(rec)
      .map((query) => `?${str(query.name)}=${str(query.value)}`),
  ];
  return words.filter((word) => word !== '').join(' ');
}

/** One section for each gateway: whether it took the route. */
function parents(object: KubeObject, spec: Rec, namespace: string): readonly Section[] {
  const known = arr(rec(object.status).parents).map(rec);
  const refs = known.length > 0 ? known.map((one) => rec(one.parentRef)) : arr(spec.parentRefs).map(rec);
  return refs.flatMap((ref, at) => {
    const kind = str(ref.kind) || 'Gateway';
    const listener = str(ref.sectionName);
    const conditions = conditionsOf(known[at]);
    const items: readonly Item[] = [
      ...field(kind, [
        ...link(kind, str(ref.namespace) || namespace, str(ref.name), has(ref.group) ? str(ref.group) : GATEWAY),
        muted(listener === '' ? '' : `, listener ${listener}`),
      ]),
      ...(conditions.length === 0 ? [] : [{ type: 'conditions' as const, conditions }]),
    ];
    return section(`parent-${at}`, `Attached to ${str(ref.name)}`, items);
  });
}
