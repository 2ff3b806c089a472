// Bundles everything that runs: node programs with esbuild, the renderer with vite. Runs on the pinned Node.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { build as buildRenderer } from 'vite';
import { root } from './setup.mjs';

const out = join(root, 'dist');
rmSync(out, { recursive: true, force: true });

/** Options of every node program. Packages are bundled: a start reads one file instead of hundreds. */
const node = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  sourcemap: 'linked',
  legalComments: 'none',
  logLevel: 'warning',
  // CommonJS packages inside an ES module bundle still call require.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  external: ['electron', 'fsevents'],
};

const entry = (name, source) => build({ ...node, entryPoints: [join(root, source)], outfile: join(out, `${name}.js`) });

await Promise.all([
  entry('cli', 'electron/cli/main.ts'),
  entry('web', 'electron/web/main.ts'),
  entry('demo', 'electron/demo/main.ts'),
  entry('engine', 'electron/engine/main.ts'),
  entry('main', 'electron/main/main.ts'),
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
