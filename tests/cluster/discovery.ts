/** The server's aggregated discovery, flattened: what the recorder and the tests iterate over. */
import { z } from 'zod';
import type { ServerClient } from './client.ts';

/** What a client asks for to get every group in one answer (KEP-3352). */
export const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

const resourceSchema = z.object({
  resource: z.string(),
  responseKind: z.object({ group: z.string().optional(), version: z.string().optional(), kind: z.string() }).optional(),
  scope: z.enum(['Namespaced', 'Cluster']),
  singularResource: z.string().optional(),
  shortNames: z.array(z.string()).optional(),
  verbs: z.array(z.string()),
  subresources: z.array(z.object({ subresource: z.string() })).optional(),
});
const listSchema = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string().optional() }),
      versions: z.array(z.object({ version: z.string(), resources: z.array(resourceSchema).optional() })),
    }),
  ),
});

export interface ServedKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly hasStatus: boolean;
}

export const groupVersionOf = (kind: ServedKind): string =>
  kind.group === '' ? kind.version : `${kind.group}/${kind.version}`;

/** `/api/v1/namespaces/a/pods` for a namespace, `/api/v1/pods` without. */
export function collectionPath(kind: ServedKind, namespace?: string): string {
  const root = kind.group === '' ? `/api/${kind.version}` : `/apis/${kind.group}/${kind.version}`;
  return namespace === undefined ? `${root}/${kind.plural}` : `${root}/namespaces/${namespace}/${kind.plural}`;
}

/** Every kind of every served version, in the server's order. */
export async function servedKinds(client: ServerClient): Promise<readonly ServedKind[]> {
  const answers = await Promise.all(['/api', '/apis'].map((path) => client.json('GET', path, { accept: AGGREGATED })));
  return answers.flatMap((answer) =>
    listSchema.parse(answer).items.flatMap(({ metadata, versions }) =>
      versions.flatMap(({ version, resources }) =>
        (resources ?? []).map((resource) => ({
          group: metadata.name ?? '',
          version,
          kind: resource.responseKind?.kind ?? '',
          plural: resource.resource,
          namespaced: resource.scope === 'Namespaced',
          verbs: resource.verbs,
          hasStatus: (resource.subresources ?? []).some(({ subresource }) => subresource === 'status'),
        })),
      ),
    ),
  );
}
