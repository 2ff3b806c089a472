import { noSuchResource } from '../http/status.ts';
import { hashText } from '../random.ts';
import type { KubeObject } from '../types.ts';
import { fieldsAt, isFields, textAt, valueAt } from '../types.ts';
import { CRDS } from './catalog.ts';
import { type Exchange, sendJson } from './exchange.ts';
import { apiVersionOf } from './resources.ts';

const pathOf = (gv: string): string => (gv.includes('/') ? `apis/${gv}` : `api/${gv}`);

/** `/openapi/v3`: where each group version's document is, with a hash that makes it cacheable for ever. */
export async function openapiIndex(exchange: Exchange): Promise<void> {
  const versions = [...new Set(exchange.server.catalog.all().map(apiVersionOf))];
  const paths = Object.fromEntries(
    versions.map((gv) => {
      const hash = hashText(gv).toString(16).toUpperCase().padStart(8, '0').repeat(16);
      return [pathOf(gv), { serverRelativeURL: `/openapi/v3/${pathOf(gv)}?hash=${hash}` }];
    }),
  );
  await sendJson(exchange, 200, { paths });
}

const META = { $ref: '#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta' };

/** Custom resources have the schema of their definition; built-in kinds their envelope. */
export async function openapiDocument(exchange: Exchange, gv: string): Promise<void> {
  const resources = exchange.server.catalog.all().filter((info) => apiVersionOf(info) === gv);
  if (resources.length === 0) throw noSuchResource();
  const crds = [...exchange.server.store.collection(CRDS).scan(null, null)].map((stored) => stored.render());
  const schemas = Object.fromEntries(
    resources.map((info) => {
      const reversed = info.group.split('.').reverse().join('.') || 'io.k8s.api.core';
      const schema = crds.map((crd) => schemaOf(crd, info)).find((found) => found !== undefined);
      const gvk = [{ group: info.group, version: info.version, kind: info.kind }];
      const properties = { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: META };
      const base = schema ?? { type: 'object', properties };
      return [`${reversed}.${info.version}.${info.kind}`, { ...base, 'x-kubernetes-group-version-kind': gvk }];
    }),
  );
  const info = { title: 'Kubernetes', version: exchange.server.version };
  await sendJson(exchange, 200, { openapi: '3.0.0', info, paths: {}, components: { schemas } });
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
