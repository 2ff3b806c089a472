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

export const objectMethods = {
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
