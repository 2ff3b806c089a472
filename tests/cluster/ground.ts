/** What every program of one control plane stands on: its folder, ports, certificates, the administrator, and how programs start and end. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Program, programPath } from './build.ts';
import { createServerClient, type ServerClient } from './client.ts';
import { type Credentials, PORT_COUNT, type Ports, SERVICE_IP } from './components.ts';
import { type CertificateFiles, createAuthority, createServiceAccountKeys } from './pki.ts';
import { createProcesses, freePorts, type Processes, type Started } from './processes.ts';
import { certificateCredentials, type Place, writeKubeconfig, writeTokenFile } from './users.ts';

export interface Ground {
  readonly folder: string;
  /** Where the built programs are. */
  readonly programs: string;
  readonly ports: Ports;
  readonly keys: Credentials;
  readonly admin: CertificateFiles;
  readonly place: Place;
  /** The administrator's. */
  readonly kubeconfig: string;
  readonly client: ServerClient;
  /** The latest process of each program. */
  readonly running: ReadonlyMap<Program, Started>;
  start(program: Program, args: readonly string[]): Promise<Started>;
  /** Ends all programs and waits for their ends; a temporary folder goes with them. */
  close(): Promise<void>;
}

/** @param kept a folder that outlives the plane; without it a temporary one */
export async function prepareGround(
  name: string,
  programs: string,
  kept: string | undefined,
  portBase: number | undefined,
): Promise<Ground> {
  const folder = kept ?? (await mkdtemp(join(tmpdir(), `portolan-${name}-`)));
  await mkdir(join(folder, 'pki'), { recursive: true });
  const ports = await choosePorts(portBase);
  const keys = await createCredentials(folder);
  const admin = await keys.authority.issue('admin', { commonName: 'admin', organizations: ['system:masters'] });
  const place: Place = { folder, name, url: `https://127.0.0.1:${ports.api}`, authority: keys.authority };
  const client = await createServerClient(place.url, keys.authority.cert, admin);
  const kubeconfig = await writeKubeconfig(place, 'admin', certificateCredentials(admin));
  const processes = createProcesses(folder);
  const running = new Map<Program, Started>();
  return {
    folder,
    programs,
    ports,
    keys,
    admin,
    place,
    kubeconfig,
    client,
    running,
    start: async (program, args) => {
      const started = await processes.start(program, programPath(program, programs), args);
      running.set(program, started);
      return started;
    },
    close: async () => {
      await client.close();
      await endAll(processes, running);
      if (kept === undefined) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Clients of the API server first, so that it has nobody to wait for; etcd last. */
async function endAll(processes: Processes, running: ReadonlyMap<Program, Started>): Promise<void> {
  const clients: readonly Program[] = ['metrics-server', 'kwok', 'kube-scheduler', 'kube-controller-manager'];
  await Promise.all(clients.map((program) => running.get(program)?.stop(5_000)));
  await running.get('kube-apiserver')?.stop(10_000);
  await running.get('etcd')?.stop(5_000);
  await processes.close();
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
