import type { KindInfo } from '../../../../shared/contract/catalog.ts';
import type { OwnedObject, RelatedObject } from '../../../../shared/contract/relations.ts';
import type { KubeObject } from '../../../../shared/kinds/spec.ts';
import { groupOf, type Owner, ownersOf } from '../../../../shared/kube/owners.ts';
import { rec, str } from '../../../../shared/kube/read.ts';
import { relatedOf } from '../../../../shared/relations/related.ts';
import { childKinds } from '../../../../shared/relations/search-plan.ts';
import { lineOf, look, namedOnly } from './existing.ts';
import { type Gathering, kindWithId, type Subject } from './gather.ts';
import { inTurn } from './lister.ts';

/** A cycle of wrong owners must end. */
const deepest = 8;
/** Lines of a tree; a Deployment of 5,000 pods is better seen as a list. */
const mostOwned = 500;
/** Kinds one owner's children are searched in when they may be anything. */
const mostKinds = 200;

const controllerFirst = (object: KubeObject): readonly Owner[] =>
  [...ownersOf(rec(object))].sort((a, b) => Number(b.controller) - Number(a.controller));

/** Owners from the topmost down, by the first owner of each (the controller, where there is one); then the other direct owners. */
export async function ownersAbove(gathering: Gathering): Promise<readonly RelatedObject[]> {
  const { subject } = gathering;
  const [first, ...others] = controllerFirst(subject.object);
  if (first === undefined) return [];
  const chain: RelatedObject[] = [];
  const namespace = str(subject.object.metadata.namespace);
  const seen = new Set([subject.object.metadata.uid]);
  let owner: Owner | undefined = first;
  while (owner !== undefined && chain.length < deepest && !seen.has(owner.uid)) {
    seen.add(owner.uid);
    const { line, object } = await readOwner(gathering, owner, namespace);
    chain.unshift(line);
    owner = object === null ? undefined : controllerFirst(object)[0];
  }
  const more = await inTurn(others, async (one) => (await readOwner(gathering, one, namespace)).line);
  return [...chain, ...more];
}

async function readOwner(gathering: Gathering, owner: Owner, namespace: string) {
  const to = { group: groupOf(owner.apiVersion), kind: owner.kind, namespace, name: owner.name };
  const how = [owner.controller ? 'controls it' : 'owns it'];
  const looked = await look(gathering, to, 'whole');
  if (looked.type !== 'found') return { line: lineOf(gathering, to, looked, how), object: null };
  if (looked.object.metadata.uid === owner.uid)
    return { line: relatedOf(looked.info, looked.object, how), object: looked.object };
  // Another object has the name now: to the garbage collector the owner is gone.
  const line = namedOnly(gathering, to, { state: 'bad', status: 'is gone; another has its name', how });
  return { line, object: null };
}

export interface Owned {
  readonly owned: readonly OwnedObject[];
  /** Only the kinds were searched that such an object is known to own. */
  readonly knownKindsOnly: boolean;
}

/**
 * What the object owns, and what that owns. An owner in a namespace owns in its own namespace only, as the garbage collector has it
 * (`pkg/controller/garbagecollector`); kinds whose children may be anything are searched in every kind the server lists.
 */
export async function ownedBelow(gathering: Gathering, everyKind: boolean): Promise<Owned> {
  const budget = { left: mostOwned, knownKindsOnly: false };
  const owned = await childrenOf(gathering, gathering.subject, everyKind, budget, 0);
  return { owned, knownKindsOnly: budget.knownKindsOnly };
}

interface Budget {
  left: number;
  knownKindsOnly: boolean;
}

async function childrenOf(
  gathering: Gathering,
  owner: Subject,
  everyKind: boolean,
  budget: Budget,
  depth: number,
): Promise<readonly OwnedObject[]> {
  if (depth >= deepest) return [];
  const known = childKinds(owner.info.id);
  const all = everyKind || known === null;
  if (!all) budget.knownKindsOnly = true;
  const kinds = all
    ? listable(gathering, owner)
    : (known ?? []).flatMap((id) => kindWithId(gathering.catalog, id) ?? []);
  const uid = owner.object.metadata.uid;
  const namespace = owner.info.namespaced ? str(owner.object.metadata.namespace) : '';
  const found = await inTurn(kinds, async (kind): Promise<readonly Subject[]> => {
    // The known kinds are read whole, for their state; a search through every kind by its metadata.
    const metadata = all && !(known ?? []).includes(kind.id);
    const objects = await gathering.lister.list({ kind, namespace: kind.namespaced ? namespace : '', metadata });
    return (objects ?? []).filter((object) => owns(uid, object)).map((object) => ({ info: kind, object }));
  });
  const children = found.flatMap(youngestFirst).slice(0, Math.max(0, budget.left));
  budget.left -= children.length;
  const result: OwnedObject[] = [];
  for (const child of children) {
    const owned = await childrenOf(gathering, child, everyKind, budget, depth + 1);
    result.push({ ...relatedOf(child.info, child.object, []), owned });
  }
  // What is in use before what is kept from before: of equal ones the order stays.
  return result.sort((a, b) => Number(b.owned.length > 0) - Number(a.owned.length > 0));
}

/** Revisions and runs by age; pods keep their names' order. */
function youngestFirst(children: readonly Subject[]): readonly Subject[] {
  if (children[0]?.info.id === 'pods') return children;
  const age = ({ object }: Subject): string => str(object.metadata.creationTimestamp);
  return children.toSorted((a, b) => (age(a) < age(b) ? 1 : age(a) > age(b) ? -1 : 0));
}

const owns = (uid: string, object: KubeObject): boolean => ownersOf(rec(object)).some((owner) => owner.uid === uid);

/** Kinds that can be listed and can be owned: events, metrics and reviews are not. A namespaced owner owns nothing outside. */
function listable({ catalog }: Gathering, owner: Subject): readonly KindInfo[] {
  return catalog.kinds
    .filter((info) => info.verbs.includes('list') && (info.namespaced || !owner.info.namespaced))
    .filter((info) => info.kind !== 'Event' && info.group !== 'metrics.k8s.io')
    .slice(0, mostKinds);
}
