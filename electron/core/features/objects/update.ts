import type { KindInfo } from '../../../../shared/contract/catalog.ts';
import type { ObjectText } from '../../../../shared/contract/objects.ts';
import { PortolanError } from '../../../../shared/errors.ts';
import type { EngineResponse } from '../../../engine/protocol.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { isSecret, type Ref, readAnswer, shownObject, type Target, targetOf } from './fetch.ts';
import { type JsonNode, textOf, toJson } from './lossless.ts';
import { maskText } from './mask.ts';
import { httpError } from './status.ts';

export interface Update {
  readonly ref: Ref;
  readonly text: string;
  readonly dryRun: boolean;
}

/** Replaces an object by a text; what the text must hold: `shared/contract/objects.ts`. */
export async function updateObject(cluster: Cluster, update: Update, signal: AbortSignal): Promise<ObjectText> {
  const { response, kind, words } = await putText(cluster, update, signal);
  return shownObject(kind, readAnswer(response, words), response.text).text;
}

export interface PutAnswer {
  readonly response: EngineResponse;
  readonly kind: KindInfo;
  readonly words: string;
}

/** The request itself, with the checks before it; the answer is not masked. */
export async function putText(cluster: Cluster, update: Update, signal: AbortSignal): Promise<PutAnswer> {
  const { ref, dryRun } = update;
  // Loaded with the first text that is written: nothing else needs a YAML reader.
  const { readText } = await import('./read-text.ts');
  const node = readText(update.text);
  const target = await targetOf(cluster, ref, signal);
  checkLocked(node, ref, target);
  if (isSecret(target.kind, node)) checkUnmasked(node, target.words);
  // Strict: a field that the kind does not have is refused with its name, where the server would drop it without a word.
  const query = `fieldManager=portolan&fieldValidation=Strict${dryRun ? '&dryRun=All' : ''}`;
  const response = await cluster.request(
    {
      method: 'PUT',
      path: `${target.path}?${query}`,
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: toJson(node),
    },
    signal,
  );
  if (response.status >= 300) throw httpError(response, `${target.words} was not changed`);
  return { response, kind: target.kind, words: target.words };
}

/** What says which object it is cannot be changed, and the text must say which version of it was edited. */
function checkLocked(node: JsonNode, ref: Ref, { kind, words }: Target): void {
  const apiVersion = kind.group === '' ? kind.version : `${kind.group}/${kind.version}`;
  const locked = [
    ['apiVersion', textOf(node, 'apiVersion'), apiVersion],
    ['kind', textOf(node, 'kind'), kind.kind],
    ['metadata.name', textOf(node, 'metadata', 'name'), ref.name],
    ['metadata.namespace', textOf(node, 'metadata', 'namespace'), kind.namespaced ? ref.namespace : ''],
  ] as const;
  for (const [field, found, wanted] of locked) {
    if (found === wanted) continue;
    const says = found === '' ? 'is missing' : `is ${JSON.stringify(found)}`;
    const must = wanted === '' ? 'must not be there' : `must stay ${JSON.stringify(wanted)}`;
    throw new PortolanError('invalid', `${words} was not changed: ${field} ${says}, it ${must}.`);
  }
  if (textOf(node, 'metadata', 'resourceVersion') !== '') return;
  throw new PortolanError(
    'invalid',
    `${words} was not changed: metadata.resourceVersion is missing; without it a colleague's change could be overwritten.`,
  );
}

function checkUnmasked(node: JsonNode, words: string): void {
  const path = findMask(node, '');
  if (path === null) return;
  const why = `${path} still holds the mask ${maskText}, which would replace the value; reveal the value first`;
  throw new PortolanError('invalid', `${words} was not changed: ${why}.`);
}

/** Path of the first text, or key, that holds the mask. */
function findMask(node: JsonNode, path: string): string | null {
  if (node.type === 'string') return node.value.includes(maskText) ? path : null;
  if (node.type === 'object') {
    for (const { key, value } of node.entries) {
      const here = path === '' ? key : `${path}.${key}`;
      const found = key.includes(maskText) ? here : findMask(value, here);
      if (found !== null) return found;
    }
  }
  if (node.type === 'array') {
    for (const [index, item] of node.items.entries()) {
      const found = findMask(item, `${path}[${index}]`);
      if (found !== null) return found;
    }
  }
  return null;
}
