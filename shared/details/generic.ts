import type { KubeObject } from '../kinds/spec.ts';
import { parseTime } from '../kube/age.ts';
import { arr, has, type Rec, rec } from '../kube/read.ts';
import { conditionsSection } from './conditions.ts';
import { metadataSection } from './metadata.ts';
import { type Details, field, type Item, lines, pairs, section, text, time } from './model.ts';

/** Longer structures are better read in the YAML; they are named here with their size. */
const MOST_LINES = 12;
const OWN = new Set(['apiVersion', 'kind', 'metadata', 'status']);

/** Any kind without a declaration: status first, then the other fields, each in the plainest form that holds it. */
export function genericDetails(object: KubeObject): Details {
  const status = rec(object.status);
  const rest = Object.entries(object).filter(([name]) => !OWN.has(name));
  const spec = rest.flatMap(([name, value]) => (name === 'spec' ? fieldsOf(rec(value)) : itemOf(name, value)));
  const { conditions: _, ...plain } = status;
  return {
    sections: [
      ...section('status', 'Status', fieldsOf(plain)),
      ...conditionsSection(status),
      ...section('spec', 'Spec', spec),
      ...metadataSection(object),
    ],
    containers: [],
  };
}

const fieldsOf = (fields: Rec): readonly Item[] =>
  Object.entries(fields).flatMap(([name, value]) => itemOf(name, value));

const isScalar = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

function itemOf(name: string, value: unknown): readonly Item[] {
  const label = labelOf(name);
  if (!has(value)) return [];
  if (typeof value === 'string' && value.includes('\n')) return [{ type: 'block', label, text: value }];
  if (typeof value === 'string' && isTime(value)) return field(label, time(parseTime(value)));
  if (isScalar(value)) return field(label, String(value));
  if (Array.isArray(value)) return listItem(label, value);
  const fields = rec(value);
  const simple = Object.values(fields).every(isScalar);
  if (simple && Object.keys(fields).length <= MOST_LINES) return pairs(label, fields);
  return blockOrSize(label, value);
}

function listItem(label: string, list: readonly unknown[]): readonly Item[] {
  if (list.length === 0) return [];
  if (list.every(isScalar) && list.length <= MOST_LINES)
    return lines(
      label,
      list.map((one) => text(String(one))),
    );
  return blockOrSize(label, list);
}

function blockOrSize(label: string, value: unknown): readonly Item[] {
  const json = JSON.stringify(value, null, 2);
  if (json.split('\n').length <= MOST_LINES * 2) return [{ type: 'block', label, text: json }];
  const count = Array.isArray(value) ? arr(value).length : Object.keys(rec(value)).length;
  const unit = Array.isArray(value) ? 'entries' : 'fields';
  return field(label, `${count} ${unit}, in the YAML`);
}

const isTime = (value: string): boolean => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(value);

/** `lastTransitionTime` → `Last transition time`; names in capitals (`URL`) stay. */
export function labelOf(name: string): string {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').split(' ');
  const lower = words.map((word, at) => (at > 0 && !/^[A-Z]{2,}/.test(word) ? word.toLowerCase() : word));
  const joined = lower.join(' ');
  return joined.charAt(0).toUpperCase() + joined.slice(1);
}
