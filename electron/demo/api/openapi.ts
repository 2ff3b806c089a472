import { noSuchResource } from '../http/status.ts';
import { hashText } from '../random.ts';
import type { Fields, KubeObject } from '../types.ts';
import { fieldsAt, isFields, textAt, valueAt } from '../types.ts';
import { CRDS } from './catalog.ts';
import { type Exchange, sendJson } from './exchange.ts';
import { apiVersionOf, type ResourceInfo } from './resources.ts';

const pathOf = (gv: string): string => (gv.includes('/') ? `apis/${gv}` : `api/${gv}`);

/** Versions of the definitions in a group: with them its document changes. */
function definitions(exchange: Exchange, gv: string): string {
  const group = gv.split('/')[0] ?? '';
  return [...exchange.server.store.collection(CRDS).scan(null, null)]
    .filter(({ name }) => name.endsWith(`.${group}`))
    .map(({ name, rv }) => `${name} ${rv}`)
    .join(',');
}

/** `/openapi/v3`: where each group version's document is, with a hash that makes it cacheable for ever. */
export async function openapiIndex(exchange: Exchange): Promise<void> {
  const versions = [...new Set(exchange.server.catalog.all().map(apiVersionOf))];
  const paths = Object.fromEntries(
    versions.map((gv) => {
      const hash = hashText(`${gv} ${definitions(exchange, gv)}`)
        .toString(16)
        .toUpperCase()
        .padStart(8, '0')
        .repeat(16);
      return [pathOf(gv), { serverRelativeURL: `/openapi/v3/${pathOf(gv)}?hash=${hash}` }];
    }),
  );
  await sendJson(exchange, 200, { paths });
}

const META_TYPE = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';
const META = { $ref: `#/components/schemas/${META_TYPE}` };

/** Types of a real server of 1.36 with their first sentences, read when somebody asks for them. */
export async function recordedTypes(): Promise<Readonly<Record<string, Fields>>> {
  const { default: recorded } = await import('../recorded/fixtures/openapi.json', { with: { type: 'json' } });
  return recorded.types as Readonly<Record<string, Fields>>;
}

/** The recorded type of a built-in kind; undefined where only the envelope is known. */
export function recordedKind(types: Readonly<Record<string, Fields>>, info: ResourceInfo): string | undefined {
  return Object.keys(types).find((name) => {
    const marks = types[name]?.['x-kubernetes-group-version-kind'];
    const [mark] = Array.isArray(marks) && marks.length === 1 ? marks : [];
    return (
      textAt(mark, 'group') === info.group &&
      textAt(mark, 'version') === info.version &&
      textAt(mark, 'kind') === info.kind
    );
  });
}

/** Custom resources have the schema of their definition; built-in kinds the recorded one, or their envelope. */
export async function openapiDocument(exchange: Exchange, gv: string): Promise<void> {
  const resources = exchange.server.catalog.all().filter((info) => apiVersionOf(info) === gv);
  if (resources.length === 0) throw noSuchResource();
  const types = await recordedTypes();
  const crds = [...exchange.server.store.collection(CRDS).scan(null, null)].map((stored) => stored.render());
  const schemas = new Map<string, unknown>();
  addWithRefs(schemas, types, META_TYPE);
  for (const info of resources) {
    const recorded = recordedKind(types, info);
    if (recorded !== undefined) {
      addWithRefs(schemas, types, recorded);
      continue;
    }
    const reversed = info.group.split('.').reverse().join('.') || 'io.k8s.api.core';
    const schema = crds.map((crd) => schemaOf(crd, info)).find((found) => found !== undefined);
    const gvk = [{ group: info.group, version: info.version, kind: info.kind }];
    const envelope = { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: META };
    const properties = { ...fieldsAt(schema, 'properties'), ...envelope };
    const known = schema === undefined ? { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } : schema;
    schemas.set(`${reversed}.${info.version}.${info.kind}`, {
      ...known,
      properties,
      'x-kubernetes-group-version-kind': gvk,
    });
  }
  const info = { title: 'Kubernetes', version: exchange.server.version };
  const components = { schemas: Object.fromEntries(schemas) };
  await sendJson(exchange, 200, { openapi: '3.0.0', info, paths: {}, components });
}

function addWithRefs(into: Map<string, unknown>, types: Readonly<Record<string, Fields>>, name: string): void {
  if (into.has(name) || !Object.hasOwn(types, name)) return;
  into.set(name, types[name]);
  for (const [, ref = ''] of JSON.stringify(types[name]).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
    addWithRefs(into, types, ref);
  }
}

function schemaOf(crd: KubeObject, info: { group: string; version: string; kind: string }): object | undefined {
  if (textAt(crd, 'spec', 'group') !== info.group || textAt(crd, 'spec', 'names', 'kind') !== info.kind)
    return undefined;
  const versions = valueAt(crd, 'spec', 'versions');
  const version = (Array.isArray(versions) ? versions : [])
    .filter(isFields)
    .find((one) => textAt(one, 'name') === info.version);
  return version ? fieldsAt(version, 'schema', 'openAPIV3Schema') : undefined;
}
