import type { RelatedObject, Relations } from '../../../../shared/contract/relations.ts';
import type { KubeObject } from '../../../../shared/kinds/spec.ts';
import { rec, str } from '../../../../shared/kube/read.ts';
import { formatSelector, matchesSelector, selectorOf } from '../../../../shared/kube/selectors.ts';
import { byTarget, type ObjectName, sameObject } from '../../../../shared/relations/reference.ts';
import { referencesOf } from '../../../../shared/relations/references.ts';
import { relatedOf } from '../../../../shared/relations/related.ts';
import { type Search, searchPlan } from '../../../../shared/relations/search-plan.ts';
import { podLabelsOf, podSelectorOf, selectorWords, selects } from '../../../../shared/relations/selection.ts';
import { lineOf, look } from './existing.ts';
import { type Gathering, kindNamed, kindWithId } from './gather.ts';
import { inTurn } from './lister.ts';

/** References of one object that are looked up. */
const mostUses = 60;

/** What the object names, each with whether it exists. */
export async function usesOf(gathering: Gathering): Promise<readonly RelatedObject[]> {
  const { info, object } = gathering.subject;
  const targets = byTarget(referencesOf(info.id, object)).slice(0, mostUses);
  return inTurn(targets, async ({ to, how }) =>
    lineOf(gathering, to, await look(gathering, scoped(gathering, to), 'metadata'), how),
  );
}

/** A reference to a cluster-scoped kind has no namespace, whatever its field said. */
function scoped({ catalog }: Gathering, to: ObjectName): ObjectName {
  return kindNamed(catalog, to)?.namespaced === false ? { ...to, namespace: '' } : to;
}

export interface Users {
  readonly usedBy: readonly RelatedObject[];
  readonly selectedBy: readonly RelatedObject[];
}

/** Who names the object, and whose selector matches its pods. */
export async function usersOf(gathering: Gathering): Promise<Users> {
  const { info, object } = gathering.subject;
  const plan = searchPlan(info.id, object.metadata.name);
  const found = await inTurn(plan, async (search) => ({ search, lines: await searchOne(gathering, search) }));
  const of = (by: Search['by']): readonly RelatedObject[] =>
    found.flatMap(({ search, lines }) => (search.by === by ? lines : []));
  const aggregating = info.id === 'clusterroles.rbac.authorization.k8s.io' ? await aggregatingRoles(gathering) : [];
  return { usedBy: [...of('reference'), ...aggregating], selectedBy: of('selector') };
}

async function searchOne(gathering: Gathering, search: Search): Promise<readonly RelatedObject[]> {
  const { catalog, lister, subject } = gathering;
  const kind = kindWithId(catalog, search.kind);
  // Kinds that this server does not have cannot hold anything: nothing to say about them.
  if (kind === undefined || !kind.verbs.includes('list')) return [];
  const own = subject.info.namespaced ? str(subject.object.metadata.namespace) : '';
  const fields = search.fields === undefined ? {} : { fields: search.fields };
  const namespace = kind.namespaced && !search.everywhere ? own : '';
  let objects = await lister.list({ kind, namespace, ...fields });
  // Denied in the whole cluster: what is near may still be seen, and the note stays.
  if (objects === null && namespace === '' && kind.namespaced && own !== '')
    objects = await lister.list({ kind, namespace: own, ...fields });
  const match = search.by === 'selector' ? selectorMatch(gathering) : referenceMatch(gathering);
  return (objects ?? []).flatMap((object) => {
    const how = match(search.kind, object);
    return how.length === 0 ? [] : [relatedOf(kind, object, how)];
  });
}

type Match = (kindId: string, object: KubeObject) => readonly string[];

function referenceMatch({ subject }: Gathering): Match {
  const target: ObjectName = {
    group: subject.info.group,
    kind: subject.info.kind,
    namespace: subject.info.namespaced ? str(subject.object.metadata.namespace) : '',
    name: subject.object.metadata.name,
  };
  return (kindId, object) =>
    byTarget(referencesOf(kindId, object))
      .filter(({ to }) => sameObject(to, target))
      .flatMap(({ how }) => how);
}

function selectorMatch({ subject }: Gathering): Match {
  const labels = podLabelsOf(subject.info.id, subject.object);
  return (kindId, object) => {
    const selector = podSelectorOf(kindId, object);
    return labels === null || selector === null || !selects(selector, labels) ? [] : [selectorWords(selector)];
  };
}

/** Cluster roles into which this one's rules are aggregated, by its labels. */
async function aggregatingRoles({ lister, subject }: Gathering): Promise<readonly RelatedObject[]> {
  const labels = rec(subject.object.metadata.labels);
  if (Object.keys(labels).length === 0) return [];
  const roles = await lister.list({ kind: subject.info, namespace: '' });
  return (roles ?? []).flatMap((role) => {
    const { clusterRoleSelectors } = rec(role.aggregationRule);
    const selectors = Array.isArray(clusterRoleSelectors) ? clusterRoleSelectors.map(selectorOf) : [];
    const matching = selectors.find(
      (selector) => selector !== null && matchesSelector(selector, (key) => str(labels[key]) || undefined),
    );
    return matching === undefined || matching === null || role.metadata.uid === subject.object.metadata.uid
      ? []
      : [relatedOf(subject.info, role, ['takes its rules over'])];
  });
}

/** A workload's selector says what its tree shows. */
const selecting = new Set(['services', 'networkpolicies.networking.k8s.io', 'poddisruptionbudgets.policy']);

/** The pods that the object's own selector selects; the server filters. `null` for kinds without one. */
export async function selectedPods(gathering: Gathering): Promise<Relations['selects']> {
  const { info, object } = gathering.subject;
  if (!selecting.has(info.id)) return null;
  const selector = podSelectorOf(info.id, object);
  const kind = kindWithId(gathering.catalog, 'pods');
  if (selector === null || kind === undefined) return null;
  const namespace = str(object.metadata.namespace);
  const pods = await gathering.lister.list({ kind, namespace, labels: formatSelector(selector) });
  if (pods === null) return null;
  return { words: selectorWords(selector), pods: pods.map((pod) => relatedOf(kind, pod, [])) };
}
