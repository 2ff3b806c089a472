import { z } from 'zod';
import { clusterMethod } from './define.ts';

/** Which object. `kind` is a KindInfo id (`pods`, `deployments.apps`) or any word `catalog.resolve` takes. */
export const objectRef = {
  kind: z.string().min(1),
  namespace: z.string().default(''),
  name: z.string().min(1),
};

export interface ObjectText {
  /**
   * The object as the server's own JSON text: no field lost, no digit of a number changed. Secret values (and copies in
   * the last-applied annotation) are masked in the host as `••••••`.
   */
  readonly json: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly masked: boolean;
}

/** Ask the server what would happen, admission and validation included, and change nothing. Allowed on a read-only cluster. */
const dryRun = z.boolean().default(false);

export interface Deletion {
  /** True when the object is gone; false while finalizers, a grace period or its dependants hold it. */
  readonly gone: boolean;
  readonly finalizers: readonly string[];
}

/**
 * Writes. Each is one request, leaves one line in `app.logs` (cluster, object, verb, result) and fails with the server's own
 * words: `read-only`, `forbidden`, `not-found`, `conflict` (409: somebody else was first), `invalid` (400 and 422; `detail` is the
 * server's Status as JSON text, its field errors under `details.causes`).
 */
const writeMethods = {
  /**
   * Replaces an object by this text (YAML or JSON, numbers exactly as written, unknown fields kept): a PUT that the server
   * refuses as `conflict` when the object changed since `metadata.resourceVersion`, which the text must carry. `invalid` names the
   * field when apiVersion, kind, name or namespace differ from the object asked for, when a field is not in the kind's schema, and
   * when a Secret's text still holds the mask. Answers with the object as the server has it afterwards.
   */
  'objects.update': clusterMethod<ObjectText>()({ ...objectRef, text: z.string().min(1), dryRun }),
  /** Deletes this very object: another one of the same name (another `uid`) is a `conflict` and stays. */
  'objects.delete': clusterMethod<Deletion>()({
    ...objectRef,
    uid: z.string().min(1),
    propagation: z.enum(['background', 'foreground', 'orphan']).default('background'),
    /** Seconds; left out, the object's own. 0 is at once. */
    gracePeriodSeconds: z.int().min(0).optional(),
    dryRun,
  }),
  /** Sets the wanted number through the scale subresource; answers with the number the server has then. */
  'objects.scale': clusterMethod<{ readonly replicas: number }>()({
    ...objectRef,
    replicas: z.int().min(0).max(2_147_483_647),
    dryRun,
  }),
  /** `kubectl rollout restart` of a Deployment, StatefulSet or DaemonSet; a paused Deployment is `invalid`. Answers with the time written. */
  'objects.restart': clusterMethod<{ readonly restartedAt: string }>()({ ...objectRef, dryRun }),
  /** `kubectl cordon` and `uncordon`. */
  'nodes.cordon': clusterMethod<{ readonly unschedulable: boolean }>()({
    name: z.string().min(1),
    unschedulable: z.boolean(),
    dryRun,
  }),
} as const;

export const objectMethods = {
  ...writeMethods,
  /** The whole object, fresh from the server. */
  'objects.get': clusterMethod<ObjectText>()(objectRef),
  /** The object as YAML text, keys in the server's order, numbers as the server wrote them; managedFields left out unless asked for. */
  'objects.yaml': clusterMethod<ObjectText & { readonly yaml: string }>()({
    ...objectRef,
    managedFields: z.boolean().default(false),
  }),
  /** One value of a Secret, decoded; an audited call of its own. */
  'secrets.reveal': clusterMethod<{ readonly text: string | null; readonly base64: string }>()({
    namespace: z.string(),
    name: z.string().min(1),
    key: z.string().min(1),
  }),
  /** May this user do `verb` on that kind (and namespace, name)? Asked of the server, cached 60 s. */
  'permissions.check': clusterMethod<{ readonly allowed: boolean; readonly reason: string }>()({
    kind: z.string().min(1),
    verb: z.string().min(1),
    namespace: z.string().default(''),
    name: z.string().default(''),
    subresource: z.string().default(''),
  }),
} as const;
