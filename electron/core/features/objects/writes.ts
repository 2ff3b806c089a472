import type { HandlerInput } from '../../../../shared/contract/index.ts';
import type { Deletion } from '../../../../shared/contract/objects.ts';
import { PortolanError } from '../../../../shared/errors.ts';
import type { EngineResponse } from '../../../engine/protocol.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import type { Core } from '../../host/core.ts';
import type { HandlersOf } from '../../host/dispatch.ts';
import { audited } from './audit.ts';
import { fetchRaw, type Ref, readAnswer, targetOf } from './fetch.ts';
import { field, type JsonNode, textOf } from './lossless.ts';
import { httpError } from './status.ts';
import { updateObject } from './update.ts';

export type WriteNames = 'objects.update' | 'objects.delete' | 'objects.scale' | 'objects.restart' | 'nodes.cordon';

const mergePatch = 'application/merge-patch+json';
const strategicPatch = 'application/strategic-merge-patch+json';

/** Every write: through the cluster's one door (which refuses on a read-only one), with one line in the log. */
export function writeHandlers(core: Core): HandlersOf<WriteNames> {
  return {
    'objects.update': ({ clusterId, text, dryRun, ...ref }, from) => {
      const cluster = core.cluster(clusterId);
      return audited(core, cluster, { verb: 'update', ref, dryRun }, async () => {
        const value = await updateObject(cluster, { ref, text, dryRun }, core.signal(from));
        return { value, result: `done, resourceVersion ${value.resourceVersion}` };
      });
    },
    'objects.delete': ({ clusterId, ...input }, from) => {
      const cluster = core.cluster(clusterId);
      const ref: Ref = { kind: input.kind, namespace: input.namespace, name: input.name };
      return audited(core, cluster, { verb: 'delete', ref, dryRun: input.dryRun }, async () => {
        const value = await deleteObject(cluster, ref, input, core.signal(from));
        const held = value.finalizers.length === 0 ? '' : ` by ${value.finalizers.join(', ')}`;
        return { value, result: `${value.gone ? 'gone' : `going, held${held}`} (${input.propagation})` };
      });
    },
    'objects.scale': ({ clusterId, replicas, dryRun, ...ref }, from) => {
      const cluster = core.cluster(clusterId);
      return audited(core, cluster, { verb: 'scale', ref, dryRun }, async () => {
        const set = await scaleObject(cluster, ref, { replicas, dryRun }, core.signal(from));
        return { value: { replicas: set }, result: `done, ${set} replicas` };
      });
    },
    'objects.restart': ({ clusterId, dryRun, ...ref }, from) => {
      const cluster = core.cluster(clusterId);
      return audited(core, cluster, { verb: 'restart', ref, dryRun }, async () => {
        const now = new Date(core.ports.clock.now());
        const restartedAt = await restartObject(cluster, ref, { now, dryRun }, core.signal(from));
        return { value: { restartedAt }, result: `done, restartedAt ${restartedAt}` };
      });
    },
    'nodes.cordon': ({ clusterId, name, unschedulable, dryRun }, from) => {
      const cluster = core.cluster(clusterId);
      const ref: Ref = { kind: 'nodes', namespace: '', name };
      return audited(core, cluster, { verb: unschedulable ? 'cordon' : 'uncordon', ref, dryRun }, async () => {
        const value = await cordonNode(cluster, ref, { unschedulable, dryRun }, core.signal(from));
        return { value: { unschedulable: value }, result: `done, ${value ? 'unschedulable' : 'schedulable'}` };
      });
    },
  };
}

async function deleteObject(
  cluster: Cluster,
  ref: Ref,
  input: Omit<HandlerInput<'objects.delete'>, 'clusterId'>,
  signal: AbortSignal,
): Promise<Deletion> {
  const { path, words } = await targetOf(cluster, ref, signal);
  const options = {
    apiVersion: 'v1',
    kind: 'DeleteOptions',
    propagationPolicy: `${input.propagation.slice(0, 1).toUpperCase()}${input.propagation.slice(1)}`,
    preconditions: { uid: input.uid },
    ...(input.gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds: input.gracePeriodSeconds }),
    // A server that gets a body does not look at the query, and the read-only guard looks at nothing else: both say it.
    ...(input.dryRun ? { dryRun: ['All'] } : {}),
  };
  const response = await cluster.request(
    {
      method: 'DELETE',
      path: `${path}${input.dryRun ? '?dryRun=All' : ''}`,
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(options),
    },
    signal,
  );
  if (response.status >= 300) throw httpError(response, `${words} was not deleted`);
  return deletion(readAnswer(response, words));
}

