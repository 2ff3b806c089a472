import { z } from 'zod';
import { appMethod, clusterMethod } from './define.ts';

/** One X.509 certificate, read. Times are epoch ms. */
export interface CertificateInfo {
  readonly subject: string;
  readonly issuer: string;
  /** `DNS:a.example`, `IP Address:10.0.0.1` … */
  readonly names: readonly string[];
  readonly notBefore: number;
  readonly notAfter: number;
  readonly serial: string;
  /** SHA-256, as `openssl x509 -fingerprint` prints it. */
  readonly fingerprint: string;
  /** `RSA 2048`, `EC prime256v1`, `Ed25519`. */
  readonly key: string;
  readonly authority: boolean;
  readonly selfSigned: boolean;
}

/** A certificate request, read: what `kubectl describe csr` shows of it, and the key. */
export interface CertificateRequestInfo {
  readonly subject: string;
  readonly names: readonly string[];
  readonly key: string;
}

export interface Pem {
  readonly certificates: readonly CertificateInfo[];
  readonly requests: readonly CertificateRequestInfo[];
  /** Blocks that could not be read, each with the reason. */
  readonly problems: readonly string[];
}

/** What a value was recognised as. Never holds a secret: names, servers and dates only. */
export type EntryContent =
  | ({ readonly type: 'certificates' } & Pem)
  | { readonly type: 'private-key'; readonly key: string }
  | {
      readonly type: 'kubeconfig';
      readonly contexts: readonly {
        readonly name: string;
        readonly server: string;
        readonly user: string;
        /** `token`, `client certificate`, `exec aws` … */
        readonly signIn: string;
      }[];
    }
  | {
      readonly type: 'registries';
      readonly registries: readonly { readonly server: string; readonly username: string }[];
    }
  | {
      readonly type: 'token';
      readonly subject: string;
      readonly issuer: string;
      readonly audiences: readonly string[];
      /** Epoch ms; `null` for one without an end. */
      readonly expiresAt: number | null;
    };

export interface EntryInfo {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** False: bytes that are no text. */
  readonly text: boolean;
  readonly content: EntryContent | null;
}

export interface Entries {
  /** KindInfo id. */
  readonly kind: string;
  readonly uid: string;
  readonly resourceVersion: string;
  /** Of a Secret: `Opaque`, `kubernetes.io/tls` …; empty for a ConfigMap. */
  readonly type: string;
  readonly immutable: boolean;
  readonly entries: readonly EntryInfo[];
}

const ref = {
  kind: z.enum(['configmaps', 'secrets']),
  namespace: z.string().min(1),
  name: z.string().min(1),
};

/** A new value, as text or as the base64 of its bytes. */
const value = z.union([z.object({ text: z.string() }), z.object({ base64: z.base64() })]);

const change = z.discriminatedUnion('type', [
  z.object({ type: z.literal('set'), key: z.string().min(1), value }),
  z.object({ type: z.literal('remove'), key: z.string().min(1) }),
  /** The value moves along, unseen. */
  z.object({ type: z.literal('rename'), key: z.string().min(1), to: z.string().min(1) }),
]);
export type EntryChange = z.input<typeof change>;

export const entryMethods = {
  /** The keys of a ConfigMap or Secret with what their values are, without any secret. Errors: `not-found`, `forbidden`. */
  'entries.get': clusterMethod<Entries>()(ref),
  /**
   * Changes just these keys by a merge patch, which the server refuses as `conflict` when the object is no longer at
   * `resourceVersion`. `invalid`: a key that is no key, a rename onto another key, an immutable object. One audited line that names
   * keys, never values. Answers with the keys as they are then.
   */
  'entries.edit': clusterMethod<Entries>()({
    ...ref,
    resourceVersion: z.string().min(1),
    changes: z.array(change).min(1).max(200),
    dryRun: z.boolean().default(false),
  }),
  /** Certificates and certificate requests of a PEM text, or of the base64 of one (`caBundle`, a CSR's `request`). */
  'certificates.read': appMethod<Pem>()({ pem: z.string().max(2_000_000) }),
} as const;
