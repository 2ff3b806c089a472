import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const root = join(import.meta.dirname, '..');

/**
 * The renderer's bundle, the same files for both hosts. Nothing is inlined: the content security policy allows scripts
 * and fonts from our own origin only. Addresses are absolute, so that deep links (`/cluster/…`) find them.
 */
export default defineConfig({
  root: join(root, 'renderer'),
  base: '/',
  publicDir: join(root, 'renderer', 'public'),
  plugins: [react()],
  // The host that serves the page replaces the placeholder with a new nonce in every answer.
  html: { cspNonce: '__CSP_NONCE__' },
  build: {
    outDir: join(root, 'dist', 'renderer'),
    emptyOutDir: true,
    // `light-dark()` and `color-mix()` are used as they are; older browsers are not supported.
    target: ['chrome123', 'firefox128', 'safari17.5'],
    cssTarget: ['chrome123', 'firefox128', 'safari17.5'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: true,
    chunkSizeWarningLimit: 2500,
  },
  worker: { format: 'es' },
});
