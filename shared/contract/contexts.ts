import { z } from 'zod';
import { appMethod } from './define.ts';

/** How a context's user signs in, from the kubeconfig alone. */
export type UserKind = 'none' | 'token' | 'token-file' | 'basic' | 'certificate' | 'program' | 'oidc' | 'auth-provider';

export interface ContextInfo {
  readonly clusterId: string;
  readonly clusterName: string;
  /** Absolute path of the file that defines the context, links not resolved. */
  readonly file: string;
  readonly server: string | null;
  readonly user: string | null;
  readonly namespace: string | null;
  readonly userKind: UserKind;
  /** Epoch ms at which the user's client certificate ends; `null`: it has none, or it cannot be read. */
  readonly certificateEnd: number | null;
  readonly status: 'ok' | 'invalid';
  /** One sentence naming file and entry when `status` is `invalid`. */
  readonly problem?: string;
  /** True for the current-context of its file or merged set. */
  readonly current: boolean;
}

export interface SkippedFile {
  readonly file: string;
  readonly reason: string;
}

/** What can be edited of a context, as its files have it now, and what a removal would take. Never a secret. */
export interface ContextDetails {
  readonly clusterId: string;
  readonly name: string;
  readonly namespace: string;
  readonly server: string;
  /** PEM text of the data, or the path of a named file. */
  readonly certificateAuthority: { readonly type: 'none' | 'data' | 'file'; readonly text: string };
  readonly insecureSkipTlsVerify: boolean;
  readonly tlsServerName: string;
  readonly proxyUrl: string;
  readonly userKind: UserKind;
  readonly user: string | null;
  /** The sign-in program's argv as one line, for display. */
  readonly command: string | null;
  readonly impersonate: string;
  readonly impersonateGroups: readonly string[];
  /** Every file that a removal changes: what goes out of it, and where its old text will be kept. */
  readonly removes: readonly { readonly file: string; readonly entries: readonly string[]; readonly backup: string }[];
  /** Other contexts that use the same cluster or user entry: editing those fields changes them too. */
  readonly sharedWith: readonly string[];
}

export interface ContextList {
  readonly contexts: readonly ContextInfo[];
  readonly skipped: readonly SkippedFile[];
}

/** Who one is, as the form asks for it. PEM texts as they are, not base64. */
const formUser = z.discriminatedUnion('type', [
  z.object({ type: z.literal('none') }),
  z.object({ type: z.literal('token'), token: z.string().min(1) }),
  z.object({ type: z.literal('basic'), username: z.string().min(1), password: z.string() }),
  z.object({ type: z.literal('certificate'), certificate: z.string().min(1), key: z.string().min(1) }),
  z.object({
    type: z.literal('exec'),
    command: z.string().min(1),
    args: z.array(z.string()).default([]),
    env: z.array(z.object({ name: z.string().min(1), value: z.string() })).default([]),
    apiVersion: z.string().default('client.authentication.k8s.io/v1'),
    provideClusterInfo: z.boolean().default(false),
  }),
]);

/** Where new contexts come from. */
const contextSource = z.discriminatedUnion('type', [
  /** A file or folder, watched from now on; nothing is copied. */
  z.object({ type: z.literal('path'), path: z.string().min(1) }),
  /** Pasted or dropped text of a kubeconfig. */
  z.object({ type: z.literal('text'), text: z.string().min(1), name: z.string().default('') }),
  z.object({
    type: z.literal('form'),
    name: z.string().min(1),
    server: z.string().min(1),
    namespace: z.string().default(''),
    certificateAuthority: z.string().default(''),
    insecureSkipTlsVerify: z.boolean().default(false),
    tlsServerName: z.string().default(''),
    proxyUrl: z.string().default(''),
    user: formUser.default({ type: 'none' }),
  }),
]);
export type ContextSource = z.output<typeof contextSource>;

/** A kubeconfig field: absent leaves it alone, `null` takes it out. */
const field = z.string().min(1).nullable().optional();

export const contextMethods = {
  /** Every context of every known file, grouped by file in discovery order. */
  'contexts.list': appMethod<ContextList>()({}),
  /**
   * Adds contexts. Text and forms go into a new file in `~/.kube` for its owner only, or into the known kubeconfig `into`.
   * `invalid` with the reason when it is no kubeconfig, `already-exists` when a name is taken there. Answers with the new ids.
   */
  'contexts.add': appMethod<{ readonly clusterIds: readonly string[]; readonly file: string }>()({
    source: contextSource,
    into: z.string().nullable().default(null),
  }),
  /** Forgets a file or folder the user added; the file itself stays. */
  'contexts.removeSource': appMethod<null>()({ path: z.string().min(1) }),
  /** Renames the context in its file and moves everything kept under the old id; an open tab is opened again under the new one. */
  'contexts.rename': appMethod<{ readonly clusterId: string }>()({
    clusterId: z.string().min(1),
    name: z.string().min(1),
  }),
  /**
   * Changes fields of the context, its cluster and its user in their files; comments and unknown fields stay. `affected` are the
   * ids of all contexts that use the same entries. Certificates are PEM texts.
   */
  'contexts.edit': appMethod<{ readonly affected: readonly string[] }>()({
    clusterId: z.string().min(1),
    namespace: field,
    server: field,
    certificateAuthority: field,
    insecureSkipTlsVerify: z.boolean().nullable().optional(),
    tlsServerName: field,
    proxyUrl: field,
    token: field,
    impersonate: field,
    impersonateGroups: z.array(z.string()).nullable().optional(),
  }),
  /** Its fields as they are in its files now. `not-found` when it is gone. */
  'contexts.details': appMethod<ContextDetails>()({ clusterId: z.string().min(1) }),
  /** Takes the context out of its file, with its cluster and user unless another context uses them. */
  'contexts.remove': appMethod<null>()({ clusterId: z.string().min(1) }),
  /** Writes the context as a kubeconfig of its own, certificates and keys inside, for its owner only. Secrets never cross to a window. */
  'contexts.export': appMethod<{ readonly path: string }>()({
    clusterId: z.string().min(1),
    path: z.string().min(1),
    overwrite: z.boolean().default(false),
  }),
  /** What the user gives a context here, kept in the settings: absent leaves it, `null` takes it away. */
  'contexts.mark': appMethod<null>()({
    clusterId: z.string().min(1),
    displayName: z.string().nullable().optional(),
    color: z.number().int().min(0).max(7).nullable().optional(),
    icon: z.string().max(16).nullable().optional(),
    tags: z.array(z.string()).nullable().optional(),
    favourite: z.boolean().nullable().optional(),
    hidden: z.boolean().nullable().optional(),
    guard: z.enum(['none', 'confirm', 'read-only']).nullable().optional(),
  }),
  /** Starts the demo fleet and adds its contexts for this run only; answers when they can be opened. */
  'contexts.openDemo': appMethod<{ readonly clusterIds: readonly string[] }>()({}),
} as const;
