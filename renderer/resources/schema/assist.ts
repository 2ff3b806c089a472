import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';
import type { EditorState, Extension, Text } from '@codemirror/state';
import { type EditorView, hoverTooltip, type Tooltip } from '@codemirror/view';
import type { KindInfo } from '../../../shared/contract/catalog.ts';
import type { KindSchema, SchemaNode } from '../../../shared/contract/schema.ts';
import { documentKind, keyPathAt, type Lines, type Place, placeAt } from './place.ts';
import { nodeAt, resolved, typeWords } from './walk.ts';

/** What completion and hover ask of the page; a schema that is not there yet is fetched meanwhile. */
export interface AssistSource {
  schema(apiVersion: string, kind: string): Promise<KindSchema | null>;
  kinds(): readonly KindInfo[];
}

const linesOf = (doc: Text): Lines => ({ count: doc.lines, line: (index) => doc.line(index + 1).text });

/** Completion and documentation from the server's own schema. */
export function schemaAssist(source: AssistSource): Extension {
  return [
    autocompletion({ override: [(context) => complete(source, context)], activateOnTyping: true, icons: false }),
    hoverTooltip((view, at) => hover(source, view, at), { hoverTime: 350 }),
  ];
}

async function complete(source: AssistSource, context: CompletionContext): Promise<CompletionResult | null> {
  const { state, pos } = context;
  if (state.readOnly) return null;
  const line = state.doc.lineAt(pos);
  const place = placeAt(linesOf(state.doc), line.number - 1, pos - line.from);
  if (place === null || (place.typed === '' && place.at === 'key' && !context.explicit)) return null;
  const from = pos - place.typed.length;
  const about = documentKind(linesOf(state.doc), line.number - 1);
  const identity = identityValues(source, place, about.apiVersion);
  if (identity !== null) return { from, options: [...identity], validFor: /^[\w./-]*$/ };
  const schema = await source.schema(about.apiVersion, about.kind);
  const options = schema === null ? rootKeys(place) : optionsOf(schema, place);
  return options.length === 0 ? null : { from, options: [...options], validFor: /^[\w./-]*$/ };
}

/** apiVersion and kind come from what the cluster serves. */
function identityValues(source: AssistSource, place: Place, apiVersion: string): readonly Completion[] | null {
  if (place.at !== 'value' || place.parent.length > 0) return null;
  const versionOf = ({ group, version }: KindInfo): string => (group === '' ? version : `${group}/${version}`);
  const kinds = source.kinds().filter(({ verbs }) => verbs.length === 0 || verbs.includes('create'));
  if (place.key === 'kind') {
    return kinds
      .filter((kind) => apiVersion === '' || versionOf(kind) === apiVersion)
      .map((kind) => ({ label: kind.kind, detail: versionOf(kind) }));
  }
  if (place.key === 'apiVersion') return [...new Set(kinds.map(versionOf))].map((label) => ({ label }));
  return null;
}

/** Before the kind is known: what every object begins with. */
function rootKeys(place: Place): readonly Completion[] {
  if (place.at !== 'key' || place.parent.length > 0) return [];
  return ['apiVersion', 'kind', 'metadata']
    .filter((key) => !place.siblings.includes(key))
    .map((key) => ({ label: key, apply: key === 'metadata' ? 'metadata:\n  name: ' : `${key}: ` }));
}

function optionsOf(schema: KindSchema, place: Place): readonly Completion[] {
  const parent = nodeAt(schema, place.parent);
  if (parent === null) return [];
  if (place.at === 'value') {
    const node = nodeAt(schema, [...place.parent, place.key ?? '']);
    return node === null ? [] : valuesOf(schema, node);
  }
  const { properties = {}, required = [] } = parent;
  const keys = Object.entries(properties).filter(([key]) => !place.siblings.includes(key));
  const fields = keys.map(([key, node]) => keyOption(schema, key, node, required.includes(key), place.column));
  return fields.length > 0 ? fields : valuesOf(schema, parent);
}

function keyOption(schema: KindSchema, key: string, given: SchemaNode, needed: boolean, column: number): Completion {
  const node = resolved(schema, given);
  const words = typeWords(schema, node);
  return {
    label: key,
    detail: needed ? `${words}, required` : words,
    boost: needed ? 10 : key === 'status' ? -10 : 0,
    apply: `${key}:${opening(node, column)}`,
    ...(node.description === undefined ? {} : { info: node.description }),
  };
}

/** What follows a key's colon: the next line's indentation, a dash, or a blank. */
function opening(node: SchemaNode, column: number): string {
  const pad = ' '.repeat(column);
  if (node.type === 'array') return `\n${pad}- `;
  return node.properties !== undefined || node.values !== undefined ? `\n${pad}  ` : ' ';
}

function valuesOf(schema: KindSchema, node: SchemaNode): readonly Completion[] {
  if (node.enum !== undefined) {
    return node.enum.map((label) => ({ label, ...(label === node.default ? { detail: 'default' } : {}) }));
  }
  return typeWords(schema, node) === 'boolean' ? [{ label: 'true' }, { label: 'false' }] : [];
}

async function hover(source: AssistSource, view: EditorView, at: number): Promise<Tooltip | null> {
  const { state } = view;
  const line = state.doc.lineAt(at);
  const word = wordAt(state, at);
  const lines = linesOf(state.doc);
  const path = keyPathAt(lines, line.number - 1);
  if (
    path === null ||
    word === null ||
    !line.text
      .slice(word.to - line.from)
      .trimStart()
      .startsWith(':')
  )
    return null;
  const about = documentKind(lines, line.number - 1);
  const schema = await source.schema(about.apiVersion, about.kind);
  const node = schema === null ? null : nodeAt(schema, path);
  if (schema === null || node === null) return null;
  const required = nodeAt(schema, path.slice(0, -1))?.required?.includes(path.at(-1) ?? '') ?? false;
  return {
    pos: word.from,
    end: word.to,
    above: true,
    create: () => ({ dom: documentation(schema, node, path, required) }),
  };
}

function wordAt(state: EditorState, at: number): { readonly from: number; readonly to: number } | null {
  const line = state.doc.lineAt(at);
  const [before = ''] = /[\w./-]*$/.exec(line.text.slice(0, at - line.from)) ?? [];
  const [after = ''] = /^[\w./-]*/.exec(line.text.slice(at - line.from)) ?? [];
  return before + after === '' ? null : { from: at - before.length, to: at + after.length };
}

function documentation(schema: KindSchema, node: SchemaNode, path: readonly string[], required: boolean): HTMLElement {
  const dom = document.createElement('div');
  const title = document.createElement('strong');
  title.textContent = path.at(-1) ?? '';
  const facts = [typeWords(schema, node), ...(required ? ['required'] : [])];
  if (node.default !== undefined) facts.push(`default ${JSON.stringify(node.default)}`);
  if (node.enum !== undefined) facts.push(`one of ${node.enum.join(', ')}`);
  const about = node.description === undefined ? '' : `\n${node.description}`;
  // Text only: descriptions come from whoever wrote the definition.
  dom.append(title, `  ${facts.join(' · ')}${about}`);
  return dom;
}
