/** Where a detached control plane keeps its state, and whether it is alive. */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { programFolder } from './build.ts';

const stateSchema = z.object({
  name: z.string(),
  /** The process that owns the programs; ending it ends them. */
  pid: z.number(),
  url: z.string(),
  kubeconfig: z.string(),
  kubectl: z.string(),
  folder: z.string(),
  started: z.string(),
});
export type RunningState = z.infer<typeof stateSchema>;

/** Folder of the detached control plane `name`: certificates, data, logs, `state.json`. */
export const runFolder = (name: string): string => join(dirname(programFolder()), 'run', name);
export const stateFile = (name: string): string => join(runFolder(name), 'state.json');

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** The state of a control plane that runs; null when none of that name does. */
export async function readRunning(name: string): Promise<RunningState | null> {
  try {
    const state = stateSchema.parse(JSON.parse(await readFile(stateFile(name), 'utf8')));
    return isAlive(state.pid) ? state : null;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
