/**
 * Builds the control plane's programs from the pinned Go modules beside this file, into a cache folder outside the tree:
 * `<platform cache>/portolan/cluster/<hash of the go.mod and go.sum files>/`. What is there already is not built again.
 * Run directly (`node tests/cluster/build.ts`) it builds everything and prints the folder.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The Kubernetes release that everything is built from; `go/kube/go.mod` pins the same. */
export const KUBERNETES_VERSION = 'v1.36.3';

const MODULES = ['kube', 'etcd', 'kwok', 'metrics'] as const;

/** Program → the module that pins it and the package that holds its `main`. */
const PROGRAMS = {
  'kube-apiserver': { module: 'kube', package: 'k8s.io/kubernetes/cmd/kube-apiserver' },
  'kube-controller-manager': { module: 'kube', package: 'k8s.io/kubernetes/cmd/kube-controller-manager' },
  'kube-scheduler': { module: 'kube', package: 'k8s.io/kubernetes/cmd/kube-scheduler' },
  kubectl: { module: 'kube', package: 'k8s.io/kubernetes/cmd/kubectl' },
  etcd: { module: 'etcd', package: 'go.etcd.io/etcd/server/v3' },
  kwok: { module: 'kwok', package: 'sigs.k8s.io/kwok/cmd/kwok' },
  'metrics-server': { module: 'metrics', package: 'sigs.k8s.io/metrics-server/cmd/metrics-server' },
} as const satisfies Record<string, { module: (typeof MODULES)[number]; package: string }>;

export type Program = keyof typeof PROGRAMS;

/** What etcd and the API server alone need: enough for tables, watches and sign-in. */
export const SERVER_PROGRAMS: readonly Program[] = ['etcd', 'kube-apiserver', 'kubectl'];
/** In the order in which they become useful. */
export const ALL_PROGRAMS: readonly Program[] = [
  ...SERVER_PROGRAMS,
  'kube-controller-manager',
  'kube-scheduler',
  'kwok',
  'metrics-server',
];

/** `ready`: every program asked for is in `folder`. `skipped`: it cannot be built here, and `why` says what to install. */
export type BuildOutcome =
  | { readonly kind: 'ready'; readonly folder: string }
  | { readonly kind: 'skipped'; readonly why: string };

const goFolder = join(import.meta.dirname, 'go');

/** The user's cache folder of this platform (XDG on Linux, Library/Caches on macOS, LOCALAPPDATA on Windows). */
function cacheFolder(): string {
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches');
  if (process.platform === 'win32') return process.env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local');
  return process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
}

/** The folder of these exact module files; it need not exist yet. */
export function programFolder(): string {
  const hash = createHash('sha256');
  for (const module of MODULES) {
    for (const file of ['go.mod', 'go.sum']) hash.update(readFileSync(join(goFolder, module, file)));
  }
  return join(cacheFolder(), 'portolan', 'cluster', hash.digest('hex').slice(0, 16));
}

/** Absolute path of a program, whether it is built or not. */
export function programPath(program: Program, folder: string = programFolder()): string {
  return join(folder, process.platform === 'win32' ? `${program}.exe` : program);
}

/** Without these the server calls itself v0.0.0 (component-base) and kubectl's user agent too (client-go). */
function linkerFlags(): string {
  const [, major, minor] = /^v(\d+)\.(\d+)\./.exec(KUBERNETES_VERSION) ?? [];
  const flags = ['-s', '-w'];
  for (const where of ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version']) {
    flags.push(`-X ${where}.gitVersion=${KUBERNETES_VERSION}`, `-X ${where}.gitTreeState=clean`);
    flags.push(`-X ${where}.gitMajor=${major}`, `-X ${where}.gitMinor=${minor}`);
  }
  return flags.join(' ');
}

async function goIsPresent(): Promise<boolean> {
  try {
    await run('go', ['version'], { timeout: 20_000 });
    return true;
  } catch {
    return false;
  }
}

/** kwok's own descriptions of a kubelet's behaviour, copied from its module so that running needs no Go. */
const KWOK_FILES = [
  'stage/node/fast/node-initialize.yaml',
  'stage/node/heartbeat-with-lease/node-heartbeat-with-lease.yaml',
  'stage/node/chaos/node-not-ready.yaml',
  'stage/pod/fast/pod-ready.yaml',
  'stage/pod/fast/pod-complete.yaml',
  'stage/pod/fast/pod-delete.yaml',
  'stage/pod/chaos/pod-container-running-failed.yaml',
  'metrics/resource/metrics-resource.yaml',
  'metrics/usage/usage-from-annotation.yaml',
] as const;

/** Paths of those files in the cache folder. */
export function kwokFiles(folder: string): readonly string[] {
  return KWOK_FILES.map((file) => join(folder, 'kwok-files', basename(file)));
}

async function copyKwokFiles(folder: string): Promise<void> {
  const { stdout } = await run('go', ['list', '-m', '-f', '{{.Dir}}', 'sigs.k8s.io/kwok'], {
    cwd: join(goFolder, 'kwok'),
  });
  await mkdir(join(folder, 'kwok-files'), { recursive: true });
  const targets = kwokFiles(folder);
  await Promise.all(
    KWOK_FILES.map((file, index) => copyFile(join(stdout.trim(), 'kustomize', file), targets[index] ?? file)),
  );
}

/** Builds one program beside its final name and renames it, so that two builders at once never leave half a file. */
async function build(program: Program, folder: string): Promise<void> {
  const { module, package: path } = PROGRAMS[program];
  const partial = join(folder, `.${program}.${process.pid}`);
  try {
    await run('go', ['build', '-trimpath', '-buildvcs=false', '-ldflags', linkerFlags(), '-o', partial, path], {
      cwd: join(goFolder, module),
      env: { ...process.env, CGO_ENABLED: '0', GOWORK: 'off' },
      maxBuffer: 64 * 1024 * 1024,
    });
    if (program === 'kwok') await copyKwokFiles(folder);
    await rename(partial, programPath(program, folder));
  } finally {
    await rm(partial, { force: true });
  }
}

/**
 * Makes sure the programs exist, building what is missing one after another (a cold build of all takes about nine minutes).
 * @param report is told one line per program that has to be built.
 * @throws when Go is present and a build fails: that is a broken module file, not a reason to skip.
 */
export async function ensurePrograms(
  programs: readonly Program[] = ALL_PROGRAMS,
  report: (line: string) => void = () => undefined,
): Promise<BuildOutcome> {
  const folder = programFolder();
  const missing = programs.filter((program) => !existsSync(programPath(program, folder)));
  if (missing.length === 0) return { kind: 'ready', folder };
  if (!(await goIsPresent())) {
    return {
      kind: 'skipped',
      why: 'Skipped: the real control plane is built from Go modules, so install Go 1.26 or newer (https://go.dev/dl/) and run this again.',
    };
  }
  await mkdir(folder, { recursive: true });
  for (const program of missing) {
    report(`building ${program}`);
    await build(program, folder);
  }
  return { kind: 'ready', folder };
}

if (import.meta.main) {
  const outcome = await ensurePrograms(ALL_PROGRAMS, (line) => console.error(line));
  console.log(outcome.kind === 'ready' ? outcome.folder : outcome.why);
}
