import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commit, type Deed } from './deeds.ts';
import type { OpArguments, OpName, OpResult } from './servers/ops.ts';
import type { Neighbour, Stage } from './stage.ts';
import type { ShownView, Watcher } from './window.ts';

/** The cluster that suffers, as a row of the table handles it. */
export class Victim {
  readonly stage: Stage;
  readonly clusterId: string;
  readonly file: string;
  readonly pods: ShownView;
  readonly #place: Neighbour;
  readonly #kubeconfig: string;

  constructor(stage: Stage, place: Neighbour) {
    this.stage = stage;
    this.clusterId = place.clusterId;
    this.file = place.file;
    this.pods = place.view;
    this.#place = place;
    this.#kubeconfig = readFileSync(place.file, 'utf8');
  }

  get watcher(): Watcher {
    return this.stage.watcher;
  }

  /** The kubeconfig as it was before the fault. */
  get kubeconfig(): string {
    return this.#kubeconfig;
  }

  do<K extends OpName>(op: K, ...args: OpArguments<K>): Promise<OpResult<K>> {
    return this.#place.server.do(op, ...args);
  }

  rewrite(text: string): Promise<void> {
    return writeFile(this.file, text);
  }

  /** As an editor writes: another file takes the place of this one. */
  async replace(text: string): Promise<void> {
    await writeFile(`${this.file}.new`, text);
    await rename(`${this.file}.new`, this.file);
  }

  /** Makes the engine's thread do this to itself. */
  async deed(deed: Deed, bytesPerSecond = 0): Promise<void> {
    commit({ server: await this.do('url'), deed, bytesPerSecond });
  }

  /** Everything that is said about it now, in words. */
  words(): string {
    const status = this.watcher.status(this.clusterId);
    const { freshness } = this.pods;
    const shown = 'reason' in freshness ? (freshness.reason ?? '') : '';
    return [status?.reason, status?.auth?.message, status?.auth?.stderrTail, status?.consent?.command, shown].join(
      ' | ',
    );
  }

  /** Waits, product ms. */
  wait(productMs: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, this.stage.real(productMs)));
  }

  // The sign-in program of `pluginVictim`, beside the kubeconfig.

  async plugin(mode: PluginMode): Promise<void> {
    const script = `${this.file.replace(/\.yaml$/, '')}.plugin`;
    await chmod(script, mode === 'missing' ? 0o600 : 0o700);
    await writeFile(`${script}.mode`, mode);
  }

  pluginRuns(): number {
    const log = `${this.file.replace(/\.yaml$/, '')}.plugin.runs`;
    return existsSync(log) ? readFileSync(log, 'utf8').split('\n').length - 1 : 0;
  }

  /** Processes of the sign-in program that are running now. */
  pluginProcesses(): number {
    const script = `${this.file.replace(/\.yaml$/, '')}.plugin`;
    const list = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
    return list.split('\n').filter((line) => line.includes(script)).length;
  }
}

export type PluginMode = 'good' | 'hang' | 'garbage' | 'flood' | 'fail' | 'missing';

/** Every user of a server with tokens has one like this. */
export const tokenOf = (user: string): string => `isolation-token-of-${user}`;

/** Writes the program for a kubeconfig of that name and answers its path. */
export async function writePlugin(folder: string, name: string): Promise<string> {
  const path = join(folder, `${name}.plugin`);
  const good = JSON.stringify({
    kind: 'ExecCredential',
    apiVersion: 'client.authentication.k8s.io/v1',
    status: { token: tokenOf('admin') },
  });
  const script = `#!/bin/sh
echo run >> "$0.runs"
case "$(cat "$0.mode")" in
  good) echo '${good}' ;;
  hang) sleep 600 ;;
  garbage) echo '<html>Please log in</html>' ;;
  flood) while :; do echo xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; done ;;
  fail) echo 'the session has ended: run login again' >&2; exit 3 ;;
esac
`;
  await writeFile(path, script, { mode: 0o700 });
  await writeFile(`${path}.mode`, 'good');
  return path;
}
