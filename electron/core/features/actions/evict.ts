import type { Deed } from '../../../../shared/contract/actions.ts';
import { PortolanError } from '../../../../shared/errors.ts';
import type { EngineResponse } from '../../../engine/protocol.ts';
import { targetOf } from '../objects/fetch.ts';
import { field, type JsonNode, parseJson, textOf } from '../objects/lossless.ts';
import { httpError } from '../objects/status.ts';
import type { Task } from './deeds.ts';

/** Asks for an eviction (`policy/v1`): the server refuses with 429 what a disruption budget does not allow. */
export async function evictPod(
  { cluster, ref, uid, dryRun }: Task,
  gracePeriodSeconds: number | undefined,
  signal: AbortSignal,
): Promise<Deed> {
  const { kind, path, words } = await targetOf(cluster, ref, signal);
  if (kind.id !== 'pods') throw new PortolanError('unsupported', `${words} cannot be evicted: it is no pod.`);
  const eviction = {
    apiVersion: 'policy/v1',
    kind: 'Eviction',
    metadata: { name: ref.name, namespace: ref.namespace },
    deleteOptions: {
      ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
      ...(uid === null ? {} : { preconditions: { uid } }),
    },
  };
  const response = await cluster.request(
    {
      method: 'POST',
      path: `${path}/eviction${dryRun ? '?dryRun=All' : ''}`,
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(eviction),
    },
    signal,
  );
  if (response.status < 300) return { said: 'evicted' };
  const error = httpError(response, `${words} was not evicted`);
  const budget = budgetWords(response);
  if (response.status !== 429 || budget === '') throw error;
  throw new PortolanError(error.code, `${error.message} ${budget}`, { detail: response.text });
}

/** The budget's own words are among the causes: `The disruption budget web needs 2 healthy pods and has 2 currently`. */
function budgetWords(response: EngineResponse): string {
  let status: JsonNode;
  try {
    status = parseJson(response.text);
  } catch {
    return ''; // A proxy's page, not a Status: nothing more is known.
  }
  const causes = field(field(status, 'details'), 'causes');
  const said = causes?.type === 'array' ? causes.items.map((cause) => textOf(cause, 'message')) : [];
  return said
    .filter((text) => text !== '')
    .map((text) => (text.endsWith('.') ? text : `${text}.`))
    .join(' ');
}
