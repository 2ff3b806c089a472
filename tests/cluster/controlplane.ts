/**
 * A real Kubernetes control plane on loopback addresses: etcd and kube-apiserver, and as wished the controllers, the scheduler,
 * simulated kubelets (kwok) and metrics-server. Several run side by side; each has a folder, ports and certificates of its own.
 * Every program dies with this process, and `stop()` resolves when all of them have ended.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type AuditedRequest, auditFlags, readAudit } from './audit.ts';
import { ALL_PROGRAMS, ensurePrograms, type Program, programPath, SERVER_PROGRAMS } from './build.ts';
import type { ServerClient } from './client.ts';
import {
  apiServerArguments,
  controllerManagerArguments,
  etcdArguments,
  etcdUrl,
  kwokArguments,
  metricsServerArguments,
  schedulerArguments,
} from './components.ts';
import { createEtcdDoor, type EtcdDoor } from './etcd.ts';
import { type Ground, prepareGround } from './ground.ts';
import { registerMetricsServer, writeKwokConfig } from './kwok.ts';
import type { Authority, CertificateFiles } from './pki.ts';
import { eventually, logTail, type Started } from './processes.ts';
import { seedNodes, seedPods } from './seed.ts';
import { certificateCredentials, createUsers, type Users, writeKubeconfig } from './users.ts';

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
  const ground = await prepareGround(options.name, built.folder, options.folder, options.portBase);
  try {
    const server = apiServerOf(ground, options);
    await ground.start('etcd', etcdArguments(ground.folder, ground.ports));
    await server.start();
    const users = await createUsers(ground.place, ground.client);
    await startSimulation(ground, options);
    return { ...users, ...handleOf(ground, server) };
  } catch (error) {
    await ground.close();
    throw error;
  }
}

interface ApiServer {
  start(): Promise<void>;
  stop(): Promise<void>;
}

function apiServerOf(ground: Ground, options: ControlPlaneOptions): ApiServer {
  const { folder, ports, keys, client } = ground;
  return {
    start: async () => {
      const audit = options.audit ? await auditFlags(folder) : [];
      const started = await ground.start(
        'kube-apiserver',
        apiServerArguments(folder, ports, keys, {
          controllers: options.controllers ?? false,
          storage: options.storage ?? 'application/vnd.kubernetes.protobuf',
          extra: [...audit, ...(options.apiServerFlags ?? [])],
        }),
      );
      await ready(client, started);
    },
    // It drains for as long as anybody watches: after five seconds that is cut short.
    stop: async () => ground.running.get('kube-apiserver')?.stop(5_000),
  };
}

async function startSimulation(ground: Ground, options: ControlPlaneOptions): Promise<void> {
  const { client, keys, ports, kubeconfig } = ground;
  if (options.nodes) await seedNodes(client, options.nodes);
  if (options.controllers) await startControllers(ground);
  if (options.kwok) {
    const config = await writeKwokConfig(ground.folder, ground.programs);
    await ground.start('kwok', kwokArguments(kubeconfig, ports, keys.server, config));
  }
  if (options.metrics) {
    await ground.start('metrics-server', metricsServerArguments(kubeconfig, ports, keys));
    await registerMetricsServer(client, ports.metrics);
  }
  if (options.pods) await seedPods(client, options.pods, options.nodes ?? 0);
}

function handleOf(ground: Ground, server: ApiServer): Omit<ControlPlane, keyof Users> {
  const { place, client, keys, kubeconfig } = ground;
  const kubectlPath = programPath('kubectl', ground.programs);
  let stopped: Promise<void> | undefined;
  return {
    name: place.name,
    folder: ground.folder,
    url: place.url,
    kubeconfig,
    authority: keys.authority,
    admin: ground.admin,
    kubectlPath,
    client,
    etcd: createEtcdDoor(etcdUrl(ground.ports)),
    kubectl: async (args, path = kubeconfig) => {
      const result = run(kubectlPath, ['--kubeconfig', path, ...args], { maxBuffer: 256 * 1024 * 1024 });
      // Without credentials kubectl asks for a user name; it shall find the end of its input instead.
      result.child.stdin?.end();
      return (await result).stdout;
    },
    requests: () => readAudit(ground.folder),
    processes: () => [...ground.running.values()].filter((process) => !process.ended()),
    startApiServer: server.start,
    stopApiServer: server.stop,
    restartApiServer: async () => {
      await server.stop();
      await server.start();
    },
    stop: () => {
      // A second call waits for the same end.
      stopped ??= ground.close();
      return stopped;
    },
  };
}

/** Ready means `/readyz` says so; a process that ended meanwhile ends the waiting with the end of its log. */
async function ready(client: ServerClient, server: Started): Promise<void> {
  let death: Error | null = null;
  await eventually('kube-apiserver did not get ready', 60_000, async () => {
    if (server.ended()) {
      death = new Error(`kube-apiserver ended while starting:\n${await logTail(server)}`);
      return;
    }
    const answer = await client.send('GET', '/readyz');
    if (answer.status !== 200) throw new Error(answer.body.toString('utf8').slice(0, 500));
  });
  if (death) throw death;
}

async function startControllers({ place, keys, start }: Ground): Promise<void> {
  const kubeconfigOf = async (commonName: string): Promise<string> => {
    const name = commonName.replace('system:', '');
    return writeKubeconfig(place, name, certificateCredentials(await keys.authority.issue(name, { commonName })));
  };
  const manager = await kubeconfigOf('system:kube-controller-manager');
  await start('kube-controller-manager', controllerManagerArguments(manager, keys));
  await start('kube-scheduler', schedulerArguments(await kubeconfigOf('system:kube-scheduler')));
}
