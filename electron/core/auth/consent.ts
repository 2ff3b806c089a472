/**
 * A kubeconfig is code (`SAFETY.md` §1): a plugin runs only after one consent that shows resolved path, arguments, environment and
 * file, remembered per (resolved path, arguments, environment, file, hash of the binary) and asked again when any of them changed.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { ConsentRequest } from '../../../shared/contract/clusters.ts';
import type { SettingsPort } from '../ports.ts';
import { readPluginPolicy } from './kuberc.ts';
import { lookPath } from './lookup.ts';
import type { CredentialFailure, ExecEntry } from './types.ts';

/** A plugin as some kubeconfig asks for it. */
export interface PluginUse {
  readonly exec: ExecEntry;
  /** The kubeconfig, absolute. */
  readonly file: string;
  readonly userName: string | null;
}

export interface ConsentDeps {
  readonly settings: SettingsPort;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** `--allow-exec`: consent to everything for this run. kubectl's own policy still holds. */
  readonly allowAll: boolean;
  /** Files of this run that the product itself wrote (the demo fleet): need no consent. */
  readonly trusted: (file: string) => boolean;
  /** The plugins of the files kubectl itself uses (`ContextCatalog.standardPlugins`): asked for together. */
  readonly standardPlugins: () => readonly PluginUse[];
}

export type ConsentAnswer =
  | { readonly type: 'allowed'; readonly path: string }
  | { readonly type: 'ask'; readonly request: ConsentRequest }
  | { readonly type: 'refused'; readonly failure: CredentialFailure };

interface Plan {
  readonly use: PluginUse;
  readonly path: string;
  /** `<who>.<what>`: `who` stays when the kubeconfig or the binary changes, `what` does not. */
  readonly key: string;
}

/** The one place that knows what may run. One per host; no lock, no state besides pending questions and hashes of binaries. */
export class ConsentBook {
  readonly #deps: ConsentDeps;
  /** Key of a question → every key its answer covers. */
  readonly #asked = new Map<string, readonly string[]>();
  readonly #hashes = new Map<string, { readonly stamp: string; readonly hash: Promise<string> }>();

  constructor(deps: ConsentDeps) {
    this.#deps = deps;
  }

