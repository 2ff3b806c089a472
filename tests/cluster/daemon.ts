/** Owns a detached control plane: started by `cli.ts up`, tells it when everything is ready, ends on SIGTERM. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type ControlPlane, startControlPlane } from './controlplane.ts';
import { eventually } from './processes.ts';
import { type RunningState, runFolder, stateFile } from './running.ts';
import { USERS } from './users.ts';

const optionsSchema = z.object({
  name: z.string(),
  nodes: z.number(),
  pods: z.number(),
  portBase: z.number().optional(),
});

async function applyWorkloads(plane: ControlPlane): Promise<void> {
  for (const file of ['workloads.yaml', 'parcels.yaml']) {
    const path = join(import.meta.dirname, 'fixtures', file);
    // The first try of a custom resource may come before its definition is served.
    await eventually(`${file} could not be applied`, 30_000, () => plane.kubectl(['apply', '--filename', path]));
  }
}

const { portBase, ...options } = optionsSchema.parse(JSON.parse(process.argv[2] ?? '{}'));
const plane = await startControlPlane({
  ...options,
  ...(portBase === undefined ? {} : { portBase }),
  folder: runFolder(options.name),
  controllers: true,
  kwok: true,
  metrics: true,
});
const end = (): void => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.off(signal, end);
  plane.stop().then(() => process.exit(0));
};
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, end);

await applyWorkloads(plane);
for (const user of USERS) await plane.kubeconfigFor(user);
const state: RunningState = {
  name: options.name,
  pid: process.pid,
  url: plane.url,
  kubeconfig: plane.kubeconfig,
  kubectl: plane.kubectlPath,
  folder: plane.folder,
  started: new Date().toISOString(),
};
await writeFile(stateFile(options.name), JSON.stringify(state, null, 2));
process.send?.('ready');
process.disconnect?.();
