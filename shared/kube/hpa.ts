import { canonicalQuantity } from './quantity.ts';
import { arr, has, int, type Rec, rec, str } from './read.ts';

const MAX = 2;

/** TARGETS of a HorizontalPodAutoscaler. Source: printers.go formatHPAMetrics. */
export function hpaTargets(hpa: Rec): string {
  const specs = arr(rec(hpa.spec).metrics).map(rec);
  const statuses = arr(rec(hpa.status).currentMetrics).map(rec);
  if (specs.length === 0) return '<none>';
  const texts = specs.map((spec, i) => metricText(spec, statuses[i] ?? rec(undefined)));
  const shown = texts.slice(0, MAX).join(', ');
  return texts.length > MAX ? `${shown} + ${texts.length - MAX} more...` : shown;
}

const SOURCES = {
  External: 'external',
  Object: 'object',
  Pods: 'pods',
  Resource: 'resource',
  ContainerResource: 'containerResource',
} as const;

function metricText(spec: Rec, status: Rec): string {
  const type = str(spec.type);
  if (!isSource(type)) return '<unknown type>';
  const source = rec(spec[SOURCES[type]]);
  const current = status[SOURCES[type]];
  switch (type) {
    case 'External':
    case 'Object':
      return valueText(rec(source.target), current);
    case 'Pods':
      return `${has(current) ? quantity(rec(rec(current).current).averageValue) : '<unknown>'}/${quantity(rec(source.target).averageValue)}`;
    default:
      return `${str(source.name)}: ${resourceText(rec(source.target), current)}`;
  }
}

const isSource = (type: string): type is keyof typeof SOURCES => Object.hasOwn(SOURCES, type);

/** A nil quantity pointer prints so. */
const quantity = (value: unknown): string => (has(value) ? canonicalQuantity(value) : '<nil>');

function valueText(target: Rec, current: unknown): string {
  const now = rec(rec(current).current);
  if (has(target.averageValue)) {
    const average = has(now.averageValue) ? quantity(now.averageValue) : '<unknown>';
    return `${average}/${quantity(target.averageValue)} (avg)`;
  }
  return `${has(current) ? quantity(now.value) : '<unknown>'}/${quantity(target.value)}`;
}

function resourceText(target: Rec, current: unknown): string {
  const now = rec(rec(current).current);
  if (has(target.averageValue)) {
    return `${has(current) ? quantity(now.averageValue) : '<unknown>'}/${quantity(target.averageValue)}`;
  }
  const utilization = has(now.averageUtilization) ? `${int(now.averageUtilization)}%` : '<unknown>';
  const wanted = has(target.averageUtilization) ? `${int(target.averageUtilization)}%` : '<auto>';
  return `${utilization}/${wanted}`;
}
