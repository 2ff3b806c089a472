/**
 * A real Kubernetes control plane on loopback addresses: etcd and kube-apiserver, and as wished the controllers, the scheduler,
 * simulated kubelets (kwok) and metrics-server. Several run side by side; each has a folder, ports and certificates of its own.
 * Every program dies with this process, and `stop()` resolves when all of them have ended.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type AuditedRequest, auditFlags, readAudit } from './audit.ts';
import { ALL_PROGRAMS, ensurePrograms, type Program, programPath, SERVER_PROGRAMS } from './build.ts';
import { createServerClient, type ServerClient } from './client.ts';
import {
  apiServerArguments,
  type Credentials,
  controllerManagerArguments,
  etcdArguments,
  etcdUrl,
  kwokArguments,
  metricsServerArguments,
  PORT_COUNT,
  type Ports,
  SERVICE_IP,
  schedulerArguments,
} from './components.ts';
import { createEtcdDoor, type EtcdDoor } from './etcd.ts';
import { registerMetricsServer, writeKwokConfig } from './kwok.ts';
import { type Authority, type CertificateFiles, createAuthority, createServiceAccountKeys } from './pki.ts';
import { createProcesses, eventually, freePorts, logTail, type Processes, type Started } from './processes.ts';
import { seedNodes, seedPods } from './seed.ts';
import {
  certificateCredentials,
  createUsers,
  type Place,
  type Users,
  writeKubeconfig,
  writeTokenFile,
} from './users.ts';

const run = promisify(execFile);

export interface ControlPlaneOptions {
  /** The context's name, and part of the folder's. */
  readonly name: string;
  /** First of five consecutive ports; without it any free ones. */
  readonly portBase?: number;
  /** Where certificates, data and logs go; it is kept. Without it a temporary folder that `stop()` removes. */
  readonly folder?: string;
  /** Simulated nodes to create (needs `kwok` to become ready). */
  readonly nodes?: number;
  /** Bare pods to create, spread over the nodes. */
  readonly pods?: number;
  /** kube-controller-manager and kube-scheduler. */
  readonly controllers?: boolean;
  readonly kwok?: boolean;
  /** metrics-server; needs `kwok`. */
  readonly metrics?: boolean;
  readonly storage?: 'application/json' | 'application/vnd.kubernetes.protobuf';
  /** Keep a record of every request that the API server answers: `requests()`. */
  readonly audit?: boolean;
  /** More flags for kube-apiserver. */
  readonly apiServerFlags?: readonly string[];
}

export interface ControlPlane extends Users {
  readonly name: string;
  readonly folder: string;
  readonly url: string;
  /** The administrator's kubeconfig. */
  readonly kubeconfig: string;
  /** The CA of the API server and of its users; issues more certificates. */
  readonly authority: Authority;
  readonly admin: CertificateFiles;
  readonly kubectlPath: string;
  readonly client: ServerClient;
  readonly etcd: EtcdDoor;
  /** kubectl's standard output. @throws with its standard error. */
  kubectl(args: readonly string[], kubeconfig?: string): Promise<string>;
  /** What was asked of the API server so far, in the order of its answers. Needs `audit`. */
  requests(): Promise<readonly AuditedRequest[]>;
  /** What runs now, for measurements. */
  processes(): readonly Started[];
  stopApiServer(): Promise<void>;
  startApiServer(): Promise<void>;
  /** Ends the API server, waits for its end, and starts it again on the same port. Resolves when it is ready. */
  restartApiServer(): Promise<void>;
  stop(): Promise<void>;
}

/** Programs a plane with these options needs. */
export function programsFor(options: ControlPlaneOptions): readonly Program[] {
  const more: Program[] = [];
  if (options.controllers) more.push('kube-controller-manager', 'kube-scheduler');
  if (options.kwok) more.push('kwok');
  if (options.metrics) more.push('metrics-server');
  return ALL_PROGRAMS.filter((program) => SERVER_PROGRAMS.includes(program) || more.includes(program));
}

