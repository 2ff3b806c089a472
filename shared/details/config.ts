import type { KubeObject } from '../kinds/spec.ts';
import { parseQuantity, quantityToNumber } from '../kube/quantity.ts';
import { arr, bool, rec, str, strings } from '../kube/read.ts';
import { conditionsSection } from './conditions.ts';
import { metadataSection } from './metadata.ts';
import { type Details, field, type Item, lines, section, state, table, text, type Value } from './model.ts';

const details = (object: KubeObject, items: readonly Item[]): Details => ({
  sections: [...section('status', 'Status', items), ...conditionsSection(object.status), ...metadataSection(object)],
  containers: [],
});

/** Bytes that base64 text stands for. */
const decodedSize = (base64: string): number => Math.floor((base64.replace(/[=\s]/g, '').length * 3) / 4);

/** Keys and sizes; the values are the data feature's. `describe.go` describeConfigMap. */
export function configMapDetails(object: KubeObject): Details {
  const texts = Object.keys(rec(object.data)).length;
  const binary = Object.entries(rec(object.binaryData)).map(([key, value]): readonly Value[] => [
    text(key),
    text(`${decodedSize(str(value))} bytes`),
  ]);
  return details(object, [
    ...field('Keys', String(texts + binary.length)),
    ...table('Binary keys', ['Key', 'Size'], binary),
    ...(bool(object.immutable) ? field('Immutable', 'yes') : []),
  ]);
}

/** `describe.go` describeSecret; values stay masked. */
export function secretDetails(object: KubeObject): Details {
  return details(object, [
    ...field('Type', str(object.type)),
    ...field('Keys', String(Object.keys(rec(object.data)).length)),
    ...(bool(object.immutable) ? field('Immutable', 'yes') : []),
  ]);
}

/** Used against hard, as `describe.go` DescribeResourceQuotas. */
export function resourceQuotaDetails(object: KubeObject): Details {
  const status = rec(object.status);
  const hard = rec(status.hard);
  const used = rec(status.used);
  const items = Object.keys(hard)
    .sort()
    .map((name): Item => {
      const have = str(used[name]) || '0';
      const limit = str(hard[name]);
      return { type: 'usage', label: name, used: have, hard: limit, ratio: ratioOf(have, limit) };
    });
  return details(object, [
    ...lines(
      'Scopes',
      strings(rec(object.spec).scopes).map((scope) => text(scope)),
    ),
    ...items,
  ]);
}

function ratioOf(used: string, hard: string): number {
  const have = parseQuantity(used);
  const limit = parseQuantity(hard);
  if (have === null || limit === null) return 0;
  const whole = quantityToNumber(limit);
  return whole === 0 ? (quantityToNumber(have) === 0 ? 0 : 1) : quantityToNumber(have) / whole;
}

/** `describe.go` describeLimitRangeSpec. */
export function limitRangeDetails(object: KubeObject): Details {
  const rows = arr(rec(object.spec).limits)
    .map(rec)
    .flatMap((limit) => {
      const maps = [limit.min, limit.max, limit.defaultRequest, limit.default, limit.maxLimitRequestRatio].map(rec);
      const names = [...new Set(maps.flatMap((map) => Object.keys(map)))].sort();
      return names.map((name): readonly Value[] => [
        text(str(limit.type)),
        text(name),
        ...maps.map((map) => text(str(map[name]) || '-')),
      ]);
    });
  return details(
    object,
    table('Limits', ['Type', 'Resource', 'Min', 'Max', 'Default request', 'Default limit', 'Max ratio'], rows),
  );
}

/** `describe.go` describeNamespace; quotas and limit ranges are lists of their own. */
export function namespaceDetails(object: KubeObject): Details {
  const phase = str(rec(object.status).phase);
  return details(object, field('Phase', state(phase, phase === 'Active' ? 'ok' : 'progress')));
}
