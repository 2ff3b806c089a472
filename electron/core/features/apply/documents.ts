import type { ApplyDocument } from '../../../../shared/contract/apply.ts';
import type { KindInfo } from '../../../../shared/contract/catalog.ts';
import { PortolanError } from '../../../../shared/errors.ts';
import { serverMetadata } from '../../../../shared/kube/noise.ts';
import { field, type JsonNode, mapField, textOf } from '../objects/lossless.ts';
import { readDocuments } from '../objects/read-text.ts';

/** More would be somebody's mistake; a plan asks the server twice for each. */
const mostDocuments = 1_000;

export interface SetDocument {
  readonly index: number;
  readonly line: number;
  /** What is sent: without what only a server can give. */
  readonly node: JsonNode;
}

/** The documents of a text, Lists taken apart. Throws `invalid` with the line of what cannot be read. */
export function documentsOf(text: string): readonly SetDocument[] {
  const found: { readonly line: number; readonly node: JsonNode }[] = [];
  for (const { node, line } of readDocuments(text)) {
    if (node.type !== 'object') throw refuse(line, 'it is not an object with fields');
    const items = field(node, 'items');
    if (textOf(node, 'kind').endsWith('List') && items?.type === 'array') {
      for (const item of items.items) found.push({ line, node: item });
    } else {
      found.push({ line, node });
    }
    if (found.length > mostDocuments) {
      throw new PortolanError('invalid', `The text holds more than ${mostDocuments} objects; apply it in parts.`);
    }
  }
  if (found.length === 0) throw new PortolanError('invalid', 'The text holds no object.');
  return found.map(({ node, line }, index) => ({ index, line, node: clean(node) }));
}

const refuse = (line: number, why: string): PortolanError =>
  new PortolanError('invalid', `The document at line ${line} cannot be applied: ${why}.`);

/** Server-side apply refuses managedFields, and the other fields name an object that was: a copied text is applied all the same. */
function clean(node: JsonNode): JsonNode {
  return mapField(node, 'metadata', (metadata) =>
    serverMetadata.reduce((left, name) => mapField(left, name, () => null), metadata),
  );
}

/** Namespaces, then definitions, then everything else: what others need comes before them. Otherwise as in the text. */
export function inOrder(documents: readonly SetDocument[]): readonly SetDocument[] {
  return documents.toSorted((a, b) => rank(a.node) - rank(b.node) || a.index - b.index);
}

function rank(node: JsonNode): number {
  const kind = `${textOf(node, 'apiVersion')} ${textOf(node, 'kind')}`;
  if (kind === 'v1 Namespace') return 0;
  return isDefinition(node) ? 1 : 2;
}

export const isDefinition = (node: JsonNode): boolean =>
  textOf(node, 'kind') === 'CustomResourceDefinition' && textOf(node, 'apiVersion').startsWith('apiextensions.k8s.io/');

/** What a set brings along itself: the server cannot know it before. */
export interface Brings {
  readonly namespaces: ReadonlySet<string>;
  /** `group/Kind` → how it is addressed. */
  readonly kinds: ReadonlyMap<string, KindInfo>;
}

export function broughtBy(documents: readonly SetDocument[]): Brings {
  const namespaces = new Set<string>();
  const kinds = new Map<string, KindInfo>();
  for (const { node } of documents) {
    if (rank(node) === 0) namespaces.add(textOf(node, 'metadata', 'name'));
    if (!isDefinition(node)) continue;
    const info = definedKind(node);
    kinds.set(`${info.group}/${info.kind}`, info);
  }
  return { namespaces, kinds };
}

/** The kind that a definition makes, as far as applying needs it. */
function definedKind(definition: JsonNode): KindInfo {
  const spec = field(definition, 'spec');
  return customKind({
    group: textOf(spec, 'group'),
    plural: textOf(spec, 'names', 'plural'),
    kind: textOf(spec, 'names', 'kind'),
    namespaced: textOf(spec, 'scope') === 'Namespaced',
  });
}

/** A kind that the catalogue does not know yet. */
export function customKind(given: Pick<KindInfo, 'group' | 'plural' | 'kind' | 'namespaced'>): KindInfo {
  return {
    ...given,
    id: `${given.plural}.${given.group}`,
    version: '',
    singular: '',
    shortNames: [],
    verbs: [],
    categories: [],
    subresources: [],
    declared: false,
    custom: true,
  };
}

/** Group and version of an apiVersion; the core group is empty. */
export function groupVersion(apiVersion: string): { readonly group: string; readonly version: string } {
  const slash = apiVersion.lastIndexOf('/');
  return slash < 0
    ? { group: '', version: apiVersion }
    : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

export function described(document: SetDocument, kind: KindInfo | null, namespace: string): ApplyDocument {
  const { node, index, line } = document;
  const apiVersion = textOf(node, 'apiVersion');
  return {
    index,
    line,
    apiVersion,
    kind: textOf(node, 'kind'),
    kindId: kind?.id ?? '',
    namespace,
    name: textOf(node, 'metadata', 'name'),
  };
}
