import type { ObjectDiff } from '../../../../shared/contract/compare.ts';
import type { HandlerInput } from '../../../../shared/contract/index.ts';
import { PortolanError } from '../../../../shared/errors.ts';
import { noisePaths } from '../../../../shared/kube/noise.ts';
import type { Core } from '../../host/core.ts';
import type { HandlersOf } from '../../host/dispatch.ts';
import { fetchRaw, type Ref, readAnswer, targetOf } from '../objects/fetch.ts';
import { type JsonNode, parseJson, textOf } from '../objects/lossless.ts';
import { putText } from '../objects/update.ts';
import { limitedTo, sorted, without } from './fold.ts';
import { textPair, withoutManagedFields } from './pair.ts';

type Names = 'objects.diff' | 'objects.preview' | 'secrets.yaml';

export function compareHandlers(core: Core): HandlersOf<Names> {
  return {
    'objects.diff': (input, from) => diffObjects(core, input, core.signal(from)),
    'objects.preview': async ({ clusterId, text, ...ref }, from) => {
      const cluster = core.cluster(clusterId);
      const signal = core.signal(from);
      const { response, words } = await putText(cluster, { ref, text, dryRun: true }, signal);
      const live = await fetchRaw(cluster, ref, signal);
      return textPair(withoutManagedFields(live.node), withoutManagedFields(readAnswer(response, words)));
    },
    'secrets.yaml': async ({ clusterId, namespace, name }, from) => {
      const cluster = core.cluster(clusterId);
      core.log.info(`Secret values shown for editing: ${namespace}/${name}.`, { clusterId });
      const ref = { kind: 'secrets', namespace, name };
      const { node, response, kind } = await fetchRaw(cluster, ref, core.signal(from));
      const { toYaml } = await import('../objects/yaml.ts');
      return {
        json: response.text,
        kind: kind.id,
        namespace,
        name,
        uid: textOf(node, 'metadata', 'uid'),
        resourceVersion: textOf(node, 'metadata', 'resourceVersion'),
        masked: false,
        yaml: toYaml(withoutManagedFields(node)),
      };
    },
  };
}

async function diffObjects(core: Core, input: HandlerInput<'objects.diff'>, signal: AbortSignal): Promise<ObjectDiff> {
  const { clusterId, kind, namespace, name, noise } = input;
  const ref: Ref = { kind, namespace, name };
  const other = input.with;
  const cluster = core.cluster(clusterId);
  if (other.type === 'last-applied') {
    const { node } = await fetchRaw(cluster, ref, signal);
    const applied = lastApplied(node, (await targetOf(cluster, ref, signal)).words);
    return compared(node, applied, { noise, shape: applied });
  }
  const [left, right] = await Promise.all([
    fetchRaw(cluster, ref, signal),
    fetchRaw(core.cluster(other.clusterId), other, signal),
  ]);
  return compared(left.node, right.node, { noise, shape: null });
}

interface Folding {
  readonly noise: boolean;
  /** Of the left side only what this names, unless noise is shown. */
  readonly shape: JsonNode | null;
}

async function compared(left: JsonNode, right: JsonNode, { noise, shape }: Folding): Promise<ObjectDiff> {
  if (noise) return { ...(await textPair(sorted(left), sorted(right))), folded: 0 };
  const cut = (node: JsonNode) => without(node, noisePaths(textOf(node, 'kind')));
  const a = cut(left);
  const b = cut(right);
  const limited = shape === null ? { node: a.node, count: 0 } : limitedTo(a.node, b.node);
  const pair = await textPair(sorted(limited.node), sorted(b.node));
  return { ...pair, folded: a.count + b.count + limited.count };
}

const annotation = 'kubectl.kubernetes.io/last-applied-configuration';

function lastApplied(node: JsonNode, words: string): JsonNode {
  const text = textOf(node, 'metadata', 'annotations', annotation);
  if (text === '') {
    const why = `it has no annotation ${annotation}, which kubectl apply leaves`;
    throw new PortolanError('not-found', `${words} has no last-applied configuration: ${why}.`);
  }
  try {
    return parseJson(text);
  } catch {
    throw new PortolanError('invalid', `The last-applied configuration of ${words} is no JSON.`);
  }
}
