import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** What the fleet's control endpoint tells about one cluster's server. */
export interface FleetStats {
  readonly requests: number;
  /** Keyed `verb resource`, or `verb path` where no resource is meant. */
  readonly byVerb: Readonly<Record<string, number>>;
  readonly watches: Readonly<Record<string, number>>;
}

export interface DemoFleet {
  readonly kubeconfig: string;
  stats(context: string): Promise<FleetStats>;
  /** POSTs to the control endpoint, e.g. `/clusters/staging/faults`. */
  control(path: string, body: unknown): Promise<unknown>;
  /** Takes every fault of this cluster's server away. */
  heal(context: string): Promise<unknown>;
  close(): Promise<void>;
}

/** Starts the built demo fleet as a process of its own, as the hosts do. */
export async function startDemoFleet(scale: 'small' | 'full' = 'small'): Promise<DemoFleet> {
  const folder = mkdtempSync(join(tmpdir(), 'portolan-fleet-'));
  const program = fileURLToPath(new URL('../../dist/demo.js', import.meta.url));
  const child = spawn(process.execPath, [program, folder, '--scale', scale], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('exit', (code) => reject(new Error(`the demo fleet ended with ${code}`)));
  });
  const { kubeconfig, control } = JSON.parse(line) as { kubeconfig: string; control: string };
  const ask = async (path: string, init?: RequestInit): Promise<unknown> => {
    const answer = await fetch(`${control}${path}`, init);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  return {
    kubeconfig,
    stats: async (context) => {
      const { clusters } = (await ask('/stats')) as { clusters: Record<string, FleetStats> };
      const stats = clusters[context];
      if (stats === undefined) throw new Error(`the fleet has no cluster ${context}`);
      return stats;
    },
    control: (path, body) =>
      ask(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    heal: (context) => ask(`/clusters/${context}/faults`, { method: 'DELETE' }),
    close: async () => {
      child.stdin.end();
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
