import { z } from 'zod';
import type { ErrorCode } from '../errors.ts';
import type { StateRole } from '../kinds/spec.ts';
import type { NamespaceSummary } from '../relations/namespace-summary.ts';
import type { NodeAllocation } from '../relations/node-allocation.ts';
import type { ServiceEndpoints } from '../relations/service-endpoints.ts';
import { clusterMethod } from './define.ts';
import { objectRef } from './objects.ts';

/** Another object, as much of it as a line needs. `kind` is a KindInfo id; the namespace is empty for cluster-scoped kinds. */
export interface RelatedObject {
  readonly kind: string;
  /** `Pod`, for people. */
  readonly kindName: string;
  readonly namespace: string;
  readonly name: string;
  /** `null` where only its name is known: it may not exist, or may not be read. */
  readonly uid: string | null;
  readonly state: StateRole;
  /** A word or two: `Running`, `2/3 ready`, `does not exist`. Empty where there is nothing to say. */
  readonly status: string;
  /** In what ways they belong together: `mounted at /etc/conf in app`. */
  readonly how: readonly string[];
}

/** An object with what it owns, by the uids in the owner references, as the garbage collector sees it. */
export interface OwnedObject extends RelatedObject {
  readonly owned: readonly OwnedObject[];
}

/** What could not be looked through, and why: a denied kind is named and disturbs nothing. */
export interface NotSearched {
  readonly kind: string;
  /** A whole sentence: `You may not list secrets in namespace shop.` */
  readonly words: string;
  readonly code: ErrorCode;
}

export interface Relations {
  /** From the topmost owner down to the direct one; further owners (not controllers) follow. Empty for an object without owners. */
  readonly owners: readonly RelatedObject[];
  readonly owned: readonly OwnedObject[];
  /** True when only the kinds were searched that such an object is known to own. */
  readonly ownedKindsOnly: boolean;
  /** What the object itself names, with whether it exists. */
  readonly uses: readonly RelatedObject[];
  readonly usedBy: readonly RelatedObject[];
  /** Whose selectors match this pod, or this workload's pods. */
  readonly selectedBy: readonly RelatedObject[];
  /** The pods its own selector selects; `null` for kinds without one. */
  readonly selects: { readonly words: string; readonly pods: readonly RelatedObject[] } | null;
  /** Lists that were too long to be read whole. */
  readonly partial: readonly NotSearched[];
  readonly notSearched: readonly NotSearched[];
}

/** An RBAC binding that names a subject, and what it grants. */
export interface Grant {
  readonly binding: RelatedObject;
  readonly role: { readonly kind: string; readonly name: string; readonly namespace: string };
  /** Where it grants: a namespace, or empty for the whole cluster. */
  readonly namespace: string;
}

/**
 * How objects belong together. Gathered on demand by paged, bounded lists (selectors where the server can filter); kinds that
 * this user may not list are named in the answer and do not fail it. Fails as `not-found`, `forbidden` when the object itself
 * cannot be read.
 */
export const relationMethods = {
  /** Owners, owned, uses, used by, selects and selected by. `everyKind` searches all kinds of the server for owned objects. */
  'relations.get': clusterMethod<Relations>()({ ...objectRef, everyKind: z.boolean().default(false) }),
  /** Pods of a node and what they ask of it: the tables of `kubectl describe node`, percentages by its rules. */
  'relations.node': clusterMethod<NodeAllocation>()({ name: z.string().min(1) }),
  /** Endpoints of a Service with their readiness, from its EndpointSlices. */
  'relations.service': clusterMethod<ServiceEndpoints>()({ namespace: z.string().min(1), name: z.string().min(1) }),
  /** Quotas, limit ranges and how many objects of each kind a namespace holds. */
  'relations.namespace': clusterMethod<NamespaceSummary & { readonly notSearched: readonly NotSearched[] }>()({
    name: z.string().min(1),
  }),
  /** Every binding that names this user, group or service account. `namespace` is a service account's. */
  'relations.subject': clusterMethod<{
    readonly grants: readonly Grant[];
    readonly notSearched: readonly NotSearched[];
  }>()({
    kind: z.enum(['User', 'Group', 'ServiceAccount']),
    namespace: z.string().default(''),
    name: z.string().min(1),
  }),
} as const;
