import type { Deletion } from '../../../../shared/contract/objects.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { type Ref, readAnswer, targetOf } from './fetch.ts';
import { field, type JsonNode, textOf } from './lossless.ts';
import { httpError } from './status.ts';

export interface DeleteChoice {
  /** Only this very object; `null` is whatever has the name. */
  readonly uid: string | null;
  readonly propagation: 'background' | 'foreground' | 'orphan';
  readonly gracePeriodSeconds?: number | undefined;
  readonly dryRun: boolean;
}

export async function deleteObject(
  cluster: Cluster,
  ref: Ref,
  input: DeleteChoice,
  signal: AbortSignal,
): Promise<Deletion> {
  const { path, words } = await targetOf(cluster, ref, signal);
  const options = {
    apiVersion: 'v1',
    kind: 'DeleteOptions',
    propagationPolicy: `${input.propagation.slice(0, 1).toUpperCase()}${input.propagation.slice(1)}`,
    ...(input.uid === null ? {} : { preconditions: { uid: input.uid } }),
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
  // A namespace is there as long as it is emptied, whatever its finalizers say.
  const emptied = textOf(answer, 'status', 'phase') === 'Terminating';
  return {
    gone: !marked || (finalizers.length === 0 && !waits && !emptied),
    finalizers: marked ? finalizers : [],
  };
}

const texts = (node: JsonNode | undefined): readonly string[] =>
  node?.type === 'array' ? node.items.flatMap((item) => (item.type === 'string' ? [item.value] : [])) : [];
