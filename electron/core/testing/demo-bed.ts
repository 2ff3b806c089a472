import { type DemoOptions, type DemoServer, startDemoServer } from '../../demo/server.ts';
import { TestHost, tempFolder, writeKubeconfig } from './harness.ts';

/** One demo cluster, open in a host: for tests of features that speak to a server. */
export interface DemoBed {
  readonly server: DemoServer;
  readonly host: TestHost;
  readonly clusterId: string;
  close(): Promise<void>;
}

export async function openDemoBed(
  options: DemoOptions = {},
  settings: Parameters<typeof TestHost.open>[0]['settings'] = {},
): Promise<DemoBed> {
  const folder = await tempFolder();
  const server = await startDemoServer({ name: 'prod', pods: 20, nodes: 2, namespaces: 2, living: false, ...options });
  const file = await writeKubeconfig(folder.path, 'prod.yaml', server.kubeconfig(options.users?.[0]?.name));
  const host = await TestHost.open({ files: [file], settings });
  const clusterId = 'prod.yaml:prod';
  await host.call('clusters.open', { clusterId });
  return {
    server,
    host,
    clusterId,
    close: async () => {
      await host.close();
      await server.close();
      await folder.remove();
    },
  };
}
