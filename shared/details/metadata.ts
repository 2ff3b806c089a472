import type { KubeObject } from '../kinds/spec.ts';
import { parseTime } from '../kube/age.ts';
import { groupOf } from '../kube/owners.ts';
import { arr, bool, has, rec, str, strings } from '../kube/read.ts';
import { field, type Item, lines, link, pairs, pairsOf, type Section, section, time, type Value } from './model.ts';

/** kubectl's own copy of what was applied: shown in the YAML, not as an annotation of a thousand lines. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** Links to the owners, the controller first. */
function ownersOf(object: KubeObject): readonly Value[] {
  const owners = arr(object.metadata.ownerReferences).map(rec);
  const ordered = [...owners].sort((a, b) => Number(bool(b.controller)) - Number(bool(a.controller)));
  return ordered.map((owner) => [
    { type: 'text', text: `${str(owner.kind)} `, muted: true },
    ...link(str(owner.kind), str(object.metadata.namespace), str(owner.name), groupOf(str(owner.apiVersion))),
  ]);
}

/** Labels, annotations, owners, finalizers, times: what every object has. */
export function metadataSection(object: KubeObject): readonly Section[] {
  const { metadata } = object;
  const annotations = pairsOf(rec(metadata.annotations)).filter(({ key }) => key !== LAST_APPLIED);
  const owners = ownersOf(object);
  const items: readonly Item[] = [
    ...pairs('Labels', rec(metadata.labels)),
    ...(annotations.length === 0 ? [] : [{ type: 'texts', label: 'Annotations', pairs: annotations } as const]),
    ...(owners.length === 1 ? field('Controlled by', owners[0]) : lines('Owners', owners)),
    ...field('Created', time(parseTime(metadata.creationTimestamp))),
    ...(has(metadata.deletionTimestamp) ? field('Deletion asked', time(parseTime(metadata.deletionTimestamp))) : []),
    ...lines(
      'Finalizers',
      strings(metadata.finalizers).map((name) => [{ type: 'text', text: name, mono: true }]),
    ),
    ...field('UID', [{ type: 'text', text: str(metadata.uid), mono: true }]),
    ...field('Resource version', str(metadata.resourceVersion)),
    ...field('Generation', metadata.generation),
  ];
  return section('metadata', 'Metadata', items);
}
