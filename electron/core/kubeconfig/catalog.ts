import type { ContextInfo, ContextList, SkippedFile } from '../../../shared/contract/contexts.ts';
import { Disposer, Emitter } from '../../../shared/disposable.ts';
import { PortolanError } from '../../../shared/errors.ts';
import type { PluginUse } from '../auth/consent.ts';
import type { ResolvedContext } from '../auth/types.ts';
import type { Clock, Log, SettingsPort } from '../ports.ts';
import { contextProblem } from './check.ts';
import { type Edit, editText } from './edit.ts';
import { type ContextParts, contextParts, findEntry, type KubeconfigFile, type MergeScope } from './entries.ts';
import { FileIds } from './file-ids.ts';
import { KubeconfigFiles, type LoadedFile } from './files.ts';
import { checkContexts, type KnownContext, type ListingMemo, listContexts, sameList } from './listing.ts';
import { NamedFiles } from './named-files.ts';
import { pluginOf, resolveParts } from './resolve.ts';
import { type Discovery, findCandidates } from './sources.ts';
import { SourceWatcher } from './watch.ts';
import { changeFile } from './write-file.ts';

export interface CatalogDeps {
  readonly discovery: Discovery;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly settings: SettingsPort;
  readonly clock: Clock;
  readonly log: Log;
  /** False on the command line for calls that end at once: nothing is watched, `refresh` still works. */
  readonly watch: boolean;
}

/** What changed since the last look, each id once. Sent before `available-changed` of the same look. */
export interface ContextChanges {
  /** Entries differ: reconnect these clusters alone. A context that became invalid is among them. */
  readonly changed: readonly string[];
  /** Only tokens that kubectl renews in the file differ: a waiting sign-in may try again, nothing reconnects. */
  readonly tokens: readonly string[];
  /** Really gone: their tabs close with a message. */
  readonly gone: readonly ContextInfo[];
}

/**
 * Every context of every known kubeconfig, kept current. Promises: `list` is what the last look found, at no cost; `resolve` reads
 * the files anew each time; looks never overlap; a file that cannot be used keeps its last good content; ids never change.
 */
