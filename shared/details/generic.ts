import type { KubeObject } from '../kinds/spec.ts';
import { parseTime } from '../kube/age.ts';
import { arr, has, type Rec, rec, str } from '../kube/read.ts';
import { genericReferences } from '../relations/generic-references.ts';
import type { ObjectName } from '../relations/reference.ts';
import { conditionsSection } from './conditions.ts';
import { metadataSection } from './metadata.ts';
import { type Details, field, type Item, lines, muted, pairs, section, text, time, type Value } from './model.ts';

/** Longer structures are better read in the YAML; they are named here with their size. */
const MOST_LINES = 12;
const OWN = new Set(['apiVersion', 'kind', 'metadata', 'status']);

/** What stands behind a field's path: an object it names, and what the schema says of it. */
interface Known {
  readonly references: ReadonlyMap<string, ObjectName>;
  readonly help: (path: string) => string;
}

/**
 * Any kind without a declaration: status first, then the other fields, each in the plainest form that holds it; what names another
 * object is a link. `help` tells what the schema says of a field.
 */
export function genericDetails(object: KubeObject, help: (path: string) => string = () => ''): Details {
  const status = rec(object.status);
  const rest = Object.entries(object).filter(([name]) => !OWN.has(name));
  const found = genericReferences(object, str(object.metadata.namespace));
  const known: Known = { references: new Map(found.map(({ to, how }) => [how, to])), help };
  const spec = rest.flatMap(([name, value]) =>
    name === 'spec' ? fieldsOf(rec(value), 'spec', known) : itemOf(name, value, name, known),
  );
  const { conditions: _, ...plain } = status;
  return {
    sections: [
      ...section('status', 'Status', fieldsOf(plain, 'status', known)),
      ...conditionsSection(status),
      ...section('spec', 'Spec', spec),
      ...metadataSection(object),
    ],
    containers: [],
  };
}

const fieldsOf = (fields: Rec, path: string, known: Known): readonly Item[] =>
  Object.entries(fields).flatMap(([name, value]) => itemOf(name, value, `${path}.${name}`, known));

const isScalar = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

function itemOf(name: string, value: unknown, path: string, known: Known): readonly Item[] {
  const help = known.help(path);
  const items = plainItem(labelOf(name), value, path, known);
  return help === '' ? items : items.map((item) => ({ ...item, help }));
}

function plainItem(label: string, value: unknown, path: string, known: Known): readonly Item[] {
  if (!has(value)) return [];
  const to = known.references.get(path);
  if (to !== undefined) return field(label, linkTo(to, typeof value !== 'string'));
  if (typeof value === 'string' && value.includes('\n')) return [{ type: 'block', label, text: value }];
  if (typeof value === 'string' && isTime(value)) return field(label, time(parseTime(value)));
  if (isScalar(value)) return field(label, String(value));
  if (Array.isArray(value)) return listItem(label, value, path, known);
  const fields = rec(value);
  const simple = Object.values(fields).every(isScalar);
  const linked = Object.keys(fields).some((name) => known.references.has(`${path}.${name}`));
  if (simple && !linked && Object.keys(fields).length <= MOST_LINES) return pairs(label, fields);
  if (linked) return Object.entries(fields).flatMap(([name, inner]) => itemOf(name, inner, `${path}.${name}`, known));
  return blockOrSize(label, value);
}

/** The name as a link; with its kind where the field does not say it. */
const linkTo = (to: ObjectName, kind: boolean): Value => [
  ...(kind ? [muted(`${to.kind} `)] : []),
  { type: 'link', text: to.name, to },
];

function listItem(label: string, list: readonly unknown[], path: string, known: Known): readonly Item[] {
  if (list.length === 0) return [];
  const links = list.flatMap((_, at): readonly Value[] => {
    const to = known.references.get(`${path}[${at}]`);
    return to === undefined ? [] : [linkTo(to, true)];
  });
  if (links.length === list.length) return lines(label, links);
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
