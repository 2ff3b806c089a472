import type { KubeObject } from '../kinds/spec.ts';
import { conditionsSection } from './conditions.ts';
import { metadataSection } from './metadata.ts';
import { type Details, type Item, type Section, section } from './model.ts';

/** What most kinds look like: what they say first, their conditions, parts of their own, metadata. */
export const shown = (
  object: KubeObject,
  items: readonly Item[],
  { title = 'Status', more = [] }: { readonly title?: string; readonly more?: readonly Section[] } = {},
): Details => ({
  sections: [
    ...section('status', title, items),
    ...conditionsSection(object.status),
    ...more,
    ...metadataSection(object),
  ],
  containers: [],
});