  /** May this plugin run now? Looks the program up and hashes it; runs nothing. */
  async check(use: PluginUse): Promise<ConsentAnswer> {
    const path = await lookPath(use.exec.command, this.#deps.env);
    if (path === null) return { type: 'refused', failure: notFound(use.exec) };
    const refused = await this.#policy(use.exec, path);
    if (refused !== null) return { type: 'refused', failure: refused };
    if (this.#deps.allowAll || this.#deps.trusted(use.file)) return { type: 'allowed', path };
    const plan = await this.#plan(use, path);
    if (this.#allowed().has(whatOf(plan.key))) return { type: 'allowed', path };
    return { type: 'ask', request: await this.#question(plan) };
  }

  /** The person said yes. False when nothing of that key was asked. Resolves when it is on disk. */
  async allow(key: string): Promise<boolean> {
    const keys = this.#asked.get(key);
    if (keys === undefined) return false;
    const { settings } = this.#deps;
    await settings.set({ execConsents: [...new Set([...settings.get().execConsents, ...keys])] });
    this.#asked.delete(key);
    return true;
  }

  /** The person said no: nothing is remembered, the next try asks again. */
  deny(key: string): void {
    this.#asked.delete(key);
  }

  async #policy(exec: ExecEntry, path: string): Promise<CredentialFailure | null> {
    const policy = await readPluginPolicy(this.#deps.env, this.#deps.home);
    const refuse = (why: string): CredentialFailure => ({
      errorClass: 'unsupported',
      message: `The sign-in program "${exec.command}" may not run: ${why}`,
      command: commandLine(exec),
    });
    if (policy.type === 'deny-all') return refuse(`${policy.file} denies every credential plugin (DenyAll).`);
    if (policy.type === 'broken') return refuse(`${policy.file} cannot be understood: ${policy.reason}.`);
    if (policy.type === 'allow-all') return null;
    for (const command of policy.commands) if ((await lookPath(command, this.#deps.env)) === path) return null;
    return refuse(`it is not in the credentialPluginAllowlist of ${policy.file}.`);
  }

  /** What may run by earlier answers. */
  #allowed(): ReadonlySet<string> {
    return new Set(this.#deps.settings.get().execConsents.map(whatOf));
  }

  async #question(plan: Plan): Promise<ConsentRequest> {
    const others = await this.#others(plan);
    const keys = [plan, ...others].map((one) => one.key);
    const key = keys.length === 1 ? plan.key : digest([...keys].sort());
    this.#asked.set(key, keys);
    const who = plan.key.slice(0, plan.key.indexOf('.') + 1);
    return {
      key,
      ...shown(plan),
      changed: this.#deps.settings.get().execConsents.some((one) => one.startsWith(who)),
      ...(others.length === 0 ? {} : { together: others.map(shown) }),
    };
  }

  /** The plugins still unanswered in kubectl's own files, when this one is of them. One that cannot be found now is asked for when it can. */
  async #others(plan: Plan): Promise<readonly Plan[]> {
    const standard = this.#deps.standardPlugins();
    if (!standard.some((use) => use.file === plan.use.file)) return [];
    const allowed = this.#allowed();
    const found = new Map<string, Plan>();
    // A kubeconfig of thousands of contexts names a handful of programs.
    const paths = new Map<string, Promise<string | null>>();
    for (const use of standard) {
      const { command } = use.exec;
      const looked = paths.get(command) ?? lookPath(command, this.#deps.env);
      paths.set(command, looked);
      const path = await looked;
      if (path === null) continue;
      const other = await this.#plan(use, path);
      const what = whatOf(other.key);
      if (what !== whatOf(plan.key) && !allowed.has(what)) found.set(what, other);
    }
    return [...found.values()];
  }

  async #plan(use: PluginUse, path: string): Promise<Plan> {
    const { exec, file } = use;
    const what = digest([path, exec.args, exec.env, file, await this.#hashOf(path)]);
    return { use, path, key: `${digest([file, use.userName])}.${what}` };
  }

  /** sha256 of the program, read again only when the file changed. */
  async #hashOf(path: string): Promise<string> {
    const info = await stat(path, { bigint: true });
    const stamp = `${info.dev}:${info.ino}:${info.size}:${info.mtimeNs}:${info.ctimeNs}`;
    const known = this.#hashes.get(path);
    if (known !== undefined && known.stamp === stamp) return known.hash;
    const hash = hashFile(path);
    this.#hashes.set(path, { stamp, hash });
    // A failed reading is not kept.
    hash.catch(() => this.#hashes.delete(path));
    return hash;
  }
}

function whatOf(key: string): string {
  return key.slice(key.indexOf('.') + 1);
}

function shown(plan: Plan): Pick<ConsentRequest, 'file' | 'command' | 'resolvedPath' | 'args' | 'env'> {
  const { exec, file } = plan.use;
  return { file, command: exec.command, resolvedPath: plan.path, args: exec.args, env: exec.env };
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url');
}

function notFound(exec: ExecEntry): CredentialFailure {
  const hint = exec.installHint === undefined ? '' : ` ${exec.installHint.trim()}`;
  return {
    errorClass: 'plugin-not-found',
    message: `The sign-in program "${exec.command}" was not found. Install it, or check PATH.${hint}`,
    command: commandLine(exec),
  };
}

/** argv as one line for display, environment left out. */
export function commandLine(exec: Pick<ExecEntry, 'command' | 'args'>): string {
  return [exec.command, ...exec.args]
    .map((part) => (/^[\w@%+=:,./-]+$/.test(part) ? part : JSON.stringify(part)))
    .join(' ');
}