/** @throws when a program cannot be built or does not get ready; nothing is left running then. */
export async function startControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const built = await ensurePrograms(programsFor(options));
  if (built.kind === 'skipped') throw new Error(built.why);
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), `portolan-${options.name}-`)));
  await mkdir(join(folder, 'pki'), { recursive: true });
  const processes = createProcesses(folder);
  const running = new Map<Program, Started>();
  const close = async (): Promise<void> => {
    // Clients of the API server first, so that it has nobody to wait for; etcd last.
    const order: Program[] = ['metrics-server', 'kwok', 'kube-scheduler', 'kube-controller-manager'];
    await Promise.all(order.map((program) => running.get(program)?.stop(5_000)));
    await running.get('kube-apiserver')?.stop(10_000);
    await running.get('etcd')?.stop(5_000);
    await processes.close();
    if (options.folder === undefined) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    return await assemble(options, built.folder, folder, processes, running, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function assemble(
  options: ControlPlaneOptions,
  programs: string,
  folder: string,
  processes: Processes,
  running: Map<Program, Started>,
  close: () => Promise<void>,
): Promise<ControlPlane> {
  const ports = await choosePorts(options.portBase);
  const url = `https://127.0.0.1:${ports.api}`;
  const keys = await createCredentials(folder);
  const admin = await keys.authority.issue('admin', { commonName: 'admin', organizations: ['system:masters'] });
  const place: Place = { folder, name: options.name, url, authority: keys.authority };
  const kubeconfig = await writeKubeconfig(place, 'admin', certificateCredentials(admin));
  const start = async (program: Program, args: readonly string[]): Promise<void> => {
    running.set(program, await processes.start(program, programPath(program, programs), args));
  };
  const client = await createServerClient(url, keys.authority.cert, admin);
  const startApiServer = async (): Promise<void> => {
    await start(
      'kube-apiserver',
      apiServerArguments(folder, ports, keys, {
        controllers: options.controllers ?? false,
        storage: options.storage ?? 'application/vnd.kubernetes.protobuf',
        extra: [...(options.audit ? await auditFlags(folder) : []), ...(options.apiServerFlags ?? [])],
      }),
    );
    await ready(client, running.get('kube-apiserver'));
  };
  const stopApiServer = async (): Promise<void> => running.get('kube-apiserver')?.stop(5_000);

  await start('etcd', etcdArguments(folder, ports));
  await startApiServer();
  const users = await createUsers(place, client);
  const startSimulation = async (): Promise<void> => {
    if (options.nodes) await seedNodes(client, options.nodes);
    if (options.controllers) await startControllers(place, keys, start);
    if (options.kwok) {
      const config = await writeKwokConfig(folder, programs);
      await start('kwok', kwokArguments(kubeconfig, ports, keys.server, config));
    }
    if (options.metrics) {
      await start('metrics-server', metricsServerArguments(kubeconfig, ports, keys));
      await registerMetricsServer(client, ports.metrics);
    }
    if (options.pods) await seedPods(client, options.pods, options.nodes ?? 0);
  };
  await startSimulation();
  let stopped: Promise<void> | undefined;

  const kubectlPath = programPath('kubectl', programs);
  return {
    ...users,
    name: options.name,
    folder,
    url,
    kubeconfig,
    authority: keys.authority,
    admin,
    kubectlPath,
    client,
    etcd: createEtcdDoor(etcdUrl(ports)),
    kubectl: async (args, path = kubeconfig) => {
      const result = run(kubectlPath, ['--kubeconfig', path, ...args], { maxBuffer: 256 * 1024 * 1024 });
      // Without credentials kubectl asks for a user name; it shall find the end of its input instead.
      result.child.stdin?.end();
      return (await result).stdout;
    },
    requests: () => readAudit(folder),
    processes: () => [...running.values()].filter((process) => !process.ended()),
    startApiServer,
    stopApiServer,
    restartApiServer: async () => {
      await stopApiServer();
      await startApiServer();
    },
    stop: () => {
      // A second call waits for the same end.
      stopped ??= client.close().then(close);
      return stopped;
    },
  };
}

async function choosePorts(base: number | undefined): Promise<Ports> {
  const [api, etcd, etcdPeer, kubelet, metrics] = await freePorts(PORT_COUNT, base);
  if (!(api && etcd && etcdPeer && kubelet && metrics)) throw new Error('not enough free ports on 127.0.0.1');
  return { api, etcd, etcdPeer, kubelet, metrics };
}

async function createCredentials(folder: string): Promise<Credentials> {
  const pki = join(folder, 'pki');
  const authority = await createAuthority(pki, 'ca');
  const frontProxyAuthority = await createAuthority(pki, 'front-proxy-ca');
  const serverNames = ['127.0.0.1', 'localhost', SERVICE_IP, 'kubernetes', 'kubernetes.default.svc'];
  return {
    authority,
    frontProxyAuthority,
    server: await authority.issue('server', { commonName: 'kube-apiserver', serverNames }),
    kubeletClient: await authority.issue('kubelet-client', {
      commonName: 'kube-apiserver-kubelet-client',
      organizations: ['system:masters'],
    }),
    frontProxyClient: await frontProxyAuthority.issue('front-proxy-client', { commonName: 'front-proxy-client' }),
    serviceAccounts: await createServiceAccountKeys(pki),
    tokens: await writeTokenFile(folder),
  };
}

/** Ready means `/readyz` says so; a process that ended meanwhile ends the waiting with the end of its log. */
async function ready(client: ServerClient, server: Started | undefined): Promise<void> {
  let death: Error | null = null;
  await eventually('kube-apiserver did not get ready', 60_000, async () => {
    if (server?.ended()) {
      death = new Error(`kube-apiserver ended while starting:\n${await logTail(server)}`);
      return;
    }
    const answer = await client.send('GET', '/readyz');
    if (answer.status !== 200) throw new Error(answer.body.toString('utf8').slice(0, 500));
  });
  if (death) throw death;
}

async function startControllers(
  place: Place,
  keys: Credentials,
  start: (program: Program, args: readonly string[]) => Promise<void>,
): Promise<void> {
  const kubeconfigOf = async (commonName: string): Promise<string> => {
    const name = commonName.replace('system:', '');
    return writeKubeconfig(place, name, certificateCredentials(await keys.authority.issue(name, { commonName })));
  };
  const manager = await kubeconfigOf('system:kube-controller-manager');
  await start('kube-controller-manager', controllerManagerArguments(manager, keys));
  await start('kube-scheduler', schedulerArguments(await kubeconfigOf('system:kube-scheduler')));
}
