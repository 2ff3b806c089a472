import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../../build/setup.mjs';

/** The built web host over `FOLDER/config`, with settings of its own in that folder; started from there or with `env` as given. */
export async function startBenchHost(
  folder: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const args = ['--no-open', '--kubeconfig', join(folder, 'config'), '--settings', join(folder, 'settings')];
  const child = spawn(process.execPath, [join(root, 'dist/web.js'), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env,
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = /http:\/\/\S+/.exec(line)?.[0];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', (code) => reject(new Error(`the web host ended with ${code}`)));
  });
  const close = async (): Promise<void> => {
    child.kill('SIGTERM');
    await exited;
  };
  return { url, close };
}
