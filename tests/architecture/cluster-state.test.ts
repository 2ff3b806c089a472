import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'vite';
import { describe, expect, it } from 'vitest';

/*
 * `CLUSTERS.md` §13: state of clusters lives in maps keyed by `clusterId`, owned by `Cluster` or by that cluster's store; storage keys go
 * through the one helper. What a module keeps for itself is shared by all clusters, so this finds it: collections and variables at the
 * top of a module or in static fields that can change, and every way past the one door to localStorage.
 */
const root = fileURLToPath(new URL('../..', import.meta.url));
const rooms = ['electron/core', 'electron/engine', 'electron/transport', 'renderer', 'shared'];

/** What a module may keep for itself, and why that is no data of a cluster. `file name` → reason. */
const kept: Readonly<Record<string, string>> = {
  'electron/engine/main.ts engine': 'the one engine of this thread, which belongs to one cluster',
};

/** Who may touch the browser's storage, and why. */
const storageDoors: Readonly<Record<string, string>> = {
  'renderer/main.tsx': 'the look of the page before anything is drawn: no cluster has a look',
  'renderer/shell/use-look.ts': 'the look of the page: theme and density, of no cluster',
  'renderer/data/data.ts': 'hands localStorage to ViewStorage, the one door',
  'renderer/data/web-token.ts': 'the token of this launch, in sessionStorage',
};

/** Keys of ViewStorage that are the window's own, not a cluster's: `file name`. */
const windowKeys: ReadonlySet<string> = new Set([
  'renderer/data/sync.ts activeTab',
  'renderer/shell/palette/use-uses.ts windowUses',
]);

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
const nodesOf = (value: unknown): readonly Node[] =>
  Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : [];

function* walk(node: Node): Generator<Node> {
  yield node;
  for (const value of Object.values(node)) for (const child of nodesOf(value)) yield* walk(child);
}

