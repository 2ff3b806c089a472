import { containerLists, podSpecPaths } from '../../../../shared/actions/containers.ts';
import type { Deed } from '../../../../shared/contract/actions.ts';
import { PortolanError } from '../../../../shared/errors.ts';
import { fetchRaw, targetOf } from '../objects/fetch.ts';
import { field, type JsonNode, textOf } from '../objects/lossless.ts';
import { onlyThis, patch, patchError, strategicPatch } from '../objects/patch.ts';
import type { Task } from './deeds.ts';

/** `kubectl set image`: container (or init container) → image; a name that no container has is an error. */
export async function setImage(
  { cluster, ref, uid, dryRun }: Task,
  images: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Deed> {
  const { kind, path, words } = await targetOf(cluster, ref, signal);
  const specPath = podSpecPaths[kind.id];
  if (specPath === undefined) throw new PortolanError('unsupported', `${words} has no containers with an image.`);
  const wanted = new Map(Object.entries(images));
  if (wanted.size === 0) throw new PortolanError('invalid', `No container of ${words} was named.`);
  const { node } = await fetchRaw(cluster, ref, signal);
  const spec = specPath.reduce<JsonNode | undefined>(field, node);
  const changed = containerLists.map(
    (list) => [list, namesIn(field(spec, list)).filter((name) => wanted.has(name))] as const,
  );
  const found = new Set(changed.flatMap(([, names]) => names));
  const missing = [...wanted.keys()].find((name) => !found.has(name));
  if (missing !== undefined)
    throw new PortolanError('not-found', `${words} has no container ${JSON.stringify(missing)}.`);
  const entry = (name: string): object => ({ name, image: wanted.get(name) });
  const part = Object.fromEntries(
    changed.filter(([, names]) => names.length > 0).map(([list, names]) => [list, names.map(entry)]),
  );
  const change = { ...onlyThis(uid), ...specPath.reduceRight<object>((inner, key) => ({ [key]: inner }), part) };
  const response = await patch(cluster, path, change, { type: strategicPatch, dryRun }, signal);
  if (response.status >= 300) throw patchError(response, uid, words, `The image of ${words} was not changed`);
  return { said: [...wanted].map(([name, image]) => `${name} → ${image}`).join(', ') };
}

const namesIn = (containers: JsonNode | undefined): readonly string[] =>
  containers?.type === 'array' ? containers.items.map((container) => textOf(container, 'name')) : [];
