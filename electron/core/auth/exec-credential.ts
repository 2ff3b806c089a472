/** What a plugin is told and what it must answer: `client.authentication.k8s.io/v1` and `v1beta1` (`client-go/plugin/pkg/client/auth/exec`). */
import { z } from 'zod';
import { certificateEnd, certificateProblem, keyProblem, pairProblem } from '../kubeconfig/certificates.ts';
import type { ExecEntry } from './types.ts';

export const EXEC_API_VERSIONS = ['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1'];

/** The value of `KUBERNETES_EXEC_INFO`; `spec.cluster` only when the kubeconfig asks for it. `interactive`: it has a terminal. */
export function execInfo(exec: ExecEntry, interactive: boolean): string {
  return JSON.stringify({
    kind: 'ExecCredential',
    apiVersion: exec.apiVersion,
    // Without a person at a terminal a plugin that only prompts there must find another way.
    spec: { interactive, ...(exec.provideClusterInfo ? { cluster: exec.clusterInfo } : {}) },
  });
}

export interface PluginCredential {
  readonly token?: string;
  readonly clientCert?: string;
  readonly clientKey?: string;
  /** Epoch ms; from `expirationTimestamp`, or the certificate's end when that is earlier. */
  readonly expiresAt?: number;
}

const credentialSchema = z.object({
  apiVersion: z.string(),
  kind: z.string(),
  status: z
    .object({
      token: z.string().nullish(),
      clientCertificateData: z.string().nullish(),
      clientKeyData: z.string().nullish(),
      expirationTimestamp: z.string().nullish(),
    })
    .nullish(),
});

/** Reads a plugin's stdout. A text is why it cannot be used, as the rest of a sentence; it never repeats the output, which may hold a token. */
export function parseExecCredential(stdout: string, apiVersion: string): PluginCredential | string {
  const json = parseJson(stdout);
  if (json === undefined)
    return stdout.trim() === '' ? 'printed nothing' : `printed ${stdout.length} characters that are not JSON`;
  const result = credentialSchema.safeParse(json);
  if (!result.success) {
    const issue = result.error.issues[0];
    return `printed JSON that is no ExecCredential (${issue?.path.map(String).join('.') || 'the whole'}: ${issue?.message ?? ''})`;
  }
  const { kind, status } = result.data;
  if (kind !== 'ExecCredential') return `printed an object of kind "${kind}" instead of ExecCredential`;
  if (result.data.apiVersion !== apiVersion)
    return `answered in version ${result.data.apiVersion}, but the kubeconfig asks for ${apiVersion}`;
  if (status === null || status === undefined) return 'printed an ExecCredential without a status';
  return fromStatus(status);
}

function fromStatus(status: NonNullable<z.infer<typeof credentialSchema>['status']>): PluginCredential | string {
  const token = status.token || undefined;
  const clientCert = status.clientCertificateData || undefined;
  const clientKey = status.clientKeyData || undefined;
  if (token === undefined && clientCert === undefined && clientKey === undefined)
    return 'gave neither a token nor a certificate';
  if ((clientCert === undefined) !== (clientKey === undefined))
    return 'gave a certificate without its key, or a key without its certificate';
  if (clientCert !== undefined && clientKey !== undefined) {
    const wrong = certificateProblem(clientCert) ?? keyProblem(clientKey, true) ?? pairProblem(clientCert, clientKey);
    if (wrong !== null) return `gave a certificate that ${wrong}`;
  }
  const said = status.expirationTimestamp ? Date.parse(status.expirationTimestamp) : undefined;
  if (said !== undefined && Number.isNaN(said)) return 'gave an expirationTimestamp that is no date';
  const ends = [said, clientCert === undefined ? undefined : (certificateEnd(clientCert) ?? undefined)];
  const known = ends.filter((one) => one !== undefined);
  return {
    ...(token === undefined ? {} : { token }),
    ...(clientCert === undefined || clientKey === undefined ? {} : { clientCert, clientKey }),
    ...(known.length === 0 ? {} : { expiresAt: Math.min(...known) }),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
