/** The people who sign in to a test control plane, each in another way, and the kubeconfig that each of them uses. */
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { ServerClient } from './client.ts';
import type { Authority, CertificateFiles } from './pki.ts';

/**
 * - `admin`: client certificate of `system:masters`
 * - `certificate`, `token`, `service-account`, `exec`: may do everything, through RBAC, and sign in as the name says
 * - `restricted`: a token; may read namespaces `team-a` and `team-b`, and nothing cluster-wide
 * - `refused`: a token that the server does not know
 * - `expired`: a client certificate whose time has passed
 * - `anonymous`: no credentials at all
 */
export const USERS = [
  'admin',
  'certificate',
  'token',
  'service-account',
  'exec',
  'restricted',
  'refused',
  'expired',
  'anonymous',
] as const;
export type User = (typeof USERS)[number];

/** The namespaces that `restricted` may read. */
export const RESTRICTED_NAMESPACES = ['team-a', 'team-b'] as const;

const OPERATORS = 'portolan:operators';
export const TOKENS = { token: 'token-of-tove', exec: 'token-of-eske', restricted: 'token-of-rune' } as const;
const ACCOUNT = { namespace: 'portolan-sign-in', name: 'reader' } as const;

/** The static token file of the API server (`--token-auth-file`): token, user, uid, groups. */
export async function writeTokenFile(folder: string): Promise<string> {
  const path = join(folder, 'tokens.csv');
  const lines = [
    `${TOKENS.token},tove,1001,"${OPERATORS}"`,
    `${TOKENS.exec},eske,1002,"${OPERATORS}"`,
    `${TOKENS.restricted},rune,1003`,
  ];
  await writeFile(path, `${lines.join('\n')}\n`, { mode: 0o600 });
  return path;
}

/** Where the exec plugin of a control plane leaves its marks: one line per run in `runs`. */
export interface ExecPlugin {
  readonly script: string;
  readonly runs: string;
  /** One token per line: the first run prints the first, and so on; the last one stays. A test may write its own. */
  readonly token: string;
}

/** A plugin that prints an ExecCredential, run by this very Node. */
async function writeExecPlugin(folder: string): Promise<ExecPlugin> {
  const plugin = {
    script: join(folder, 'exec-plugin.mjs'),
    runs: join(folder, 'exec-plugin.runs'),
    token: join(folder, 'exec-plugin.token'),
  };
  const source = [
    "import { appendFileSync, readFileSync } from 'node:fs';",
    `const runs = ${JSON.stringify(plugin.runs)};`,
    "const run = readFileSync(runs, 'utf8').split('\\n').length - 1;",
    "appendFileSync(runs, (process.env.KUBERNETES_EXEC_INFO ?? '') + '\\n');",
    `const tokens = readFileSync(${JSON.stringify(plugin.token)}, 'utf8').trim().split('\\n');`,
    'process.stdout.write(JSON.stringify({',
    "  apiVersion: 'client.authentication.k8s.io/v1',",
    "  kind: 'ExecCredential',",
    '  status: { token: tokens[Math.min(run, tokens.length - 1)] },',
    '}));',
  ];
  await writeFile(plugin.script, `${source.join('\n')}\n`);
  await writeFile(plugin.runs, '');
  await writeFile(plugin.token, TOKENS.exec, { mode: 0o600 });
  return plugin;
}

export interface Users {
  readonly plugin: ExecPlugin;
  /** Writes the kubeconfig of a user and gives its path; asking again gives the same file. */
  kubeconfigFor(user: User): Promise<string>;
}

export interface Place {
  readonly folder: string;
  readonly name: string;
  readonly url: string;
  readonly authority: Authority;
}

/** @param client must be an administrator's. */
export async function createUsers(place: Place, client: ServerClient): Promise<Users> {
  await allowOperators(client);
  const plugin = await writeExecPlugin(place.folder);
  const written = new Map<User, Promise<string>>();
  return {
    plugin,
    kubeconfigFor: (user) => {
      const path =
        written.get(user) ??
        credentialsOf(user, place, plugin, client).then((credentials) =>
          writeKubeconfig(place, `user-${user}`, credentials),
        );
      written.set(user, path);
      return path;
    },
  };
}

