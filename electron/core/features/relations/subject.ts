import type { CallOutput } from '../../../../shared/contract/index.ts';
import type { Grant } from '../../../../shared/contract/relations.ts';
import { arr, rec, str } from '../../../../shared/kube/read.ts';
import { relatedOf } from '../../../../shared/relations/related.ts';
import { namesSubject, type RbacSubject } from '../../../../shared/relations/subjects.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { kindOf } from '../catalog/catalog.ts';
import { inTurn, Lister } from './lister.ts';

const bindings = ['rolebindings.rbac.authorization.k8s.io', 'clusterrolebindings.rbac.authorization.k8s.io'];

/** Every binding that names the subject; a service account also through the groups it is always in. */
export async function subjectGrants(
  cluster: Cluster,
  subject: RbacSubject,
  signal: AbortSignal,
): Promise<CallOutput<'relations.subject'>> {
  const lister = new Lister(cluster, signal);
  const found = await inTurn(bindings, async (id): Promise<readonly Grant[]> => {
    const kind = await kindOf(cluster, id, signal);
    const objects = await lister.list({ kind, namespace: '' });
    return (objects ?? []).flatMap((object) => {
      const namespace = str(object.metadata.namespace);
      const named = arr(object.subjects).filter((one) => namesSubject(rec(one), subject, namespace));
      if (named.length === 0) return [];
      const role = rec(object.roleRef);
      return [
        {
          binding: relatedOf(kind, object, []),
          role: { kind: str(role.kind), name: str(role.name), namespace: role.kind === 'Role' ? namespace : '' },
          namespace,
        },
      ];
    });
  });
  return { grants: found.flat(), notSearched: lister.notSearched };
}
