/**
 * One kubeconfig's text as plain data. `@kubernetes/client-node` could parse it too, but drops entries it does not understand
 * without a word, forgets file and line, and turns everything into classes; here each wrong entry keeps its name and reason.
 *
 * Every scalar stays the text the user wrote (`token: 0123` is not a number), as kubectl's decoder does for string fields
 * (`sigs.k8s.io/yaml` converts scalars to the target's type). Aliases are limited by `yaml` (an alias bomb is refused).
 */
import { LineCounter, parseDocument, type YAMLError } from 'yaml';
import { parsePlainYaml } from './plain-yaml.ts';

export interface Entry {
  readonly name: string;
  /** The mapping below `cluster:`, `user:` or `context:`; empty when missing. */
  readonly value: Readonly<Record<string, unknown>>;
  /** Why this entry cannot be used, as the rest of a sentence; absent for a good one. */
  readonly problem?: string;
}

export interface ParsedKubeconfig {
  readonly clusters: ReadonlyMap<string, Entry>;
  readonly users: ReadonlyMap<string, Entry>;
  readonly contexts: ReadonlyMap<string, Entry>;
  readonly currentContext: string | null;
  /** Which of the three lists the file has at all: a cut file lacks some. */
  readonly sections: ReadonlySet<Section>;
  /** Wrong parts without a name (`entry 3 of users has no name`). */
  readonly notes: readonly string[];
}

export type Section = 'clusters' | 'users' | 'contexts';
const ITEM_KEY: Readonly<Record<Section, string>> = { clusters: 'cluster', users: 'user', contexts: 'context' };
const SECTIONS: readonly Section[] = ['clusters', 'users', 'contexts'];
const LOOKS_LIKE_ONE = /(?:^|[\s{,"'])(?:clusters|contexts|users|current-context)["']?\s*:/;

export type ParseResult =
  | { readonly type: 'ok'; readonly config: ParsedKubeconfig }
  /** `reason` is the rest of a sentence that begins with the file's name. */
  | { readonly type: 'bad'; readonly reason: string };

export function parseKubeconfig(text: string): ParseResult {
  if (text.trim() === '') return { type: 'bad', reason: 'is empty' };
  if (!LOOKS_LIKE_ONE.test(text))
    return { type: 'bad', reason: 'is not a kubeconfig: it has no clusters, users or contexts' };
  const value = toPlain(text);
  if (value.type === 'bad') return value;
  const root = value.root;
  if (!isRecord(root)) return { type: 'bad', reason: 'is not a kubeconfig: its top level is not a mapping' };
  if (root.kind !== undefined && root.kind !== null && root.kind !== '' && root.kind !== 'Config')
    return { type: 'bad', reason: `is not a kubeconfig: its kind is "${String(root.kind)}"` };
  if (typeof root.apiVersion === 'string' && root.apiVersion !== '' && root.apiVersion !== 'v1')
    return { type: 'bad', reason: `is a kubeconfig of a version nobody knows ("${root.apiVersion}")` };

  const notes: string[] = [];
  const lists = new Map(SECTIONS.map((section) => [section, entriesOf(root[section], section, notes)]));
  const current = root['current-context'];
  return {
    type: 'ok',
    config: {
      clusters: lists.get('clusters') ?? new Map(),
      users: lists.get('users') ?? new Map(),
      contexts: lists.get('contexts') ?? new Map(),
      currentContext: typeof current === 'string' && current !== '' ? current : null,
      sections: new Set(SECTIONS.filter((section) => Object.hasOwn(root, section))),
      notes,
    },
  };
}

/** Failsafe scalars plus null and merge keys; duplicate keys are the last one's, as kubectl's decoder has it. */
const YAML_OPTIONS = { schema: 'failsafe', customTags: ['null', 'merge'], merge: true, uniqueKeys: false } as const;

function toPlain(text: string): { type: 'ok'; root: unknown } | { type: 'bad'; reason: string } {
  if (text.trimStart().startsWith('{')) {
    const json = fromJson(text);
    if (json !== undefined) return { type: 'ok', root: json };
  }
  const plain = parsePlainYaml(text);
  if (plain !== undefined) return { type: 'ok', root: plain };
  const lines = new LineCounter();
  const document = parseDocument(text, {
    ...YAML_OPTIONS,
    customTags: [...YAML_OPTIONS.customTags],
    lineCounter: lines,
    prettyErrors: false,
  });
  const error = document.errors[0];
  if (error !== undefined) return { type: 'bad', reason: describeYamlError(error, lines) };
  try {
    return { type: 'ok', root: document.toJS({ maxAliasCount: 100 }) };
  } catch (failure) {
    return { type: 'bad', reason: `was refused: ${failure instanceof Error ? failure.message : String(failure)}` };
  }
}

/** The fast way for JSON kubeconfigs; scalars become text as in YAML. `undefined`: not JSON, let YAML say what is wrong. */
function fromJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text, (_key, value: unknown) =>
      typeof value === 'number' || typeof value === 'boolean' ? String(value) : value,
    );
    return value;
  } catch {
    return undefined;
  }
}

