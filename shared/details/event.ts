import type { KubeObject } from '../kinds/spec.ts';
import { eventCount, eventFirstSeen, eventLastSeen, eventSource } from '../kube/event.ts';
import { groupOf } from '../kube/owners.ts';
import { rec, str } from '../kube/read.ts';
import { metadataSection } from './metadata.ts';
import { type Details, field, link, muted, section, state, time } from './model.ts';

/** An event of either group: what happened to what, how often, who said so. */
export function eventDetails(object: KubeObject): Details {
  const about = rec(object.involvedObject ?? object.regarding);
  const namespace = str(about.namespace);
  const path = str(about.fieldPath);
  return {
    sections: [
      ...section('status', 'Event', [
        ...field('Type', state(str(object.type), object.type === 'Warning' ? 'warn' : 'ok')),
        ...field('Reason', str(object.reason)),
        ...field('Message', str(object.message) || str(object.note)),
        ...field('Object', [
          muted(`${str(about.kind)} `),
          ...link(str(about.kind), namespace, str(about.name), groupOf(str(about.apiVersion))),
          ...(path === '' ? [] : [muted(` ${path}`)]),
        ]),
        ...field('First seen', time(eventFirstSeen(object))),
        ...field('Last seen', time(eventLastSeen(object))),
        ...field('Count', eventCount(object)),
        ...field('Source', eventSource(object)),
        ...field('Action', str(object.action)),
      ]),
      ...metadataSection(object),
    ],
    containers: [],
  };
}
