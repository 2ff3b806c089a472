/**
 * Entry of the desktop program. The demo fleet is a process of its own, but a packaged Electron cannot run a script as Node
 * does (the fuse is off): so it starts itself again with `--run-demo FOLDER`, and that process becomes the fleet.
 */
const at = process.argv.indexOf('--run-demo');
if (at >= 0) {
  process.argv = [process.execPath, 'demo', ...process.argv.slice(at + 1)];
  await import(new URL('./demo.js', import.meta.url).href);
} else {
  await import('./app.ts');
}
