import { createServer } from 'node:net';
import { join } from 'node:path';
import { DemoServer } from '../http/server.ts';
import { type KubeconfigEntry, kubeconfigOf } from '../kubeconfig.ts';
import { type FleetCluster, fleetClusters, PLUGIN_SCRIPT, type Scale } from './clusters.ts';
import { startControl } from './control.ts';
import { type FleetPki, fleetPki, writeAtomically } from './files.ts';

export interface Fleet {
  /** Path of the kubeconfig. */
  readonly kubeconfig: string;
  readonly control: string;
  readonly servers: ReadonlyMap<string, DemoServer>;
  close(): Promise<void>;
}

export interface FleetOptions {
  readonly folder: string;
  readonly seed: number;
  readonly scale: Scale;
}

/** A port on which nobody listens: taken from the system, then given back. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = address && typeof address === 'object' ? address.port : 1;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}

async function start(cluster: FleetCluster, { pki, clients }: FleetPki): Promise<DemoServer | null> {
  if (!cluster.options) return null;
  const users = cluster.options.users ?? [cluster.user];
  return DemoServer.start({
    ...cluster.options,
    name: cluster.context,
    users,
    pki,
    clientCertificates: clients,
    lazy: true,
    gated: cluster.context !== 'prod-eu-west',
  });
}

/** Starts every cluster of the demo and writes their kubeconfig. Their contents come to life with their first visitor. */
export async function startFleet({ folder, seed, scale }: FleetOptions): Promise<Fleet> {
  const script = join(folder, 'legacy-login.cjs');
  const clusters = fleetClusters(seed, scale, process.execPath, script);
  const certified = [
    ...new Set(clusters.flatMap(({ user }) => (user.signIn.kind === 'certificate' ? [user.name] : []))),
  ];
  const pki = await fleetPki(folder, certified);
  const servers = new Map<string, DemoServer>();
  const entries: KubeconfigEntry[] = [];
  for (const cluster of clusters) {
    const server = await start(cluster, pki);
    if (server) servers.set(cluster.context, server);
    const certificate = cluster.user.signIn.kind === 'certificate' ? pki.clients.get(cluster.user.name) : undefined;
    entries.push({
      context: cluster.context,
      server: server?.url ?? `https://127.0.0.1:${await closedPort()}`,
      ca: pki.pki.ca.cert,
      user: cluster.user,
      ...(certificate ? { certificate } : {}),
      ...(cluster.namespace ? { namespace: cluster.namespace } : {}),
    });
  }
  await writeAtomically(script, PLUGIN_SCRIPT);
  const kubeconfig = join(folder, 'demo');
  await writeAtomically(kubeconfig, kubeconfigOf(entries, 'prod-eu-west'));
  const control = await startControl(servers);
  return {
    kubeconfig,
    control: control.url,
    servers,
    async close() {
      await control.close();
      await Promise.all([...servers.values()].map((server) => server.close()));
    },
  };
}