export class ContextCatalog {
  readonly #deps: CatalogDeps;
  readonly #files = new KubeconfigFiles();
  readonly #memo: ListingMemo = {
    checks: new WeakMap(),
    named: new NamedFiles(),
    ends: new WeakMap(),
    hashes: new WeakMap(),
  };
  readonly #ids: FileIds;
  readonly #available = new Emitter<ContextList>();
  readonly #changes = new Emitter<ContextChanges>();
  readonly #disposer = new Disposer();
  readonly #watcher: SourceWatcher | null;
  /** Files and folders of this run only (the demo fleet). */
  readonly #temporary = new Set<string>();
  #known: ReadonlyMap<string, KnownContext> = new Map();
  #loaded: readonly LoadedFile[] = [];
  #list: ContextList = { contexts: [], skipped: [] };
  #looking: Promise<void> | null = null;
  #again: Promise<void> | null = null;

  private constructor(deps: CatalogDeps) {
    this.#deps = deps;
    this.#ids = new FileIds(deps.discovery.type === 'default' ? deps.settings.get().clusterFileParts : {});
    this.#watcher = deps.watch
      ? new SourceWatcher({ clock: deps.clock, log: deps.log, onChange: () => this.#lookSoon() })
      : null;
    const watcher = this.#watcher;
    if (watcher !== null) this.#disposer.add(() => watcher.close());
    let sources = deps.settings.get().kubeconfigSources;
    this.#disposer.add(
      deps.settings.onChange((settings) => {
        if (settings.kubeconfigSources.join('\n') === sources.join('\n')) return;
        sources = settings.kubeconfigSources;
        this.#lookSoon();
      }),
    );
  }

  /** Looks once, then answers. */
  static async open(deps: CatalogDeps): Promise<ContextCatalog> {
    const catalog = new ContextCatalog(deps);
    await catalog.refresh();
    return catalog;
  }

  list(): ContextList {
    return this.#list;
  }

  find(clusterId: string): ContextInfo | null {
    return this.#known.get(clusterId)?.info ?? null;
  }

  onAvailable(listener: (list: ContextList) => void): () => void {
    return this.#available.on(listener);
  }

  onChanges(listener: (changes: ContextChanges) => void): () => void {
    return this.#changes.on(listener);
  }

  /** Looks at all sources now. A call during a look answers after a further one, so that it has seen what the caller just wrote. */
  refresh(): Promise<void> {
    if (this.#looking === null) {
      this.#looking = this.#look().finally(() => {
        this.#looking = null;
      });
      return this.#looking;
    }
    this.#again ??= this.#looking.then(() => {
      this.#again = null;
      return this.refresh();
    });
    return this.#again;
  }

  /** Adds files or folders. `run`: for this run only, nothing is remembered. Answers with the contexts they brought, in order. */
  async addSources(paths: readonly string[], keep: 'remember' | 'run'): Promise<readonly string[]> {
    const before = new Set(this.#known.keys());
    if (keep === 'run') for (const path of paths) this.#temporary.add(path);
    else {
      const old = this.#deps.settings.get().kubeconfigSources;
      await this.#deps.settings.set({ kubeconfigSources: [...new Set([...old, ...paths])] });
    }
    await this.refresh();
    return [...this.#known.keys()].filter((id) => !before.has(id));
  }

  /**
   * What to dial and who to be, read from the files now. `not-found` for an id nobody knows, `invalid` with the entry's sentence
   * for one that cannot be used.
   */
  async resolve(clusterId: string): Promise<ResolvedContext> {
    const { parts } = await this.entriesOf(clusterId);
    const problem = contextProblem(parts, this.#memo.checks);
    if (problem !== null) throw new PortolanError('invalid', problem, { clusterId });
    return resolveParts(parts, clusterId, this.#deps.env);
  }

  /** A context's entries and the files they are looked up in, read now; usable or not. `not-found` when it is gone. */
  async entriesOf(clusterId: string): Promise<{ readonly parts: ContextParts; readonly scope: MergeScope }> {
    const known = this.#known.get(clusterId);
    if (known === undefined) throw unknownContext(clusterId);
    const { name, file } = known.parts;
    const scope = await this.#freshScope(file.path);
    const own = scope.find((one) => one.path === file.path);
    const entry = own?.config.contexts.get(name);
    if (own !== undefined && entry !== undefined) return { parts: contextParts(own, entry, scope), scope };
    throw new PortolanError('not-found', `Context "${name}" is no longer in ${file.path}.`, { clusterId });
  }

  /** The merged set when the file is of it, else the file alone. */
  async #freshScope(path: string): Promise<MergeScope> {
    const merged = this.#loaded.find((one) => one.file.path === path)?.candidate.merged === true;
    const paths = merged ? this.#loaded.filter((one) => one.candidate.merged).map((one) => one.file.path) : [path];
    const scope: KubeconfigFile[] = [];
    for (const one of paths) {
      const file = await this.#files.reload(one, this.#deps.clock.now());
      if (file !== null) scope.push(file);
    }
    return scope;
  }

  /** Writes renewed OIDC tokens to the file that defines the user, as kubectl does (`AuthProviderConfigPersister`). */
  async saveTokens(
    file: string,
    userName: string,
    tokens: { readonly idToken: string; readonly refreshToken: string },
  ): Promise<void> {
    const found = findEntry(await this.#freshScope(file), 'users', userName);
    if (found === null) throw new PortolanError('not-found', `User "${userName}" is no longer in ${file}.`);
    const set = (key: string, value: string): Edit => ({
      type: 'set',
      section: 'users',
      name: userName,
      path: ['auth-provider', 'config', key],
      value,
    });
    await changeFile(found.file.path, this.#deps.clock, (text) =>
      editText(text, [set('id-token', tokens.idToken), set('refresh-token', tokens.refreshToken)]),
    );
  }

  /** The files in use, in discovery order. */
  files(): readonly string[] {
    return this.#loaded.map((one) => one.file.path);
  }

  /** The id this context of this file has, or would have. */
  clusterIdOf(file: string, context: string): string {
    return this.#ids.clusterId(file, context);
  }

  /** The plugins of the usable contexts in the files kubectl itself uses (`KUBECONFIG`, `~/.kube/config`): consent is asked for all of them at once. */
  standardPlugins(): readonly PluginUse[] {
    const standard = new Set(this.#loaded.filter((one) => one.candidate.standard).map((one) => one.file.path));
    const uses = new Map<string, PluginUse>();
    for (const { info, parts } of this.#known.values()) {
      if (info.status !== 'ok' || !standard.has(info.file) || parts.user === null) continue;
      const exec = pluginOf(parts.user);
      if (exec !== null)
        uses.set(`${info.file}\n${parts.user.entry.name}`, { exec, file: info.file, userName: parts.user.entry.name });
    }
    return [...uses.values()];
  }

  async close(): Promise<void> {
    this.#available.clear();
    this.#changes.clear();
    await this.#disposer.dispose();
    // A look under way ends by itself; whoever closes may remove the files after this.
    await this.#looking;
  }

  #lookSoon(): void {
    this.refresh().catch((error: unknown) => {
      this.#deps.log.error(
        `Kubeconfigs could not be looked at: ${error instanceof Error ? error.message : String(error)}`,
      );
    });
  }

  async #look(): Promise<void> {
    if (this.#disposer.disposed) return;
    const { settings, clock, discovery } = this.#deps;
    const remembered = discovery.type === 'default' ? settings.get().kubeconfigSources : [];
    const found = await findCandidates({ ...this.#deps, added: [...remembered, ...this.#temporary] });
    const loaded = await this.#files.load(found.files, clock.now());
    if (this.#disposer.disposed) return;
    await this.#watcher?.watch(found.watched);
    await this.#rememberIds(loaded.files);
    await checkContexts(loaded.files, this.#memo);
    const known = listContexts(loaded.files, this.#ids, this.#memo);
    this.#loaded = loaded.files;
    this.#publish(known, [...found.skipped, ...loaded.skipped]);
  }

  #publish(known: ReadonlyMap<string, KnownContext>, skipped: readonly SkippedFile[]): void {
    const before = this.#known;
    const list: ContextList = { contexts: [...known.values()].map((one) => one.info), skipped };
    const same = sameList(list, this.#list);
    const changes = compare(before, known);
    this.#known = known;
    if (!same) this.#list = list;
    if (changes.changed.length + changes.gone.length + changes.tokens.length > 0) this.#changes.emit(changes);
    if (!same) this.#available.emit(list);
  }

  /** Ids are settled before anything is listed under them; a disk that refuses costs their memory, not the run. */
  async #rememberIds(files: readonly LoadedFile[]): Promise<void> {
    const fresh: Record<string, string> = {};
    for (const { file } of files) {
      const { part, added } = this.#ids.partOf(file.path);
      if (added && !this.#isTemporary(file.path)) fresh[file.path] = part;
    }
    if (this.#deps.discovery.type !== 'default' || Object.keys(fresh).length === 0) return;
    const { settings, log } = this.#deps;
    try {
      await settings.set({ clusterFileParts: { ...settings.get().clusterFileParts, ...fresh } });
    } catch (error) {
      log.warn(`Cluster ids could not be remembered: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  #isTemporary(path: string): boolean {
    return [...this.#temporary].some(
      (one) => path === one || path.startsWith(`${one}/`) || path.startsWith(`${one}\\`),
    );
  }
}

function unknownContext(clusterId: string): PortolanError {
  return new PortolanError('not-found', `No kubeconfig has a context with the id "${clusterId}".`, { clusterId });
}

function compare(before: ReadonlyMap<string, KnownContext>, now: ReadonlyMap<string, KnownContext>): ContextChanges {
  const changed: string[] = [];
  const tokens: string[] = [];
  for (const [id, next] of now) {
    const last = before.get(id);
    if (last === undefined) continue;
    if (last.fingerprint !== next.fingerprint || last.info.status !== next.info.status) changed.push(id);
    else if (last.tokens !== next.tokens) tokens.push(id);
  }
  const gone = [...before].filter(([id]) => !now.has(id)).map(([, known]) => known.info);
  return { changed, tokens, gone };
}
