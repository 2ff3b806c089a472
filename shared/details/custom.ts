import { printerColumnsOf, specFromCrd } from '../kinds/custom.ts';
import type { Cell, ColumnSpec, KubeObject } from '../kinds/spec.ts';
import { arr, rec, str } from '../kube/read.ts';
import { genericDetails } from './generic.ts';
import { type Details, field, type Item, section, text, type Value } from './model.ts';
import { helpOf } from './schema.ts';

/** What of its definition a custom resource is shown with. */
interface Definition {
  readonly columns: readonly ColumnSpec[];
  readonly schema: unknown;
}

/** The version of the definition that the object is written in. */
function definitionFor(object: KubeObject, crd: KubeObject): Definition | null {
  const spec = rec(crd.spec);
  const version = (object.apiVersion ?? '').split('/').at(-1) ?? '';
  const found = arr(spec.versions)
    .map(rec)
    .find((one) => one.name === version);
  if (found === undefined) return null;
  const kind = str(rec(spec.names).kind);
  const identity = { id: '', group: '', version, kind, plural: '', singular: '', shortNames: [], namespaced: true };
  return {
    columns: specFromCrd(identity, printerColumnsOf(found)).columns,
    schema: rec(found.schema).openAPIV3Schema,
  };
}

/** A custom resource by its definition: its printer columns first, what the schema says of each field on hover. */
export function customDetails(object: KubeObject, crd: KubeObject | null): Details {
  const definition = crd === null ? null : definitionFor(object, crd);
  if (definition === null) return genericDetails(object);
  const details = genericDetails(object, (path) => helpOf(definition.schema, path));
  const columns = columnItems(object, definition.columns);
  return { ...details, sections: [...section('columns', 'As listed', columns), ...details.sections] };
}

function columnItems(object: KubeObject, columns: readonly ColumnSpec[]): readonly Item[] {
  return columns
    .filter((column) => column.title !== 'NAME' && column.title !== 'AGE')
    .flatMap((column) => field(titleWords(column.title), cellValue(column.value(object), column)));
}

function cellValue(cell: Cell, column: ColumnSpec): Value | string {
  if (column.format === 'age' && typeof cell === 'number') return [{ type: 'relative', at: cell }];
  return cell === null || Array.isArray(cell)
    ? ''
    : text(String(cell)).filter((part) => part.type !== 'text' || part.text !== '');
}

/** `SYNC STATUS` → `Sync status`; short ones (`URL`) stay. */
const titleWords = (title: string): string =>
  title.length <= 3 ? title : title.charAt(0) + title.slice(1).toLowerCase();
