/**
 * Changes to a kubeconfig's text that leave everything else as it stands: comments, unknown fields, quoting, spacing. YAML goes
 * through `yaml`'s documents, which keep comments but straighten spacing; so the change is carried over line by line onto
 * the original text, and what results is read again and must mean the same, or the straightened text is used.
 */
import { isDeepStrictEqual } from 'node:util';
import { type Document, isMap, isSeq, parseDocument, Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import { PortolanError } from '../../../shared/errors.ts';
import { isRecord, type Section } from './parse.ts';

/** What a field may become; `null` takes it out. */
export type FieldValue = string | boolean | readonly string[] | null;

export type Edit =
  /** Sets a field below `cluster:`, `user:` or `context:` of an entry. */
  | {
      readonly type: 'set';
      readonly section: Section;
      readonly name: string;
      readonly path: readonly string[];
      readonly value: FieldValue;
    }
  | { readonly type: 'rename'; readonly section: Section; readonly name: string; readonly to: string }
  | { readonly type: 'remove'; readonly section: Section; readonly name: string }
  /** Appends a whole entry (`{name, cluster: {…}}`). */
  | { readonly type: 'add'; readonly section: Section; readonly entry: Readonly<Record<string, unknown>> }
  | { readonly type: 'current'; readonly name: string | null };

const ITEM: Readonly<Record<Section, string>> = { clusters: 'cluster', users: 'user', contexts: 'context' };
const OPTIONS = { schema: 'failsafe', customTags: ['null', 'merge'], merge: true, uniqueKeys: false } as const;

/** Applies the edits in order. Throws `invalid` when the text is no YAML mapping, `not-found` when an entry is not there. */
export function editText(text: string, edits: readonly Edit[]): string {
  return edits.reduce((now, edit) => (isJson(now) ? editJson(now, edit) : editYaml(now, edit)), text);
}

function isJson(text: string): boolean {
  if (!text.trimStart().startsWith('{')) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function missing(section: Section, name: string): PortolanError {
  return new PortolanError('not-found', `There is no entry "${name}" in ${section}.`);
}

// ---- JSON ----

function editJson(text: string, edit: Edit): string {
  const root: unknown = JSON.parse(text);
  if (!isRecord(root)) throw new PortolanError('invalid', 'The file is not a JSON object.');
  changeJson(root, edit);
  const indent = /\n([ \t]+)"/.exec(text)?.[1];
  return JSON.stringify(root, null, indent) + (text.endsWith('\n') ? '\n' : '');
}

function changeJson(root: Record<string, unknown>, edit: Edit): void {
  if (edit.type === 'current') {
    if (edit.name === null) delete root['current-context'];
    else root['current-context'] = edit.name;
    return;
  }
  const list: unknown[] = Array.isArray(root[edit.section]) ? (root[edit.section] as unknown[]) : [];
  root[edit.section] = list;
  if (edit.type === 'add') {
    list.push(edit.entry);
    return;
  }
  const at = list.findIndex((item) => isRecord(item) && String(item.name) === edit.name);
  const item = list[at];
  if (!isRecord(item)) throw missing(edit.section, edit.name);
  if (edit.type === 'remove') list.splice(at, 1);
  else if (edit.type === 'rename') item.name = edit.to;
  else setJson(item, [ITEM[edit.section], ...edit.path], edit.value);
}

function setJson(target: Record<string, unknown>, path: readonly string[], value: FieldValue): void {
  const [key = '', ...rest] = path;
  if (rest.length === 0) {
    if (value === null) delete target[key];
    else target[key] = value;
    return;
  }
  const child = target[key];
  const next: Record<string, unknown> = isRecord(child) ? child : {};
  target[key] = next;
  setJson(next, rest, value);
}

// ---- YAML ----

function editYaml(text: string, edit: Edit): string {
  const document = read(text);
  const straight = print(document, text);
  changeYaml(document, edit);
  const changed = print(document, text);
  const carried = carryOver(text, straight, changed);
  return carried !== null && sameMeaning(carried, changed) ? carried : changed;
}

function read(text: string): Document {
  const document = parseDocument(text, { ...OPTIONS, customTags: [...OPTIONS.customTags] });
  const error = document.errors[0];
  if (error !== undefined)
    throw new PortolanError('invalid', `The file is not valid YAML: ${error.message.split('\n')[0]}`);
  if (document.contents === null) document.contents = document.createNode({}) as never;
  if (!isMap(document.contents))
    throw new PortolanError('invalid', 'The file is not a kubeconfig: its top level is not a mapping.');
  return document;
}

/** Long certificates are never folded; lists stand under their key as the file has them (kubectl does not indent them). */
function print(document: Document, original: string): string {
  const indentSeq = !/^(clusters|users|contexts):[^\n]*\n(#[^\n]*\n|\s*\n)*- /m.test(original);
  return document.toString({ lineWidth: 0, indentSeq, flowCollectionPadding: !/\{\S/.test(original) });
}

/**
 * The change from `straight` to `changed`, made to `original`: lines before and after the changed ones are the original's.
 * `null` when the two do not stand line against line.
 */
function carryOver(original: string, straight: string, changed: string): string | null {
  const [from, before, after] = [original.split('\n'), straight.split('\n'), changed.split('\n')];
  if (from.length !== before.length) return null;
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  const most = Math.min(before.length, after.length) - head;
  while (tail < most && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  return [...from.slice(0, head), ...after.slice(head, after.length - tail), ...from.slice(from.length - tail)].join(
    '\n',
  );
}

function sameMeaning(a: string, b: string): boolean {
  const value = (text: string): unknown => {
    const document = parseDocument(text, { ...OPTIONS, customTags: [...OPTIONS.customTags] });
    return document.errors.length > 0 ? Symbol('broken') : document.toJS({ maxAliasCount: 100 });
  };
  return isDeepStrictEqual(value(a), value(b));
}

function changeYaml(document: Document, edit: Edit): void {
  if (edit.type === 'current') {
    if (edit.name === null) document.delete('current-context');
    else document.set('current-context', scalar(edit.name));
    return;
  }
  const list = listOf(document, edit.section);
  if (edit.type === 'add') {
    list.flow = list.items.length > 0 && list.flow === true;
    list.add(node(document, edit.entry));
    return;
  }
  const at = list.items.findIndex((item) => isMap(item) && String(item.get('name')) === edit.name);
  const item = list.items[at];
  if (!isMap(item)) throw missing(edit.section, edit.name);
  if (edit.type === 'remove') list.delete(at);
  else if (edit.type === 'rename') replace(item, 'name', edit.to);
  else setYaml(document, item, [ITEM[edit.section], ...edit.path], edit.value);
}

function listOf(document: Document, section: Section): YAMLSeq {
  const list: unknown = document.get(section);
  if (isSeq(list)) return list;
  const fresh = document.createNode([]);
  document.set(section, fresh);
  return fresh;
}

function setYaml(document: Document, target: YAMLMap, path: readonly string[], value: FieldValue): void {
  const [key = '', ...rest] = path;
  if (rest.length > 0) {
    const child: unknown = target.get(key);
    if (isMap(child)) setYaml(document, child, rest, value);
    else if (value !== null) {
      const fresh: YAMLMap = document.createNode({}) as YAMLMap;
      target.set(key, fresh);
      setYaml(document, fresh, rest, value);
    }
    return;
  }
  if (value === null) target.delete(key);
  else if (typeof value === 'string' || typeof value === 'boolean') replace(target, key, value);
  else target.set(key, node(document, value));
}

/** Keeps the comment that stands at the old value. */
function replace(target: YAMLMap, key: string, value: string | boolean): void {
  const old: unknown = target.get(key, true);
  const fresh = scalar(value);
  if (old instanceof Scalar) {
    fresh.comment = old.comment ?? null;
    fresh.commentBefore = old.commentBefore ?? null;
  }
  target.set(key, fresh);
}

const PLAIN = /^[A-Za-z_/][\w./@+=-]*(:[\w./@+=-]+)*$/;
const MEANS_SOMETHING = /^(true|false|yes|no|on|off|y|n|null|nan|inf)$/i;

/** Text that any YAML reader takes as text: quoted unless it can be nothing else. */
function scalar(value: string | boolean): Scalar {
  const fresh = new Scalar(typeof value === 'boolean' ? String(value) : value);
  if (typeof value === 'string')
    fresh.type = PLAIN.test(value) && !MEANS_SOMETHING.test(value) ? 'PLAIN' : 'QUOTE_DOUBLE';
  return fresh;
}

function node(document: Document, value: unknown): unknown {
  if (typeof value === 'string' || typeof value === 'boolean') return scalar(value);
  // The document knows text only; unquoted, a number is one to every other reader.
  if (typeof value === 'number') return new Scalar(String(value));
  if (Array.isArray(value)) {
    const list = document.createNode([]) as YAMLSeq;
    for (const one of value) list.add(node(document, one));
    return list;
  }
  if (!isRecord(value)) return document.createNode(value);
  const map = document.createNode({}) as YAMLMap;
  for (const [key, field] of Object.entries(value)) if (field !== undefined) map.set(key, node(document, field));
  return map;
}
