/** What kwok plays: every node's kubelet. Its own stages, plus answers to logs, exec, attach, port-forward and metrics. */
import { appendFile, chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import { kwokFiles } from './build.ts';
import type { ServerClient } from './client.ts';

/** Pods and nodes with this label keep the status that a test writes: no stage touches them. */
export const STATIC_LABEL = 'portolan.test/static';

/** The file behind every container's log; lines are appended in CRI form. */
export const logFile = (folder: string): string => join(folder, 'container.log');
export const previousLogFile = (folder: string): string => join(folder, 'container-previous.log');

/** Appends lines as a container runtime does: `<RFC 3339 nano> stdout F <text>`. `follow` sees them at once. */
export async function appendLog(folder: string, lines: readonly string[], at: Date = new Date()): Promise<void> {
  await appendFile(logFile(folder), lines.map((line) => criLine(line, at)).join(''));
}
const criLine = (text: string, at: Date): string => `${at.toISOString().replace('Z', '000000Z')} stdout F ${text}\n`;

interface Stage {
  kind?: string;
  spec?: { selector?: { matchExpressions?: object[] } };
}

/** The stages of kwok's module, each limited to objects without the static label. */
async function stages(programs: string): Promise<readonly object[]> {
  const texts = await Promise.all(kwokFiles(programs).map((file) => readFile(file, 'utf8')));
  return texts.flatMap(parseDocuments).map((document) => {
    const stage: Stage = document;
    if (stage.kind === 'Stage') {
      stage.spec?.selector?.matchExpressions?.push({
        key: `.metadata.labels["${STATIC_LABEL}"]`,
        operator: 'DoesNotExist',
      });
    }
    return document;
  });
}

function parseDocuments(text: string): readonly object[] {
  return parseAllDocuments(text).map((document) => {
    const value: unknown = document.toJS();
    if (typeof value !== 'object' || value === null) throw new Error('a kwok file holds something else than objects');
    return value;
  });
}

const clusterWide = (kind: string, name: string, spec: object): object => ({
  apiVersion: 'kwok.x-k8s.io/v1alpha1',
  kind,
  metadata: { name },
  spec,
});

/**
 * Writes kwok's configuration and the log files it serves.
 * Exec runs the command on this machine, in an empty folder of its own; port-forward reaches the same port of 127.0.0.1.
 * @param programs the folder of the built programs
 * @returns the configuration's path
 */
export async function writeKwokConfig(folder: string, programs: string): Promise<string> {
  const started = new Date();
  await writeFile(logFile(folder), '');
  await appendLog(folder, ['starting', 'listening on :8080', 'GET /healthz 200 1.2ms'], started);
  await writeFile(previousLogFile(folder), criLine('the run before this one', new Date(started.getTime() - 60_000)));
  const documents = [
    ...(await stages(programs)),
    clusterWide('ClusterLogs', 'logs', {
      logs: [{ logsFile: logFile(folder), previousLogsFile: previousLogFile(folder), follow: true }],
    }),
    clusterWide('ClusterAttach', 'attach', { attaches: [{ logsFile: logFile(folder) }] }),
    clusterWide('ClusterExec', 'exec', { execs: [{ local: { workDir: folder } }] }),
    clusterWide('ClusterPortForward', 'port-forward', { forwards: [] }),
  ];
  const path = join(folder, 'kwok.yaml');
  await writeFile(path, documents.map((document) => stringify(document)).join('---\n'));
  await chmod(path, 0o600);
  return path;
}

/** The aggregated API over a Service of type ExternalName: loopback endpoints are refused by the API server. */
export async function registerMetricsServer(client: ServerClient, port: number): Promise<void> {
  await client.json('POST', '/api/v1/namespaces/kube-system/services', {
    body: {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'metrics-server' },
      spec: { type: 'ExternalName', externalName: 'localhost', ports: [{ port, targetPort: port }] },
    },
  });
  await client.json('POST', '/apis/apiregistration.k8s.io/v1/apiservices', {
    body: {
      apiVersion: 'apiregistration.k8s.io/v1',
      kind: 'APIService',
      metadata: { name: 'v1beta1.metrics.k8s.io' },
      spec: {
        group: 'metrics.k8s.io',
        version: 'v1beta1',
        groupPriorityMinimum: 100,
        versionPriority: 100,
        insecureSkipTLSVerify: true,
        service: { namespace: 'kube-system', name: 'metrics-server', port },
      },
    },
  });
}
