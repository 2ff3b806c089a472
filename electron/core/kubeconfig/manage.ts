import { stat } from 'node:fs/promises';
import { join, resolve as resolvePath } from 'node:path';
import type { ContextDetails } from '../../../shared/contract/contexts.ts';
import type { CallOutput, HandlerInput } from '../../../shared/contract/index.ts';
import { PortolanError } from '../../../shared/errors.ts';
import type { Settings } from '../../../shared/settings.ts';
import type { Clock, SettingsPort } from '../ports.ts';
import { exists } from '../settings/durable-file.ts';
import type { ContextCatalog } from './catalog.ts';
import { certificateProblem } from './certificates.ts';
import { isProxyUrl, serverUrl } from './check.ts';
import { contextDetails } from './details.ts';
import { type Edit, editText, type FieldValue } from './edit.ts';
import { type ContextParts, type FoundEntry, findEntry, type MergeScope } from './entries.ts';
import { leavingKind } from './names.ts';
import { type ParsedKubeconfig, parseKubeconfig, type Section, textField } from './parse.ts';
import { readKubeconfig } from './read.ts';
import { fromForm, standalone, typedValue } from './standalone.ts';
import { backupOf, changeFile, createFile } from './write-file.ts';

export interface ManageDeps {
  readonly catalog: ContextCatalog;
  readonly settings: SettingsPort;
  readonly clock: Clock;
  /** Folder for contexts that get a file of their own (`~/.kube`); `null` where the user's kubeconfigs are none of this run's business. */
  readonly kubeFolder: string | null;
}

const ITEM: Readonly<Record<Section, string>> = { clusters: 'cluster', users: 'user', contexts: 'context' };
const SECTIONS: readonly Section[] = ['clusters', 'users', 'contexts'];

/** Contexts are managed, not only read (`CLUSTERS.md` §4). Every method answers when files and list agree. */
export class ContextManager {
  readonly #deps: ManageDeps;

  constructor(deps: ManageDeps) {
    this.#deps = deps;
  }

