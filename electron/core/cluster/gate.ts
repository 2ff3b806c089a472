import { PortolanError } from '../../../shared/errors.ts';
import type { ConnectionConfig, Credentials, HttpSession } from '../../transport/types.ts';
import type { CredentialResult, ProbeVerdict, ResolvedContext } from '../auth/types.ts';
import type { ClusterDeps, RenewableCredentials } from './deps.ts';
import { type Preflight, preflight } from './preflight.ts';

/** A way in that was just seen to work. */
export interface Entry {
  readonly connection: ConnectionConfig;
  readonly credentials: Credentials;
  readonly session: HttpSession;
}

export interface GateOptions
  extends Pick<ClusterDeps, 'clock' | 'readContext' | 'openSource' | 'openSession' | 'explainRejection'> {
  readonly signal: AbortSignal;
  /** Credentials are at hand and the server has not been asked yet: a first list may start in parallel. */
  readonly onCredentials: (connection: ConnectionConfig, credentials: Credentials) => void;
  /** The kubeconfig's sign-in is running now (or has ended). */
  readonly onSigningIn: (running: boolean) => void;
}

/** Runs of a sign-in shorter than this are not worth a state of their own, ms. */
const signInShownAfterMs = 300;

/**
 * How one cluster is entered: its context read afresh, its credentials (whose cache outlives the try), a fresh client, the
 * pre-flight. Everything is this cluster's own; nothing here waits for, or is shared with, another one.
 */
export class Gate {
  readonly #options: GateOptions;
  #context: ResolvedContext | null = null;
  #source: RenewableCredentials | null = null;

  constructor(options: GateOptions) {
    this.#options = options;
  }

  get context(): ResolvedContext | null {
    return this.#context;
  }

  /** May a probe that nobody asked for run the sign-in program? */
  get automatic(): boolean {
    return this.#source?.automatic ?? true;
  }

  /** One try. An `ok` verdict comes with the entry, whose session now belongs to the caller. */
  async enter(interactive: boolean): Promise<{ readonly verdict: ProbeVerdict; readonly entry: Entry | null }> {
    let context: ResolvedContext;
    try {
      context = await this.#options.readContext();
    } catch (error) {
      return { verdict: { type: 'connectivity', reason: sentence(error) }, entry: null };
    }
    this.#context = context;
    return this.#withSource(context, (source) => this.#enter(context, source, interactive));
  }

  /** A 401 in the middle of work: newer credentials than `generation`, made without a person. */
  refresh(generation: number): Promise<CredentialResult | null> {
    return this.#ask((source, options) => source.refresh(generation, options));
  }

  /** Newer credentials ahead of the end of the present ones; `null` when there is nothing to renew. */
  renewed(): Promise<CredentialResult | null> {
    return this.#ask((source, options) => source.get(options));
  }

  /** Epoch ms at which `renewed` should be asked. */
  get renewAt(): number | null {
    return this.#source?.renewAt() ?? null;
  }

  async #enter(context: ResolvedContext, source: RenewableCredentials, interactive: boolean): Promise<Tried> {
    const options = { interactive, signal: this.#options.signal };
    const first = await this.#signIn(context, () => source.get(options));
    const tried = await this.#try(context, first);
    if (tried.found !== 'unauthorized') return tried;
    // A 401 makes new credentials once; only then is it a failure.
    const generation = first.type === 'ok' ? first.credentials.generation : 0;
    const second = await this.#try(context, await this.#signIn(context, () => source.refresh(generation, options)));
    if (second.found !== 'unauthorized') return second;
    const credentials = second.credentials ?? { generation, headers: {} };
    const failure = this.#options.explainRejection(context, credentials);
    const message = failure.message.includes(second.message)
      ? failure.message
      : `${failure.message} (${second.message})`;
    return done({ type: 'auth', failure: { ...failure, message } });
  }

  async #ask(
    run: (
      source: RenewableCredentials,
      options: { readonly interactive: false; readonly signal: AbortSignal },
    ) => Promise<CredentialResult>,
  ): Promise<CredentialResult | null> {
    const context = this.#context;
    if (context === null) return null;
    return this.#withSource(context, (source) => run(source, { interactive: false, signal: this.#options.signal }));
  }

  /** A source per use: what lasts (tokens, running programs) is in the cluster's cache, and nobody disposes another's. */
  async #withSource<T>(context: ResolvedContext, run: (source: RenewableCredentials) => Promise<T>): Promise<T> {
    const source = this.#options.openSource(context);
    this.#source = source;
    try {
      return await run(source);
    } finally {
      await source.dispose();
    }
  }

  async #signIn(context: ResolvedContext, run: () => Promise<CredentialResult>): Promise<CredentialResult> {
    const program = context.user.exec !== undefined;
    let shown = false;
    const cancel = this.#options.clock.setTimeout(() => {
      shown = program;
      if (program) this.#options.onSigningIn(true);
    }, signInShownAfterMs);
    try {
      return await run();
    } catch (error) {
      const failure = { errorClass: 'plugin-failed' as const, message: sentence(error) };
      return { type: 'failed', failure };
    } finally {
      cancel();
      if (shown) this.#options.onSigningIn(false);
    }
  }

  async #try(context: ResolvedContext, result: CredentialResult): Promise<Tried> {
    if (result.type === 'consent') return done({ type: 'consent', request: result.request });
    if (result.type === 'failed') return done({ type: 'auth', failure: result.failure });
    const { credentials } = result;
    let session: HttpSession;
    try {
      session = this.#options.openSession(context.connection, credentials);
    } catch (error) {
      // The session refuses material it cannot read: a certificate, a key.
      return done({ type: 'auth', failure: { errorClass: 'certificate', message: sentence(error) } });
    }
    this.#options.onCredentials(context.connection, credentials);
    const found = await preflight(session, this.#options.clock, this.#options.signal);
    if (found.type === 'ok') {
      const verdict: ProbeVerdict = {
        type: 'ok',
        version: found.version,
        clockOffsetMs: found.clockOffsetMs,
        latencyMs: found.latencyMs,
      };
      return { ...done(verdict), entry: { connection: context.connection, credentials, session } };
    }
    await session.close();
    return notIn(found, credentials);
  }
}

interface Tried {
  readonly found: 'verdict' | 'unauthorized';
  readonly message: string;
  readonly verdict: ProbeVerdict;
  readonly entry: Entry | null;
  readonly credentials: Credentials | null;
}

function done(verdict: ProbeVerdict): Tried {
  return { found: 'verdict', message: '', verdict, entry: null, credentials: null };
}

function notIn(found: Exclude<Preflight, { type: 'ok' }>, credentials: Credentials): Tried {
  if (found.type !== 'unauthorized') return done(found);
  const failure = { errorClass: 'rejected' as const, message: found.message };
  return {
    found: 'unauthorized',
    message: found.message,
    verdict: { type: 'auth', failure },
    entry: null,
    credentials,
  };
}

function sentence(error: unknown): string {
  if (error instanceof PortolanError || error instanceof Error) return error.message;
  return String(error);
}