function describeYamlError(error: YAMLError, lines: LineCounter): string {
  if (error.code === 'MULTIPLE_DOCS') return 'holds several YAML documents; a kubeconfig is one';
  const { line, col } = lines.linePos(error.pos[0]);
  return `is not valid YAML at line ${line}, column ${col}: ${error.message.split('\n')[0] ?? error.code}`;
}

function entriesOf(list: unknown, section: Section, notes: string[]): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>();
  if (list === undefined || list === null || list === '') return entries;
  if (!Array.isArray(list)) {
    notes.push(`has ${section} that are not a list`);
    return entries;
  }
  list.forEach((item: unknown, index) => {
    const name = isRecord(item) ? item.name : undefined;
    if (typeof name !== 'string' || name === '') {
      notes.push(`has no name on entry ${index + 1} of ${section}`);
      return;
    }
    if (entries.has(name)) {
      // kubectl refuses the whole file; which of the two is meant nobody can know, so neither is used.
      entries.set(name, { name, value: {}, problem: 'is defined twice; rename or remove one of them' });
      return;
    }
    const value = isRecord(item) ? item[ITEM_KEY[section]] : undefined;
    if (isRecord(value)) entries.set(name, { name, value });
    else if (value === undefined || value === null || value === '') entries.set(name, { name, value: {} });
    else entries.set(name, { name, value: {}, problem: `has a "${ITEM_KEY[section]}" that is not a mapping` });
  });
  return entries;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A text field; `''` and null count as absent, as Go's zero value does. */
export function textField(value: Readonly<Record<string, unknown>>, key: string): string | undefined {
  const field = Object.hasOwn(value, key) ? value[key] : undefined;
  return typeof field === 'string' && field !== '' ? field : undefined;
}

/** A boolean field in YAML 1.1's words, as kubectl's decoder takes them. */
export function boolField(value: Readonly<Record<string, unknown>>, key: string): boolean {
  const field = textField(value, key);
  return field !== undefined && /^(true|yes|on|y)$/i.test(field);
}

/**
 * The exec plugin's own configuration of a cluster (extension `client.authentication.k8s.io/exec`), with its types kept.
 * A second reading of the text, because numbers and booleans inside must stay what they are. `undefined` when there is none.
 */
export function execExtension(text: string, clusterName: string): unknown {
  if (!text.includes('client.authentication.k8s.io/exec')) return undefined;
  const root: unknown = parseDocument(text, { merge: true, uniqueKeys: false }).toJS({ maxAliasCount: 100 });
  if (!isRecord(root) || !Array.isArray(root.clusters)) return undefined;
  const clusters: readonly unknown[] = root.clusters;
  for (const item of clusters) {
    if (!isRecord(item) || String(item.name) !== clusterName || !isRecord(item.cluster)) continue;
    const extensions: readonly unknown[] = Array.isArray(item.cluster.extensions) ? item.cluster.extensions : [];
    for (const one of extensions)
      if (isRecord(one) && one.name === 'client.authentication.k8s.io/exec') return one.extension;
  }
  return undefined;
}
