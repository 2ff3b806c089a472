import type { CallOutput } from '../../../../shared/contract/index.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { type Ref, readAnswer, type Target, targetOf } from '../objects/fetch.ts';
import { field, type JsonNode, textOf } from '../objects/lossless.ts';
import { httpError } from '../objects/status.ts';

type ScaleInfo = CallOutput<'actions.scaleInfo'>;
const pageSize = 500;

/** The wanted and the running number from the scale subresource, and the autoscaler that will overrule who sets one by hand. */
export async function scaleInfo(cluster: Cluster, ref: Ref, signal: AbortSignal): Promise<ScaleInfo> {
  const target = await targetOf(cluster, ref, signal);
  const response = await cluster.request(
    { method: 'GET', path: `${target.path}/scale`, headers: { accept: 'application/json' } },
    signal,
  );
  if (response.status >= 300) throw httpError(response, `The scale of ${target.words} cannot be read`);
  const scale = readAnswer(response, target.words);
  return {
    wanted: numberOf(field(scale, 'spec'), 'replicas'),
    running: numberOf(field(scale, 'status'), 'replicas'),
    autoscaler: await autoscalerOf(cluster, target, ref, signal),
  };
}

/** None is also said where autoscalers may not be read: a warning less, never a lie about the number. */
async function autoscalerOf(
  cluster: Cluster,
  { kind }: Target,
  { namespace, name }: Ref,
  signal: AbortSignal,
): Promise<ScaleInfo['autoscaler']> {
  let more = '';
  do {
    const response = await cluster.request(
      {
        method: 'GET',
        path: `/apis/autoscaling/v2/namespaces/${encodeURIComponent(namespace)}/horizontalpodautoscalers?limit=${pageSize}${more}`,
        headers: { accept: 'application/json' },
      },
      signal,
    );
    if (response.status >= 300) return null;
    const list = readAnswer(response, 'The list of autoscalers');
    const items = field(list, 'items');
    const found = items?.type === 'array' ? items.items.find((item) => scales(item, kind, name)) : undefined;
    if (found !== undefined) {
      const spec = field(found, 'spec');
      return {
        name: textOf(found, 'metadata', 'name'),
        // Left out, it is one.
        min: field(spec, 'minReplicas') === undefined ? 1 : numberOf(spec, 'minReplicas'),
        max: numberOf(spec, 'maxReplicas'),
      };
    }
    const token = textOf(list, 'metadata', 'continue');
    more = token === '' ? '' : `&continue=${encodeURIComponent(token)}`;
  } while (more !== '');
  return null;
}

function scales(autoscaler: JsonNode, kind: Target['kind'], name: string): boolean {
  const ref = field(field(autoscaler, 'spec'), 'scaleTargetRef');
  const group = textOf(ref, 'apiVersion').includes('/') ? textOf(ref, 'apiVersion').split('/')[0] : '';
  return textOf(ref, 'kind') === kind.kind && textOf(ref, 'name') === name && group === kind.group;
}

/** Go leaves a number of 0 out. */
function numberOf(node: JsonNode | undefined, key: string): number {
  const value = field(node, key);
  return value?.type === 'number' ? Number(value.raw) : 0;
}