function programOf(file: string, text: string): Node {
  const { program, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`);
  // The parser's tree, in ESTree form.
  return program as unknown as Node;
}

const mutators: ReadonlySet<string> = new Set([
  'set',
  'add',
  'delete',
  'clear',
  'push',
  'unshift',
  'splice',
  'pop',
  'shift',
]);
const makers: ReadonlySet<string> = new Set(['Map', 'Set', 'WeakMap', 'WeakSet', 'Array']);
const nameOf = (node: unknown): string => (isNode(node) && typeof node.name === 'string' ? node.name : '');

/** A collection that can hold something later. */
function isCollection(init: unknown): boolean {
  if (!isNode(init)) return false;
  if (init.type === 'NewExpression') return makers.has(nameOf(init.callee));
  return init.type === 'ArrayExpression' || init.type === 'ObjectExpression';
}

interface Kept {
  readonly name: string;
  readonly node: Node;
  readonly reassigned: boolean;
}

/** Collections and variables that live as long as their module. */
function* moduleState(program: Node): Generator<Kept> {
  for (const statement of nodesOf(program.body)) {
    const declared = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (!isNode(declared)) continue;
    if (declared.type === 'VariableDeclaration') {
      for (const one of nodesOf(declared.declarations)) {
        const reassigned = declared.kind !== 'const';
        if (reassigned || isCollection(one.init)) yield { name: nameOf(one.id), node: one, reassigned };
      }
    }
  }
  for (const node of walk(program)) {
    if (node.type !== 'PropertyDefinition' || node.static !== true) continue;
    if (node.readonly !== true || isCollection(node.value))
      yield { name: nameOf(node.key), node, reassigned: node.readonly !== true };
  }
}

/** The first arguments of the calls that put something into it; `null` stands for a change that has no key. */
function changesOf(program: Node, name: string, text: string): readonly (string | null)[] {
  const changes: (string | null)[] = [];
  for (const node of walk(program)) {
    if (
      node.type === 'AssignmentExpression' &&
      isNode(node.left) &&
      node.left.type === 'MemberExpression' &&
      nameOf(node.left.object) === name
    )
      changes.push(isNode(node.left.property) ? text.slice(node.left.property.start, node.left.property.end) : null);
    if (node.type !== 'CallExpression' || !isNode(node.callee) || node.callee.type !== 'MemberExpression') continue;
    if (nameOf(node.callee.object) !== name || !mutators.has(nameOf(node.callee.property))) continue;
    const [key] = nodesOf(node.arguments);
    changes.push(key === undefined ? null : text.slice(key.start, key.end));
  }
  return changes;
}

const keyed = (key: string | null): boolean => key !== null && /\bclusterId\b|\b(scope|fleet|storage)Key\(/.test(key);

/** What a module keeps that is shared by all clusters. */
function sharedState(file: string, text: string): readonly string[] {
  const program = programOf(file, text);
  const found: string[] = [];
  for (const { name, reassigned } of moduleState(program)) {
    if (Object.hasOwn(kept, `${file} ${name}`)) continue;
    const changes = changesOf(program, name, text);
    const wrong = reassigned || changes.some((key) => !keyed(key));
    if (wrong) found.push(`${file}: "${name}" lives as long as its module and is not keyed by clusterId`);
  }
  return found;
}

/** Ways to the browser's storage past the one door, and entries of the door that name no cluster. */
function looseStorage(file: string, text: string): readonly string[] {
  const program = programOf(file, text);
  const found: string[] = [];
  for (const node of walk(program)) {
    const word = nameOf(node);
    if (/^(localStorage|sessionStorage|indexedDB)$/.test(word) && !Object.hasOwn(storageDoors, file))
      found.push(`${file}: uses ${word} itself; only ViewStorage does, with storageKey(name, clusterId)`);
    if (node.type !== 'CallExpression' || !isNode(node.callee) || node.callee.type !== 'MemberExpression') continue;
    const owner = text.slice(node.callee.start, node.callee.end);
    if (!/\bstorage\??\.(read|write)$/.test(owner)) continue;
    const [name, cluster] = nodesOf(node.arguments).map((argument) => text.slice(argument.start, argument.end));
    if (windowKeys.has(`${file} ${name?.slice(1, -1)}`)) continue;
    if (!/\bclusterId\b/.test(cluster ?? ''))
      found.push(`${file}: keeps ${name} under ${cluster}, not under a clusterId`);
  }
  return found;
}

function* sources(folder: string): Generator<string> {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true, recursive: true })) {
    const path = relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/');
    const test = /\.test\.tsx?$|\/testing\/|test-support|source-support|\.d\.ts$/.test(path);
    if (entry.isFile() && /\.tsx?$/.test(path) && !test) yield path;
  }
}

const files = rooms.flatMap((room) => [...sources(room)]);
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

describe('state of clusters', () => {
  it('no module keeps anything that all clusters would share', () => {
    expect(files.length).toBeGreaterThan(300);
    expect(files.flatMap((file) => sharedState(file, read(file)))).toEqual([]);
  });

  it('what the window keeps of a cluster goes through the one door, under its clusterId', () => {
    const renderer = files.filter((file) => file.startsWith('renderer/'));
    expect(renderer.flatMap((file) => looseStorage(file, read(file)))).toEqual([]);
  });

  it('every exception still exists', () => {
    for (const name of [...Object.keys(kept), ...windowKeys]) {
      const [file = '', what = ''] = name.split(' ');
      expect(read(file)).toContain(what);
    }
    for (const file of Object.keys(storageDoors)) expect(read(file)).toMatch(/localStorage|sessionStorage/);
  });
});

describe('the check itself', () => {
  it.each([
    'const cache = new Map<string, Row[]>();\nexport function keep(name: string): void { cache.set(name, []); }',
    'export const rows: Row[] = [];\nexport const add = (row: Row) => rows.push(row);',
    'let last = "";\nexport function remember(name: string): void { last = name; }',
    'const byName: Record<string, number> = {};\nexport function count(name: string): void { byName[name] = 1; }',
    'export class Pool { static readonly open = new Set<string>(); }\nPool.open.add("x");\nconst open = new Set<string>();\nopen.add("x");',
    'export class Pool { static last = ""; }',
  ])('finds what is shared: %s', (text) => {
    expect(sharedState('electron/core/x.ts', text).length).toBeGreaterThan(0);
  });

  it.each([
    'const cache = new Map<string, Row[]>();\nexport function keep(clusterId: string): void { cache.set(clusterId, []); }',
    'const cache = new Map<string, Row[]>();\nexport function keep(id: string): void { cache.set(scopeKey(id, "x"), []); }',
    'const NAMES = new Set(["a", "b"]);\nexport const has = (name: string) => NAMES.has(name);',
    'export class Store { readonly #rows = new Map<string, Row>(); put(row: Row) { this.#rows.set(row.uid, row); } }',
  ])('lets pass what is not: %s', (text) => {
    expect(sharedState('electron/core/x.ts', text)).toEqual([]);
  });

  it.each([
    'window.localStorage.setItem("filter", "x");',
    'data.storage.write("filter", "all", "x");',
    'storage.read("list", kind, null, check);',
  ])('finds loose storage: %s', (text) => {
    expect(looseStorage('renderer/x.ts', text).length).toBeGreaterThan(0);
  });
});
