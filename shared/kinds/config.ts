import { byBytes } from '../kube/labels.ts';
import { canonicalQuantity, compareQuantities, parseQuantity } from '../kube/quantity.ts';
import { rec, sizeOf, str } from '../kube/read.ts';
import { AGE, builtIn, CREATED_AT, NAME, number, protoObject, protoString, text } from './common.ts';
import type { KubeObject } from './spec.ts';

export const configmaps = builtIn({
  kind: 'ConfigMap',
  plural: 'configmaps',
  shortNames: ['cm'],
  title: 'ConfigMaps',
  section: 'config',
  icon: 'file-text',
  columns: [NAME, number('DATA', (object) => sizeOf(object.data) + sizeOf(object.binaryData)), AGE],
  // k8s.io/api/core/v1/generated.proto: ConfigMap. The values are not kept, only counted.
  proto: protoObject({ 2: { name: 'data', type: 'count' }, 3: { name: 'binaryData', type: 'count' } }),
});

export const secrets = builtIn({
  kind: 'Secret',
  plural: 'secrets',
  title: 'Secrets',
  section: 'config',
  icon: 'key-round',
  columns: [NAME, text('TYPE', (object) => str(object.type)), number('DATA', (object) => sizeOf(object.data)), AGE],
  secret: true,
  // k8s.io/api/core/v1/generated.proto: Secret. The values are not kept, only counted.
  proto: protoObject({ 2: { name: 'data', type: 'count' }, 3: protoString('type') }),
});

/**
 * REQUEST or LIMIT of a quota: `cpu: 1/2, pods: 3/10`, sorted by name; names that begin with `limits.` belong to LIMIT.
 * Source: printers.go printResourceQuota.
 */
function quotaText(quota: KubeObject, ofLimits: boolean): string {
  const hard = rec(rec(quota.status).hard);
  const used = rec(rec(quota.status).used);
  return Object.keys(hard)
    .filter((name) => name.startsWith('limits.') === ofLimits)
    .sort(byBytes)
    .map((name) => `${name}: ${canonicalQuantity(used[name])}/${canonicalQuantity(hard[name])}`)
    .join(', ');
}

export const resourcequotas = builtIn({
  kind: 'ResourceQuota',
  plural: 'resourcequotas',
  shortNames: ['quota'],
  title: 'ResourceQuotas',
  section: 'config',
  icon: 'gauge',
  columns: [
    NAME,
    text('REQUEST', (quota) => quotaText(quota, false)),
    text('LIMIT', (quota) => quotaText(quota, true)),
    AGE,
  ],
  state: (quota) => {
    const hard = rec(rec(quota.status).hard);
    const used = rec(rec(quota.status).used);
    const full = Object.keys(hard).filter((name) => isUsedUp(used[name], hard[name]));
    return full.length === 0
      ? { role: 'ok', reason: '' }
      : { role: 'warn', reason: `Used up: ${full.sort(byBytes).join(', ')}` };
  },
});

function isUsedUp(used: unknown, hard: unknown): boolean {
  const have = parseQuantity(str(used));
  const limit = parseQuantity(str(hard));
  return have !== null && limit !== null && have.unscaled > 0n && compareQuantities(have, limit) >= 0;
}

export const limitranges = builtIn({
  kind: 'LimitRange',
  plural: 'limitranges',
  shortNames: ['limits'],
  title: 'LimitRanges',
  section: 'config',
  icon: 'ruler',
  columns: [NAME, CREATED_AT],
});
