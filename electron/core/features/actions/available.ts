import { type ActionSpec, accessOf, actionsFor } from '../../../../shared/actions/actions.ts';
import type { Availability } from '../../../../shared/contract/actions.ts';
import type { KindInfo } from '../../../../shared/contract/catalog.ts';
import { PortolanError } from '../../../../shared/errors.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { kindOf } from '../catalog/catalog.ts';
import { fetchRaw, type Ref } from '../objects/fetch.ts';
import { field, type JsonNode } from '../objects/lossless.ts';
import type { Permissions } from '../permissions/permissions.ts';

interface Asked {
  readonly cluster: Cluster;
  readonly permissions: Permissions;
  readonly targets: readonly Ref[];
  /** How many objects they stand for. */
  readonly count: number;
}

/** Up to so many objects are asked for by name: a right may be given for single names. More are asked for by namespace. */
const mostByName = 10;
/** Longest wait for the server's discovery, ms. */
const discoveryMs = 30_000;

/** What can be done with all of these objects, and why not. Throws only when their kinds are not known. */
export async function availableActions(asked: Asked, signal: AbortSignal): Promise<readonly Availability[]> {
  const { cluster, targets, count } = asked;
  // What is assumed of a kind says nothing of its verbs.
  await cluster.discovered(signal, discoveryMs);
  const words = [...new Set(targets.map(({ kind }) => kind))];
  const kinds = await Promise.all(words.map((word) => kindOf(cluster, word, signal)));
  const [first] = kinds;
  if (first === undefined) return [];
  const possible = actionsFor(first, count).filter((action) => kinds.every((kind) => action.applies(kind)));
  if (cluster.status().guard === 'read-only') {
    return possible.map(({ id }) => ({ id, disabled: `${cluster.clusterName} is read-only` }));
  }
  const [single] = count === 1 ? targets : [];
  const states = single === undefined ? new Map<string, string>() : await stateReasons(cluster, single, signal);
  const byWord = new Map(words.map((word, at) => [word, kinds[at] ?? first]));
  return Promise.all(
    possible.map(async (action) => ({
      id: action.id,
      disabled: (await refusal(asked, action, byWord, signal)) ?? states.get(action.id) ?? null,
    })),
  );
}

async function refusal(
  { permissions, targets, count }: Asked,
  action: ActionSpec,
  byWord: ReadonlyMap<string, KindInfo>,
  signal: AbortSignal,
): Promise<string | null> {
  const byName = count <= mostByName;
  const questions = new Map<string, Parameters<Permissions['check']>[0]>();
  for (const { kind, namespace, name } of targets) {
    const access = accessOf(action, byWord.get(kind)?.id ?? kind);
    // What is created has no name yet, but for a subresource of something that has one.
    const named = byName && (access.verb !== 'create' || access.subresource !== '');
    const question = { ...access, namespace, name: named ? name : '' };
    questions.set(JSON.stringify(question), question);
  }
  const answers = await Promise.all(
    [...questions.values()].map(async (question) => ({ question, answer: await ask(permissions, question, signal) })),
  );
  const denied = answers.find(({ answer }) => answer !== null && !answer.allowed);
  return denied === undefined ? null : deniedWords(denied.question);
}

/** A server that does not say is not one that forbids: the action itself will be refused, in its own words. */
async function ask(permissions: Permissions, question: Parameters<Permissions['check']>[0], signal: AbortSignal) {
  try {
    return await permissions.check(question, signal);
  } catch (error) {
    if (error instanceof PortolanError && error.code === 'cancelled') throw error;
    return null;
  }
}

function deniedWords({ kind, verb, subresource, namespace }: Parameters<Permissions['check']>[0]): string {
  const what = `${kind.split('.')[0] ?? kind}${subresource === '' ? '' : `/${subresource}`}`;
  return `You may not ${verb} ${what}${namespace === '' ? '' : ` in namespace ${namespace}`}`;
}

/** Why an action would change nothing of a single object, as it is now. Empty when the object cannot be read: the action will say so. */
async function stateReasons(cluster: Cluster, ref: Ref, signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
  let kind: KindInfo;
  let node: JsonNode;
  try {
    ({ kind, node } = await fetchRaw(cluster, ref, signal));
  } catch {
    return new Map();
  }
  const spec = field(node, 'spec');
  const flag = (key: string): boolean => {
    const value = field(spec, key);
    return value?.type === 'literal' && value.value === true;
  };
  const finalizers = [
    field(field(node, 'metadata'), 'finalizers'),
    kind.id === 'namespaces' ? field(spec, 'finalizers') : undefined,
  ];
  const held = finalizers.some((list) => list?.type === 'array' && list.items.length > 0);
  return new Map([...stateOf(kind.id, flag), ...(held ? [] : [['finalizers', 'It has none'] as const])]);
}

function stateOf(kind: string, flag: (key: string) => boolean): readonly (readonly [string, string])[] {
  switch (kind) {
    case 'deployments.apps':
      if (!flag('paused')) return [['resume', 'Not paused']];
      return [
        ['pause', 'Already paused'],
        ['restart', 'Paused: resume it first'],
        ['rollback', 'Paused: resume it first'],
      ];
    case 'cronjobs.batch':
    case 'jobs.batch':
      return [flag('suspend') ? ['suspend', 'Already suspended'] : ['unsuspend', 'Not suspended']];
    case 'nodes':
      return [flag('unschedulable') ? ['cordon', 'Already cordoned'] : ['uncordon', 'Not cordoned']];
    default:
      return [];
  }
}