/** One context named after the control plane. @param credentials the `user` of the kubeconfig */
export async function writeKubeconfig(place: Place, fileName: string, credentials: object): Promise<string> {
  const path = join(place.folder, `${fileName}.kubeconfig`);
  const document = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': place.name,
    clusters: [{ name: place.name, cluster: { server: place.url, 'certificate-authority': place.authority.cert } }],
    contexts: [{ name: place.name, context: { cluster: place.name, user: `${place.name}-${fileName}` } }],
    users: [{ name: `${place.name}-${fileName}`, user: credentials }],
  };
  await writeFile(path, stringify(document), { mode: 0o600 });
  await chmod(path, 0o600);
  return path;
}

export const certificateCredentials = ({ cert, key }: CertificateFiles): object => ({
  'client-certificate': cert,
  'client-key': key,
});

async function credentialsOf(user: User, place: Place, plugin: ExecPlugin, client: ServerClient): Promise<object> {
  switch (user) {
    case 'admin':
      return certificateCredentials(
        await place.authority.issue('admin-user', { commonName: 'admin', organizations: ['system:masters'] }),
      );
    case 'certificate':
      return certificateCredentials(
        await place.authority.issue('certificate-user', { commonName: 'cora', organizations: [OPERATORS] }),
      );
    case 'expired':
      return certificateCredentials(
        await place.authority.issue('expired-user', {
          commonName: 'enno',
          organizations: [OPERATORS],
          notBefore: new Date(Date.now() - 7_200_000),
          notAfter: new Date(Date.now() - 3_600_000),
        }),
      );
    case 'token':
    case 'restricted':
      return { token: TOKENS[user] };
    case 'refused':
      return { token: 'a-token-that-nobody-knows' };
    case 'anonymous':
      return {};
    case 'service-account':
      return { token: await serviceAccountToken(client) };
    case 'exec':
      return {
        exec: {
          apiVersion: 'client.authentication.k8s.io/v1',
          command: process.execPath,
          args: [plugin.script],
          interactiveMode: 'Never',
          provideClusterInfo: false,
        },
      };
  }
}

/** A token of an hour from the TokenRequest API. */
async function serviceAccountToken(client: ServerClient): Promise<string> {
  const path = `/api/v1/namespaces/${ACCOUNT.namespace}/serviceaccounts/${ACCOUNT.name}/token`;
  const request = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 3600 } };
  const answer = await client.json('POST', path, { body: request });
  if (typeof answer === 'object' && answer !== null && 'status' in answer) {
    const { status } = answer;
    if (typeof status === 'object' && status !== null && 'token' in status) return String(status.token);
  }
  throw new Error('the API server returned a TokenRequest without a token');
}

/** Makes an object; that it exists already is fine. */
async function ensure(client: ServerClient, path: string, body: object): Promise<void> {
  const answer = await client.send('POST', path, { body });
  if (answer.status !== 409 && answer.status > 299) throw new Error(`POST ${path}: ${answer.body.toString('utf8')}`);
}

async function allowOperators(client: ServerClient): Promise<void> {
  const rbac = '/apis/rbac.authorization.k8s.io/v1';
  const apiVersion = 'rbac.authorization.k8s.io/v1';
  const apiGroup = 'rbac.authorization.k8s.io';
  for (const name of [...RESTRICTED_NAMESPACES, ACCOUNT.namespace]) {
    await ensure(client, '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  }
  await ensure(client, `/api/v1/namespaces/${ACCOUNT.namespace}/serviceaccounts`, {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: ACCOUNT,
  });
  await ensure(client, `${rbac}/clusterrolebindings`, {
    apiVersion,
    kind: 'ClusterRoleBinding',
    metadata: { name: OPERATORS },
    roleRef: { apiGroup, kind: 'ClusterRole', name: 'cluster-admin' },
    subjects: [
      { apiGroup, kind: 'Group', name: OPERATORS },
      { kind: 'ServiceAccount', ...ACCOUNT },
    ],
  });
  for (const namespace of RESTRICTED_NAMESPACES) {
    await ensure(client, `${rbac}/namespaces/${namespace}/roles`, {
      apiVersion,
      kind: 'Role',
      metadata: { name: 'read-everything' },
      rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['get', 'list', 'watch'] }],
    });
    await ensure(client, `${rbac}/namespaces/${namespace}/rolebindings`, {
      apiVersion,
      kind: 'RoleBinding',
      metadata: { name: 'rune-reads' },
      roleRef: { apiGroup, kind: 'Role', name: 'read-everything' },
      subjects: [{ apiGroup, kind: 'User', name: 'rune' }],
    });
  }
}
