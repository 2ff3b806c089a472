import { stringify } from 'yaml';
import type { DemoUser } from './options.ts';
import type { KeyPair } from './pki.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** One context of a kubeconfig, with its cluster and its user. */
export interface KubeconfigEntry {
  readonly context: string;
  readonly server: string;
  /** PEM; absent for `http://`. */
  readonly ca?: string;
  readonly user: DemoUser;
  readonly certificate?: KeyPair;
  readonly namespace?: string;
  readonly extra?: Readonly<Record<string, unknown>>;
}

function userFields({ user, certificate }: KubeconfigEntry): object {
  const { signIn } = user;
  switch (signIn.kind) {
    case 'certificate':
      return certificate
        ? { 'client-certificate-data': base64(certificate.cert), 'client-key-data': base64(certificate.key) }
        : {};
    case 'token':
      return { token: signIn.token };
    case 'basic':
      return { username: user.name, password: signIn.password };
    case 'exec':
      return {
        exec: {
          apiVersion: 'client.authentication.k8s.io/v1',
          command: signIn.command,
          args: signIn.args,
          interactiveMode: 'Never',
          provideClusterInfo: false,
          ...(signIn.installHint ? { installHint: signIn.installHint } : {}),
        },
      };
    case 'none':
      return {};
  }
}

export function kubeconfigOf(entries: readonly KubeconfigEntry[], current: string): string {
  return stringify(
    {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': current,
      clusters: entries.map(({ context, server, ca, extra }) => ({
        name: context,
        cluster: { server, ...(ca ? { 'certificate-authority-data': base64(ca) } : {}), ...extra },
      })),
      users: entries.map((entry) => ({ name: `${entry.context}-${entry.user.name}`, user: userFields(entry) })),
      contexts: entries.map(({ context, user, namespace }) => ({
        name: context,
        context: { cluster: context, user: `${context}-${user.name}`, ...(namespace ? { namespace } : {}) },
      })),
    },
    { lineWidth: 0 },
  );
}
