import type { AppliedDocument, ApplyResult } from '../../../../shared/contract/apply.ts';
import { PortolanError, toErrorInfo } from '../../../../shared/errors.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import type { Core } from '../../host/core.ts';
import { audited } from '../objects/audit.ts';
import { field, type JsonNode, parseJson, textOf } from '../objects/lossless.ts';
import type { Addressed } from './address.ts';
import { isDefinition } from './documents.ts';
import { type ApplyOptions, addressedSet, applyOne, liveOf, sameObject } from './plan.ts';
import { refusalOf, refused } from './refusal.ts';

/** A definition that is not served after this, ms, leaves its objects to say so themselves. */
const servedMs = 15_000;
const lookMs = 300;

/** Applies one after another. What is refused is said, and the rest goes on. */
export async function runSet(
  core: Core,
  cluster: Cluster,
  options: ApplyOptions & { readonly only: readonly number[] | null },
  signal: AbortSignal,
): Promise<ApplyResult> {
  const { force, only } = options;
  const addressed = await addressedSet(cluster, options, signal);
  const documents: AppliedDocument[] = [];
  for (const one of addressed) {
    if (only !== null && !only.includes(one.document.index)) continue;
    const applied = await runOne(core, cluster, one, force, signal);
    documents.push(applied);
    if (applied.outcome === 'created' && isDefinition(one.document.node)) await untilServed(core, cluster, one, signal);
  }
  return { documents };
}

async function runOne(
  core: Core,
  cluster: Cluster,
  addressed: Addressed,
  force: boolean,
  signal: AbortSignal,
): Promise<AppliedDocument> {
  const { about, problem } = addressed;
  if (problem !== null) {
    const { verdict: outcome, ...why } = refused(problem);
    return { ...about, outcome, ...why };
  }
  const ref = { kind: about.kindId, namespace: about.namespace, name: about.name };
  let said: AppliedDocument | null = null;
  try {
    return await audited(core, cluster, { verb: force ? 'apply (force)' : 'apply', ref, dryRun: false }, async () => {
      const live = await liveOf(cluster, addressed, signal);
      const response = await applyOne(cluster, addressed, { force, dryRun: false }, signal);
      if (response.status >= 300) {
        const { verdict: outcome, ...why } = refusalOf(response);
        said = { ...about, outcome, ...why };
        throw new PortolanError(outcome === 'conflict' ? 'conflict' : 'invalid', why.message);
      }
      const outcome = outcomeOf(live, response.status, parseJson(response.text));
      return { value: { ...about, outcome, message: '', conflicts: [], causes: [] }, result: outcome };
    });
  } catch (error) {
    if (said !== null) return said;
    signal.throwIfAborted();
    const { code, message } = toErrorInfo(error);
    // Nothing of the set would go any better.
    if (code === 'read-only' || code === 'cluster-closed' || code === 'cancelled') throw error;
    const { verdict: outcome, ...why } = refused(message);
    return { ...about, outcome, ...why };
  }
}

function outcomeOf(live: JsonNode | null, status: number, next: JsonNode): 'created' | 'changed' | 'unchanged' {
  if (status === 201) return 'created';
  return live !== null && sameObject(live, next) ? 'unchanged' : 'changed';
}

/** Objects of a kind that was defined a moment ago are refused until the server serves it. */
async function untilServed(core: Core, cluster: Cluster, definition: Addressed, signal: AbortSignal): Promise<void> {
  const { clock } = core.ports;
  const end = clock.now() + servedMs;
  while (clock.now() < end && !signal.aborted) {
    const live = await liveOf(cluster, definition, signal);
    const conditions = field(field(live ?? undefined, 'status'), 'conditions');
    const items = conditions?.type === 'array' ? conditions.items : [];
    const established = items.some(
      (item) => textOf(item, 'type') === 'Established' && textOf(item, 'status') === 'True',
    );
    if (established) return;
    await new Promise<void>((resolve) => {
      clock.setTimeout(resolve, lookMs);
    });
  }
}
