// Bundles everything that runs: node programs with esbuild, the renderer with vite. Runs on the pinned Node.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { build as buildRenderer } from 'vite';
import { root } from './setup.mjs';

const out = join(root, 'dist');
rmSync(out, { recursive: true, force: true });

/** zod brings its messages in forty languages; ours are in one. */
const oneLanguage = {
  name: 'one-language',
  setup: ({ onLoad }) => {
    onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
    }));
  },
};

/** Options of every node program. Packages are bundled: a start reads one file instead of hundreds. */
const node = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  sourcemap: 'linked',
  legalComments: 'none',
  logLevel: 'warning',
  // Without spaces and comments a start reads half as much; names stay, so that a stack trace says where it was.
  minifySyntax: true,
  minifyWhitespace: true,
  // ES modules where a package has both: a lazily imported CommonJS one has no named exports in a chunk.
  mainFields: ['module', 'main'],
  // CommonJS packages inside an ES module bundle still call require.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  // The terminal's package loads its binary by its own name: it stays a package.
  external: ['electron', 'fsevents', '@lydell/node-pty'],
  plugins: [oneLanguage],
};

const [, engine] = await Promise.all([
  // Shared code in chunks, and what is imported lazily stays lazy: a command that needs no YAML editor does not read one.
  build({
    ...node,
    entryPoints: {
      cli: join(root, 'electron/cli/main.ts'),
      web: join(root, 'electron/web/main.ts'),
      demo: join(root, 'electron/demo/main.ts'),
      main: join(root, 'electron/main/main.ts'),
      terminal: join(root, 'electron/core/auth/terminal/runner-main.ts'),
    },
    splitting: true,
    outdir: out,
    chunkNames: 'chunks/[name]-[hash]',
  }),
  // One file: it is read once per cluster and unpacked from the archive of a packaged application.
  build({
    ...node,
    entryPoints: [join(root, 'electron/engine/main.ts')],
    outfile: join(out, 'engine.js'),
    metafile: true,
  }),
  // A sandboxed preload is CommonJS and may require nothing but electron.
  build({
    ...node,
    format: 'cjs',
    banner: {},
    entryPoints: [join(root, 'electron/preload/preload.ts')],
    outfile: join(out, 'preload.cjs'),
  }),
  buildRenderer({ configFile: join(root, 'build', 'vite.config.ts'), logLevel: 'warn' }),
]);

/** What every cluster's thread would hold: zod came in once with one small function of the contract, five megabytes each. */
const heavy = ['zod', 'undici', 'yaml', '@kubernetes/client-node', 'ws', 'chokidar'];
const inputs = Object.keys(engine.metafile.inputs);
for (const name of heavy) {
  if (!inputs.some((path) => path.includes(`node_modules/${name}/`))) continue;
  throw new Error(
    `The engine's bundle holds ${name}: import types only of what brings it (shared/contract brings zod).`,
  );
}
