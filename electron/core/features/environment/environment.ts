import { PortolanError } from '../../../../shared/errors.ts';
import {
  type EnvironmentSource,
  environmentSources,
  type ResolvedVariable,
  resolveEnvironment,
} from '../../../../shared/kube/environment.ts';
import { arr, type Rec, rec, str } from '../../../../shared/kube/read.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { statusMessage } from '../../cluster/preflight.ts';
import type { Core } from '../../host/core.ts';
import type { HandlersOf } from '../../host/dispatch.ts';
import { fetchRaw, type Ref, targetOf } from '../objects/fetch.ts';

export function environmentHandlers(core: Core): HandlersOf<'environment.resolve'> {
  return {
    'environment.resolve': async ({ clusterId, container, ...ref }, from) => ({
      variables: await resolve(core.cluster(clusterId), ref, container, core.signal(from)),
    }),
  };
}

async function resolve(
  cluster: Cluster,
  ref: Ref,
  name: string,
  signal: AbortSignal,
): Promise<readonly ResolvedVariable[]> {
  const { kind, response } = await fetchRaw(cluster, ref, signal);
  const object = rec(JSON.parse(response.text));
  const container = containersIn(kind.id, object).find((one) => one.name === name);
  if (container === undefined) {
    throw new PortolanError('invalid', `${kind.kind} ${ref.name} has no container ${JSON.stringify(name)}.`);
  }
  const sources = new Map<string, EnvironmentSource>();
  for (const source of environmentSources(container)) {
    const found = await readSource(cluster, { ...source, namespace: ref.namespace }, signal);
    sources.set(`${source.kind} ${source.name}`, found);
  }
  return resolveEnvironment({
    container,
    pod: kind.id === 'pods' ? object : null,
    sourceOf: (of, named) => sources.get(`${of} ${named}`) ?? { type: 'missing' },
  });
}

function containersIn(kindId: string, object: Rec): readonly Rec[] {
  const spec = rec(object.spec);
  const job = rec(rec(spec.jobTemplate).spec);
  const template =
    kindId === 'podtemplates' ? object.template : kindId === 'cronjobs.batch' ? job.template : spec.template;
  const pod = kindId === 'pods' ? spec : rec(rec(template).spec);
  return [pod.initContainers, pod.containers, pod.ephemeralContainers].flatMap(arr).map(rec);
}

async function readSource(
  cluster: Cluster,
  {
    kind,
    namespace,
    name,
  }: { readonly kind: 'ConfigMap' | 'Secret'; readonly namespace: string; readonly name: string },
  signal: AbortSignal,
): Promise<EnvironmentSource> {
  const secret = kind === 'Secret';
  const { path } = await targetOf(cluster, { kind: secret ? 'secrets' : 'configmaps', namespace, name }, signal);
  const response = await cluster.request({ method: 'GET', path, headers: { accept: 'application/json' } }, signal);
  if (response.status === 404) return { type: 'missing' };
  if (response.status === 403) return { type: 'unreadable', why: 'you may not read it' };
  if (response.status >= 300) return { type: 'unreadable', why: statusMessage(response) };
  const data = rec(rec(JSON.parse(response.text)).data);
  // Values of a Secret end here.
  return {
    type: 'found',
    values: new Map(Object.entries(data).map(([key, value]) => [key, secret ? null : str(value)])),
  };
}