  async add(input: HandlerInput<'contexts.add'>): Promise<CallOutput<'contexts.add'>> {
    const { source, into } = input;
    if (source.type === 'path') return this.#addPath(source.path);
    const text = source.type === 'form' ? fromForm(source) : source.text;
    const parsed = usable(text, source.type === 'form' ? 'What was entered' : 'The pasted text');
    const before = new Set(this.#ids());
    const file = into === null ? await this.#newFile(source.name, text, parsed) : await this.#merge(into, text, parsed);
    await this.#deps.catalog.refresh();
    if (!this.#deps.catalog.list().contexts.some((one) => one.file === file))
      await this.#deps.catalog.addSources([file], 'remember');
    return { clusterIds: this.#ids().filter((id) => !before.has(id)), file };
  }

  async removeSource(path: string): Promise<void> {
    const { settings, catalog } = this.#deps;
    const sources = settings.get().kubeconfigSources;
    if (!sources.includes(path)) throw new PortolanError('not-found', `${path} was not added here.`);
    await settings.set({ kubeconfigSources: sources.filter((one) => one !== path) });
    await catalog.refresh();
  }

  /** `beforeNews` runs when the file is written and before anybody hears that the old id is gone: its tab is closed there. */
  async rename(clusterId: string, name: string, beforeNews: () => Promise<void>): Promise<string> {
    const { parts, scope } = await this.#deps.catalog.entriesOf(clusterId);
    if (name === parts.name) return clusterId;
    const taken = findEntry(scope, 'contexts', name);
    if (taken !== null)
      throw new PortolanError('already-exists', `${taken.file.path} has a context "${name}" already.`, { clusterId });
    const path = parts.file.path;
    const edits: Edit[] = [{ type: 'rename', section: 'contexts', name: parts.name, to: name }];
    if (parts.file.config.currentContext === parts.name) edits.push({ type: 'current', name });
    await this.#change(path, edits);
    if (parts.shadowedBy === null)
      for (const file of scope)
        if (file.path !== path && file.config.currentContext === parts.name)
          await this.#change(file.path, [{ type: 'current', name }]);
    const next = this.#deps.catalog.clusterIdOf(path, name);
    await beforeNews();
    await this.#moveSettings(clusterId, next);
    await this.#deps.catalog.refresh();
    return next;
  }

  async edit(input: HandlerInput<'contexts.edit'>): Promise<CallOutput<'contexts.edit'>> {
    const { parts, scope } = await this.#deps.catalog.entriesOf(input.clusterId);
    checkFields(input, parts);
    const edits = editsOf(input, parts);
    for (const [path, list] of edits) await this.#change(path, list);
    const touched = [parts.cluster, parts.user].filter((found) => found !== null && edits.has(found.file.path));
    await this.#deps.catalog.refresh();
    return { affected: this.#usersOf(scope, parts, touched) };
  }

  async details(clusterId: string): Promise<ContextDetails> {
    const { parts, scope } = await this.#deps.catalog.entriesOf(clusterId);
    const others = this.#usersOf(scope, parts, [parts.cluster, parts.user]).filter((id) => id !== clusterId);
    const removes = [...removals(parts, scope)].map(async ([file, edits]) => ({
      file,
      entries: edits.flatMap(removedEntry),
      backup: await backupOf(file),
    }));
    return { ...contextDetails(parts, clusterId), removes: await Promise.all(removes), sharedWith: others };
  }

  async remove(clusterId: string): Promise<void> {
    const { parts, scope } = await this.#deps.catalog.entriesOf(clusterId);
    const edits = removals(parts, scope);
    // The context first: a cluster entry without a context harms nobody, the other way round does.
    for (const [file, list] of edits) await this.#change(file, list);
    await this.#deps.catalog.refresh();
  }

  async export(input: HandlerInput<'contexts.export'>): Promise<CallOutput<'contexts.export'>> {
    const { parts } = await this.#deps.catalog.entriesOf(input.clusterId);
    const path = resolvePath(input.path);
    await createFile(path, await standalone(parts), input.overwrite);
    return { path };
  }

  async mark(input: HandlerInput<'contexts.mark'>): Promise<void> {
    const { clusterId, ...marks } = input;
    const { settings } = this.#deps;
    const all = settings.get().clusters;
    const merged = { ...all[clusterId], ...marks };
    const kept = Object.fromEntries(
      Object.entries(merged).filter(([, value]) => value !== null && value !== undefined),
    );
    const { [clusterId]: _old, ...others } = all;
    await settings.set({ clusters: Object.keys(kept).length === 0 ? others : { ...others, [clusterId]: kept } });
  }

  #ids(): readonly string[] {
    return this.#deps.catalog.list().contexts.map((one) => one.clusterId);
  }

  #change(path: string, edits: readonly Edit[]): Promise<void> {
    return changeFile(path, this.#deps.clock, (text) => editText(text, edits));
  }

  async #addPath(path: string): Promise<CallOutput<'contexts.add'>> {
    const file = resolvePath(path);
    const info = await stat(file).catch(() => null);
    if (info === null) throw new PortolanError('not-found', `${file} does not exist.`);
    if (!info.isDirectory()) {
      const content = await readKubeconfig(file, undefined, this.#deps.clock.now());
      if (content.type === 'bad') throw new PortolanError('invalid', `${file} ${content.reason}.`);
    }
    return { clusterIds: await this.#deps.catalog.addSources([file], 'remember'), file };
  }

  async #newFile(wanted: string, text: string, parsed: ParsedKubeconfig): Promise<string> {
    const folder = this.#deps.kubeFolder;
    if (folder === null)
      throw new PortolanError(
        'unsupported',
        'This run does not touch your kubeconfigs. Name a file of it to add the contexts to.',
      );
    const first = wanted || [...parsed.contexts.keys()][0] || 'kubeconfig';
    const plain = first
      .replace(/\.(ya?ml|json|kubeconfig)$/i, '')
      .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
      .replace(/^[.-]+|[.-]+$/g, '');
    const base = plain === '' || leavingKind(plain) !== null ? 'kubeconfig' : plain.slice(0, 80);
    for (let n = 1; ; n++) {
      const path = join(folder, `${base}${n === 1 ? '' : `-${n}`}.yaml`);
      if (await exists(path)) continue;
      await createFile(path, text.endsWith('\n') ? text : `${text}\n`);
      return path;
    }
  }

  /** Every entry of the text goes into the known file; an entry that is there with the same content is used, another one is a conflict. */
  async #merge(into: string, text: string, parsed: ParsedKubeconfig): Promise<string> {
    const path = resolvePath(into);
    if (!this.#deps.catalog.files().includes(path))
      throw new PortolanError('not-found', `${path} is not one of the known kubeconfigs.`);
    await changeFile(path, this.#deps.clock, (old) => {
      const target = usable(old, path);
      return editText(
        old,
        SECTIONS.flatMap((section) => additions(section, text, parsed, target, path)),
      );
    });
    return path;
  }

  async #moveSettings(from: string, to: string): Promise<void> {
    const { settings } = this.#deps;
    const { clusters, openClusters } = settings.get();
    const { [from]: kept, ...others } = clusters;
    const change: Partial<Settings> = {
      ...(kept === undefined ? {} : { clusters: { ...others, [to]: kept } }),
      ...(openClusters.includes(from) ? { openClusters: openClusters.map((id) => (id === from ? to : id)) } : {}),
    };
    if (Object.keys(change).length > 0) await settings.set(change);
  }

  #usersOf(scope: MergeScope, parts: ContextParts, touched: readonly (FoundEntry | null)[]): readonly string[] {
    const ids = new Set([this.#deps.catalog.clusterIdOf(parts.file.path, parts.name)]);
    for (const file of scope)
      for (const context of file.config.contexts.values()) {
        const names = [textField(context.value, 'cluster'), textField(context.value, 'user')];
        const shares = touched.some((found) => found !== null && names.includes(found.entry.name));
        if (shares) ids.add(this.#deps.catalog.clusterIdOf(file.path, context.name));
      }
    return [...ids];
  }
}

function usable(text: string, what: string): ParsedKubeconfig {
  const result = parseKubeconfig(text);
  if (result.type === 'bad') throw new PortolanError('invalid', `${what} ${result.reason}.`);
  const note = result.config.notes[0];
  if (note !== undefined) throw new PortolanError('invalid', `${what} ${note}.`);
  return result.config;
}

function additions(
  section: Section,
  text: string,
  from: ParsedKubeconfig,
  into: ParsedKubeconfig,
  path: string,
): Edit[] {
  const edits: Edit[] = [];
  for (const { name, value, problem } of from[section].values()) {
    if (problem !== undefined) throw new PortolanError('invalid', `"${name}" in ${section} ${problem}.`);
    const there = into[section].get(name);
    if (there !== undefined && section !== 'contexts' && JSON.stringify(there.value) === JSON.stringify(value))
      continue;
    if (there !== undefined)
      throw new PortolanError(
        'already-exists',
        `${path} has an entry "${name}" in ${section} already. Rename one of them.`,
      );
    edits.push({ type: 'add', section, entry: { name, [ITEM[section]]: typedValue(text, section, name, value) } });
  }
  return edits;
}

/** What goes with a context: itself, and its cluster and user unless another context uses them. By file, the context's own first. */
function removals(parts: ContextParts, scope: MergeScope): Map<string, Edit[]> {
  const path = parts.file.path;
  const edits = new Map<string, Edit[]>([[path, [{ type: 'remove', section: 'contexts', name: parts.name }]]]);
  if (parts.file.config.currentContext === parts.name) edits.get(path)?.push({ type: 'current', name: null });
  for (const [section, found] of [
    ['clusters', parts.cluster],
    ['users', parts.user],
  ] as const) {
    if (found === null || usedElsewhere(scope, parts, section, found.entry.name)) continue;
    const list = edits.get(found.file.path) ?? [];
    list.push({ type: 'remove', section, name: found.entry.name });
    edits.set(found.file.path, list);
  }
  return edits;
}

/** As a person reads it: `context prod`. */
function removedEntry(edit: Edit): readonly string[] {
  return edit.type === 'remove' ? [`${ITEM[edit.section]} ${edit.name}`] : [];
}

function usedElsewhere(scope: MergeScope, parts: ContextParts, section: 'clusters' | 'users', name: string): boolean {
  return scope.some((file) =>
    [...file.config.contexts.values()].some(
      (context) =>
        context !== parts.context && textField(context.value, section === 'clusters' ? 'cluster' : 'user') === name,
    ),
  );
}

type EditInput = HandlerInput<'contexts.edit'>;

function checkFields(input: EditInput, parts: ContextParts): void {
  const wrong = (message: string): never => {
    throw new PortolanError('invalid', message, { clusterId: input.clusterId });
  };
  if (input.server === null) wrong('A cluster needs a server.');
  if (typeof input.server === 'string' && serverUrl(input.server, true) === null)
    wrong(`"${input.server}" is not an http or https address.`);
  if (typeof input.proxyUrl === 'string' && !isProxyUrl(input.proxyUrl))
    wrong(`"${input.proxyUrl}" is not an http, https or socks5 address.`);
  const ca = typeof input.certificateAuthority === 'string' ? certificateProblem(input.certificateAuthority) : null;
  if (ca !== null) wrong(`The certificate authority ${ca}.`);
  const has = (field: string): boolean =>
    parts.cluster !== null && textField(parts.cluster.entry.value, field) !== undefined;
  const keepsCa =
    input.certificateAuthority === undefined && (has('certificate-authority') || has('certificate-authority-data'));
  if (input.insecureSkipTlsVerify === true && (keepsCa || typeof input.certificateAuthority === 'string'))
    wrong('A cluster has either a certificate authority or insecure-skip-tls-verify, not both.');
}

/** The edits by file, in the order in which they are to be written. */
function editsOf(input: EditInput, parts: ContextParts): Map<string, Edit[]> {
  const edits = new Map<string, Edit[]>();
  const put = (
    section: Section,
    found: FoundEntry | null,
    what: string,
    fields: Readonly<Record<string, FieldValue | undefined>>,
  ): void => {
    for (const [key, value] of Object.entries(fields)) {
      if (value === undefined) continue;
      if (found === null)
        throw new PortolanError('invalid', `Context "${parts.name}" has no ${what} to change.`, {
          clusterId: input.clusterId,
        });
      const list = edits.get(found.file.path) ?? [];
      list.push({ type: 'set', section, name: found.entry.name, path: [key], value });
      edits.set(found.file.path, list);
    }
  };
  const { certificateAuthority: ca, token } = input;
  put('contexts', { entry: parts.context, file: parts.file }, 'context', { namespace: input.namespace });
  put('clusters', parts.cluster, 'cluster', {
    server: input.server,
    'certificate-authority-data': typeof ca === 'string' ? Buffer.from(ca).toString('base64') : ca,
    // The data replaces a file that was named.
    'certificate-authority': ca === undefined ? undefined : null,
    'insecure-skip-tls-verify': input.insecureSkipTlsVerify,
    'tls-server-name': input.tlsServerName,
    'proxy-url': input.proxyUrl,
  });
  put('users', parts.user, 'user', {
    token,
    tokenFile: token === undefined ? undefined : null,
    as: input.impersonate,
    'as-groups': input.impersonateGroups,
  });
  return edits;
}
