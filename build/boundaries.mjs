// Who may import whom: the rooms of the house, checked on every `npm run check`. tsc alone would let core import electron.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { root } from './setup.mjs';

/**
 * First match wins. `may` lists rooms (path prefixes); `packages` those from npm: 'any', or a list; `node` whether Node's own
 * modules are allowed. `why` is what the failing person reads.
 */
export const rooms = [
  {
    room: 'shared/',
    may: ['shared/'],
    packages: ['zod', 're2js', 'yaml', '@leeoniya/ufuzzy'],
    node: false,
    why: 'shared is pure TypeScript: it runs in the host, the engine and the browser, so it knows no Node, no DOM, no Electron.',
  },
  {
    room: 'electron/transport/',
    may: ['shared/', 'electron/transport/'],
    packages: ['undici', 'socks'],
    node: true,
    why: 'transport serves host and engine alike and must not know either.',
  },
  {
    room: 'electron/engine/',
    may: ['shared/', 'electron/transport/', 'electron/engine/'],
    packages: ['undici'],
    node: true,
    why: 'the engine is one thread per cluster: what it imports is paid for once per cluster (client-node alone is 90 MB).',
  },
  {
    room: 'electron/core/engine/',
    may: ['shared/', 'electron/transport/', 'electron/core/', 'electron/engine/protocol.ts'],
    packages: 'any',
    deny: ['electron', 'electron-store'],
    node: true,
    why: 'core sees of the engine its message types only; never its internals, never electron.',
  },
  {
    room: 'electron/core/',
    may: ['shared/', 'electron/transport/', 'electron/core/', 'electron/engine/protocol.ts', 'package.json'],
    packages: 'any',
    deny: ['electron', 'electron-store'],
    node: true,
    why: 'core is plain Node and runs in three hosts: it never imports electron, and of the engine only its message types.',
  },
  {
    room: 'electron/preload/',
    may: ['shared/', 'electron/preload/'],
    packages: ['electron'],
    node: false,
    why: 'a sandboxed preload may require electron and nothing else.',
  },
  {
    room: 'electron/main/',
    may: ['shared/', 'electron/core/', 'electron/main/', 'electron/preload/channels.ts', 'electron/engine/protocol.ts'],
    packages: ['electron', 'electron-store'],
    node: true,
    why: 'the desktop shell stays thin: windows, menu, ipc. The product is in core.',
  },
  {
    room: 'electron/web/',
    may: ['shared/', 'electron/core/', 'electron/web/'],
    packages: 'any',
    deny: ['electron', 'electron-store'],
    node: true,
    why: 'the web host runs where there is no Electron.',
  },
  {
    room: 'electron/cli/',
    may: ['shared/', 'electron/core/', 'electron/cli/'],
    packages: 'any',
    deny: ['electron', 'electron-store'],
    node: true,
    why: 'the command line runs where there is no Electron.',
  },
  {
    room: 'electron/demo/',
    may: ['shared/', 'electron/demo/', 'tests/cluster/recordings/'],
    forbid: ['shared/kinds/'],
    packages: 'any',
    deny: ['electron', 'electron-store'],
    node: true,
    why: 'the demo server must not know how we print kinds (else equality proves nothing), and nobody imports it.',
  },
  {
    room: 'renderer/ui/',
    may: ['renderer/ui/'],
    packages: 'any',
    deny: ['electron', 'undici', 'ws', '@kubernetes/client-node'],
    node: false,
    why: 'ui are buttons, tables and menus: they know nothing of Kubernetes.',
  },
  {
    room: 'renderer/theme/',
    may: ['renderer/theme/'],
    packages: 'any',
    node: false,
    why: 'the theme is tokens and fonts.',
  },
  {
    room: 'renderer/data/',
    may: ['shared/', 'renderer/data/'],
    packages: 'any',
    deny: ['electron', '@kubernetes/client-node'],
    node: false,
    why: 'data is below everything that draws.',
  },
  {
    room: 'renderer/resources/',
    may: ['shared/', 'renderer/data/', 'renderer/ui/', 'renderer/theme/', 'renderer/resources/'],
    packages: 'any',
    deny: ['electron', '@kubernetes/client-node'],
    node: false,
    why: 'the generic list and details work for every kind and know no feature and no shell.',
  },
  {
    room: 'renderer/shell/',
    may: ['shared/', 'renderer/data/', 'renderer/ui/', 'renderer/theme/', 'renderer/resources/', 'renderer/shell/'],
    packages: 'any',
    deny: ['electron', '@kubernetes/client-node'],
    node: false,
    why: 'the shell takes its list of pages as an argument; it imports no feature.',
  },
  {
    room: 'renderer/features/',
    may: ['shared/', 'renderer/data/', 'renderer/ui/', 'renderer/theme/', 'renderer/resources/', '<own feature>'],
    packages: 'any',
    deny: ['electron', '@kubernetes/client-node'],
    node: false,
    why: 'a feature never imports another feature.',
  },
];

const IMPORT =
  /(?:^|[\s;}])(?:import|export)\s[^'"`;]*?from\s*['"]([^'"]+)['"]|(?:^|[\s;(=])import\s*\(?\s*['"]([^'"]+)['"]/gm;

function* files(folder) {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* files(path);
    else if (/\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name)) yield path;
  }
}

const packageOf = (specifier) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

/** What one import breaks, or null. `from` is the importing file's path in the project, with slashes. */
export function broken(from, specifier) {
  const rule = rooms.find(({ room }) => from.startsWith(room));
  if (rule === undefined || from.includes('/testing/')) return null;
  if (specifier.startsWith('.')) {
    const target = relative(root, join(root, dirname(from), specifier))
      .split(sep)
      .join('/');
    if (rule.forbid?.some((prefix) => target.startsWith(prefix))) return rule.why;
    const own = /^renderer\/features\/(?:[^/]+\/)/.exec(from)?.[0] ?? 'renderer/features/';
    const allowed = rule.may.some((prefix) => target.startsWith(prefix === '<own feature>' ? own : prefix));
    return allowed ? null : rule.why;
  }
  if (isBuiltin(specifier)) return rule.node ? null : rule.why;
  const name = packageOf(specifier);
  if (rule.deny?.includes(name)) return rule.why;
  return rule.packages === 'any' || rule.packages.includes(name) ? null : rule.why;
}

/** Every forbidden import of the tree, as sentences. */
export function violations() {
  const found = [];
  for (const folder of ['shared', 'electron', 'renderer']) {
    for (const path of files(join(root, folder))) {
      const from = relative(root, path).split(sep).join('/');
      for (const match of readFileSync(path, 'utf8').matchAll(IMPORT)) {
        const specifier = match[1] ?? match[2];
        const why = broken(from, specifier);
        if (why !== null) found.push(`${from} imports ${specifier}: ${why}`);
      }
    }
  }
  return found;
}
