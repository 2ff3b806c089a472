import type { DemoOptions, DemoUser, Rule } from '../options.ts';

/** One context of the fleet. */
export interface FleetCluster {
  readonly context: string;
  /** `null`: nobody listens there. */
  readonly options: DemoOptions | null;
  /** The user whose credentials the kubeconfig carries. */
  readonly user: DemoUser;
  readonly namespace?: string;
}

export type Scale = 'small' | 'full';

const masters = (name: string): DemoUser => ({ name, groups: ['system:masters'], signIn: { kind: 'certificate' } });

const READ = ['get', 'list', 'watch'];
const TEAM: readonly Rule[] = [{ verbs: READ, apiGroups: ['*'], resources: ['*'], namespaces: ['payments', 'orders'] }];

/** The plugin of the context whose sign-in fails; `script` is written next to the kubeconfig. */
const locked = (node: string, script: string): DemoUser => ({
  name: 'legacy-sso',
  signIn: {
    kind: 'exec',
    command: node,
    args: [script],
    installHint: 'Sign in with `corp-login legacy` and try again.',
  },
});

const developer = (seed: number): DemoUser => ({
  name: 'developer',
  groups: ['developers'],
  signIn: { kind: 'token', token: `demo-dev-${seed}` },
});

const operator: DemoUser = {
  name: 'operator',
  groups: ['system:masters'],
  signIn: { kind: 'basic', password: 'demo' },
};

const team = (seed: number): DemoUser => ({
  name: 'team-a',
  groups: ['team-a'],
  signIn: { kind: 'token', token: `demo-team-${seed}` },
  rules: TEAM,
});

/** Slow, and far away: 400 ms to every answer, 96 KB a second. */
const EDGE = { pods: 60, nodes: 3, namespaces: 2, latencyMs: 400, bandwidth: 96 * 1024, http2: false };
const OLD = { pods: 40, nodes: 3, namespaces: 2, version: 'v1.29.14', watchList: false, users: [masters('admin')] };

/** The demo fleet, in the order of its tabs. */
export function fleetClusters(seed: number, scale: Scale, node: string, script: string): readonly FleetCluster[] {
  const full = scale === 'full';
  const production = full ? { pods: 20_000, nodes: 200, namespaces: 40 } : { pods: 1_200, nodes: 24, namespaces: 12 };
  const staging = full ? { pods: 1_500, nodes: 24, namespaces: 12 } : { pods: 300, nodes: 8, namespaces: 12 };
  const trouble = { pods: 180, nodes: 6, namespaces: 4, trouble: true };
  return [
    { context: 'prod-eu-west', user: masters('admin'), options: { seed, ...production } },
    { context: 'staging', user: operator, options: { seed: seed + 1, ...staging } },
    { context: 'dev-payments', user: developer(seed), namespace: 'payments', options: { seed: seed + 2, ...trouble } },
    { context: 'edge-042', user: masters('admin'), options: { seed: seed + 3, ...EDGE } },
    { context: 'legacy', user: locked(node, script), options: { seed: seed + 4, ...OLD } },
    { context: 'dr-site', user: masters('admin'), options: null },
    {
      context: 'team-a',
      user: team(seed),
      namespace: 'payments',
      options: { seed: seed + 5, pods: 240, nodes: 6, namespaces: 6 },
    },
  ];
}

/** What the failing plugin says, as such plugins do. */
export const PLUGIN_SCRIPT = `process.stderr.write(
  'time="' + new Date().toISOString() + '" level=info msg="refreshing session for cluster legacy"\\n' +
  'time="' + new Date().toISOString() + '" level=error msg="token refresh failed: oidc: fetch https://sso.corp.example/oauth2/token: 400 Bad Request {\\\\"error\\\\":\\\\"invalid_grant\\\\",\\\\"error_description\\\\":\\\\"Session not active\\\\"}"\\n' +
  'Error: your session has expired. Run: corp-login legacy\\n',
);
process.exit(1);
`;