/** Some kinds answer with a Status, others with the object as it was last (`ReturnDeletedObject`), gone or not. */
function deletion(answer: JsonNode): Deletion {
  const metadata = field(answer, 'metadata');
  const finalizers = [...texts(field(metadata, 'finalizers')), ...texts(field(field(answer, 'spec'), 'finalizers'))];
  const grace = field(metadata, 'deletionGracePeriodSeconds');
  const waits = grace?.type === 'number' && Number(grace.raw) > 0;
  const marked = textOf(metadata, 'deletionTimestamp') !== '';
  return { gone: !marked || (finalizers.length === 0 && !waits), finalizers: marked ? finalizers : [] };
}

const texts = (node: JsonNode | undefined): readonly string[] =>
  node?.type === 'array' ? node.items.flatMap((item) => (item.type === 'string' ? [item.value] : [])) : [];

async function scaleObject(
  cluster: Cluster,
  ref: Ref,
  { replicas, dryRun }: { readonly replicas: number; readonly dryRun: boolean },
  signal: AbortSignal,
): Promise<number> {
  const { path, words, kind } = await targetOf(cluster, ref, signal);
  const response = await patch(cluster, `${path}/scale`, { spec: { replicas } }, { type: mergePatch, dryRun }, signal);
  // A missing object is named in the server's words; a missing subresource is not.
  if (response.status === 404 && response.text.includes('could not find the requested resource')) {
    throw new PortolanError('unsupported', `${words} cannot be scaled: ${kind.kind} has no scale.`);
  }
  if (response.status >= 300) throw httpError(response, `${words} was not scaled`);
  const set = field(field(readAnswer(response, words), 'spec'), 'replicas');
  // Go leaves a number of 0 out.
  return set?.type === 'number' ? Number(set.raw) : 0;
}

const restartable = new Set(['deployments.apps', 'statefulsets.apps', 'daemonsets.apps']);

/** Source: kubectl `polymorphichelpers/objectrestarter.go`. Answers with the time written, RFC 3339 in UTC. */
async function restartObject(
  cluster: Cluster,
  ref: Ref,
  { now, dryRun }: { readonly now: Date; readonly dryRun: boolean },
  signal: AbortSignal,
): Promise<string> {
  const { path, words, kind } = await targetOf(cluster, ref, signal);
  if (!restartable.has(kind.id)) throw new PortolanError('unsupported', `${words} cannot be restarted.`);
  if (kind.id === 'deployments.apps') {
    const { node } = await fetchRaw(cluster, ref, signal);
    const paused = field(field(node, 'spec'), 'paused');
    if (paused?.type === 'literal' && paused.value === true) {
      throw new PortolanError('invalid', `${words} is paused and cannot be restarted; resume it first.`);
    }
  }
  const restartedAt = `${now.toISOString().slice(0, 19)}Z`;
  const annotations = { 'kubectl.kubernetes.io/restartedAt': restartedAt };
  const change = { spec: { template: { metadata: { annotations } } } };
  const response = await patch(cluster, path, change, { type: strategicPatch, dryRun }, signal);
  if (response.status >= 300) throw httpError(response, `${words} was not restarted`);
  return restartedAt;
}

async function cordonNode(
  cluster: Cluster,
  ref: Ref,
  { unschedulable, dryRun }: { readonly unschedulable: boolean; readonly dryRun: boolean },
  signal: AbortSignal,
): Promise<boolean> {
  const { path, words } = await targetOf(cluster, ref, signal);
  // kubectl's patch removes the field where it is false (`pkg/drain/cordon.go`).
  const change = { spec: { unschedulable: unschedulable ? true : null } };
  const response = await patch(cluster, path, change, { type: strategicPatch, dryRun }, signal);
  if (response.status >= 300) throw httpError(response, `${words} was not ${unschedulable ? '' : 'un'}cordoned`);
  const set = field(field(readAnswer(response, words), 'spec'), 'unschedulable');
  return set?.type === 'literal' && set.value === true;
}

function patch(
  cluster: Cluster,
  path: string,
  change: unknown,
  { type, dryRun }: { readonly type: string; readonly dryRun: boolean },
  signal: AbortSignal,
): Promise<EngineResponse> {
  return cluster.request(
    {
      method: 'PATCH',
      path: `${path}?fieldManager=portolan${dryRun ? '&dryRun=All' : ''}`,
      headers: { 'content-type': type, accept: 'application/json' },
      body: JSON.stringify(change),
    },
    signal,
  );
}
