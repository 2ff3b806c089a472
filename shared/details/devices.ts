import type { KubeObject } from '../kinds/spec.ts';
import { arr, bool, has, int, type Rec, rec, str, strings } from '../kube/read.ts';
import { type Details, field, type Item, lines, link, mono, muted, table, text, type Value } from './model.ts';
import { describeTaint } from './scheduling.ts';
import { shown } from './shown.ts';

const RESOURCE = 'resource.k8s.io';

/** What a claim asks for. */
function requestItems(spec: Rec): readonly Item[] {
  const devices = rec(spec.devices);
  const rows = arr(devices.requests)
    .map(rec)
    .flatMap((request) => {
      const ways = has(request.firstAvailable)
        ? arr(request.firstAvailable).map(rec)
        : [rec(request.exactly ?? request)];
      return ways.map((way): readonly Value[] => [
        text(str(request.name)),
        str(way.deviceClassName) === '' ? [] : link('DeviceClass', '', str(way.deviceClassName), RESOURCE),
        text(str(way.allocationMode) === 'All' ? 'all' : String(int(way.count) || 1)),
        mono(selectorWords(way.selectors)),
      ]);
    });
  return [
    ...table('Requests', ['Name', 'Class', 'Count', 'Only'], rows),
    ...lines(
      'Constraints',
      arr(devices.constraints)
        .map(rec)
        .map((one) => text(`${strings(one.requests).join(', ') || 'all'}: same ${str(one.matchAttribute)}`)),
    ),
  ];
}

const selectorWords = (selectors: unknown): string =>
  arr(selectors)
    .map((one) => str(rec(rec(one).cel).expression))
    .filter((expression) => expression !== '')
    .join(' and ');

export function claimDetails(object: KubeObject): Details {
  const status = rec(object.status);
  const results = arr(rec(rec(status.allocation).devices).results)
    .map(rec)
    .map((one): readonly Value[] => [
      text(str(one.request)),
      text(str(one.driver)),
      text(str(one.pool)),
      mono(str(one.device)),
    ]);
  const users = arr(status.reservedFor)
    .map(rec)
    .map((one) => {
      const kind = str(one.resource) === 'pods' ? 'Pod' : str(one.resource);
      return link(kind, str(object.metadata.namespace), str(one.name), str(one.apiGroup));
    });
  return shown(object, [
    ...field('Allocated', results.length === 0 ? 'no' : 'yes'),
    ...lines('Reserved for', users),
    ...table('Devices', ['Request', 'Driver', 'Pool', 'Device'], results),
    ...requestItems(rec(object.spec)),
  ]);
}

export const claimTemplateDetails = (object: KubeObject): Details =>
  shown(object, requestItems(rec(rec(object.spec).spec)), { title: 'Claims' });

export function deviceClassDetails(object: KubeObject): Details {
  const spec = rec(object.spec);
  return shown(object, [
    ...lines(
      'Only',
      arr(spec.selectors).map((one) => mono(str(rec(rec(one).cel).expression))),
    ),
    ...field('Extended resource', str(spec.extendedResourceName)),
    ...(arr(spec.config).length === 0
      ? []
      : [{ type: 'block' as const, label: 'Configuration', text: JSON.stringify(spec.config, null, 2) }]),
  ]);
}

/** Devices of one pool on one node, with what they are. */
export function sliceDetails(object: KubeObject): Details {
  const spec = rec(object.spec);
  const pool = rec(spec.pool);
  const rows = arr(spec.devices)
    .map(rec)
    .map((entry): readonly Value[] => {
      const device = has(entry.basic) ? rec(entry.basic) : entry;
      const taints = arr(device.taints).map((taint) => describeTaint(rec(taint)));
      return [
        mono(str(entry.name)),
        [...text(amounts(device)), muted(taints.length === 0 ? '' : ` ${taints.join(', ')}`)],
      ];
    });
  return shown(object, [
    ...field('Driver', str(spec.driver)),
    ...field('Pool', `${str(pool.name)}, generation ${int(pool.generation)}, ${int(pool.resourceSliceCount)} slices`),
    ...field('Node', str(spec.nodeName) === '' ? '' : link('Node', '', str(spec.nodeName))),
    ...(bool(spec.allNodes) ? field('Nodes', 'all') : []),
    ...table('Devices', ['Device', 'Attributes and capacity'], rows),
  ]);
}

function amounts(device: Rec): string {
  const value = (one: unknown): string => {
    const fields = rec(one);
    const found = Object.values(fields)[0];
    return typeof one === 'string' ? one : String(found ?? '');
  };
  const entries = [...Object.entries(rec(device.attributes)), ...Object.entries(rec(device.capacity))];
  return entries.map(([name, one]) => `${name} ${value(one)}`).join(', ');
}

export function taintRuleDetails(object: KubeObject): Details {
  const spec = rec(object.spec);
  const selector = rec(spec.deviceSelector);
  return shown(object, [
    ...field('Taint', mono(describeTaint(rec(spec.taint)))),
    ...field('Driver', str(selector.driver)),
    ...field('Pool', str(selector.pool)),
    ...field('Device', mono(str(selector.device))),
  ]);
}
