/**
 * Entry of the desktop program. The demo fleet is a process of its own, but a packaged Electron cannot run a script as Node
 * does (the fuse is off): so it starts itself again with `--run-demo FOLDER`, and that process becomes the fleet.
 * The same way it becomes the program between a terminal and a sign-in plugin (`--run-plugin CHANNEL PROGRAM …`).
 */
const FIRST = process.argv.slice(1, 3);
// Only as the first argument (after the application's path): a link or a file name further on asks for nothing.
const place = (flag: string): number => FIRST.indexOf(flag) + 1;
const pluginAt = place('--run-plugin');
const demoAt = place('--run-demo');
if (pluginAt > 0) {
  const { runPlugin } = await import('../core/auth/terminal/runner.ts');
  runPlugin(process.argv.slice(pluginAt + 1));
} else if (demoAt > 0) {
  process.argv = [process.execPath, 'demo', ...process.argv.slice(demoAt + 1)];
  await import(new URL('./demo.js', import.meta.url).href);
} else {
  await import('./app.ts');
}
