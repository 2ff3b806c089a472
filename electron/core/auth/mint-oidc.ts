import { bearer } from './headers.ts';
import { type CredentialDeps, failed, goodUntil, type MintCall, type Minted, whose } from './mint.ts';
import { jwtExpiry, type OidcTokens, refreshOidc } from './oidc.ts';
import type { UserEntry } from './types.ts';

type AuthProvider = NonNullable<UserEntry['authProvider']>;

/** Legacy `auth-provider` entries: oidc works, the rest is explained (kubectl itself removed gcp and azure in 1.26). */
export async function mintAuthProvider(provider: AuthProvider, call: MintCall, deps: CredentialDeps): Promise<Minted> {
  if (provider.name === 'oidc') return mintOidc(provider, call, deps);
  const instead: Readonly<Record<string, string>> = {
    gcp: 'Install gke-gcloud-auth-plugin and run "gcloud container clusters get-credentials", which writes an exec plugin instead.',
    azure: 'Install kubelogin and run "kubelogin convert-kubeconfig", which writes an exec plugin instead.',
  };
  const advice = instead[provider.name] ?? 'Use an exec plugin, a token or a client certificate instead.';
  return failed({
    errorClass: 'unsupported',
    message: `The ${whose(call.resolved)} signs in with the auth-provider "${provider.name}", which Kubernetes clients no longer have. ${advice}`,
  });
}

async function mintOidc(provider: AuthProvider, call: MintCall, deps: CredentialDeps): Promise<Minted> {
  const started = deps.clock.now();
  const held = currentTokens(provider, call);
  const expiry = jwtExpiry(held.idToken);
  if (!call.forced && expiry !== null && expiry - 10_000 > started) return withToken(held.idToken, started, started);
  if (held.refreshToken === '')
    return failed({
      errorClass: 'expired',
      message: `The id token of ${whose(call.resolved)} is not valid any more, and there is no refresh token. Sign in again with the tool that wrote it.`,
    });
  const { file } = call.resolved;
  const result = await refreshOidc({
    config: provider.config,
    file,
    refreshToken: held.refreshToken,
    env: deps.env,
    signal: call.signal,
  });
  if (result.type !== 'ok') {
    const message = `The id token of ${whose(call.resolved)} could not be renewed: ${result.message}.`;
    return failed({ errorClass: result.type === 'config' ? 'unsupported' : 'expired', message });
  }
  call.slot.oidc = { from: provider.config['refresh-token'] ?? '', tokens: result.tokens };
  await persist(call, deps, result.tokens);
  return withToken(result.tokens.idToken, deps.clock.now(), started);
}

/** What was renewed here, unless the file has another refresh token by now: then somebody signed in elsewhere. */
function currentTokens(provider: AuthProvider, call: MintCall): OidcTokens {
  const inFile = { idToken: provider.config['id-token'] ?? '', refreshToken: provider.config['refresh-token'] ?? '' };
  const own = call.slot.oidc;
  if (own === null) return inFile;
  const descends = inFile.refreshToken === own.from || inFile.refreshToken === own.tokens.refreshToken;
  return descends ? own.tokens : inFile;
}

async function persist(call: MintCall, deps: CredentialDeps, tokens: OidcTokens): Promise<void> {
  const { file, user } = call.resolved;
  if (deps.persistTokens === undefined || user.name === null) return;
  try {
    await deps.persistTokens(file, user.name, tokens);
  } catch (error) {
    // The tokens are good for this run all the same; kubectl would fail here.
    const words = error instanceof Error ? error.message : String(error);
    deps.log.warn(`Renewed tokens could not be written to ${file}: ${words}`, { clusterId: call.resolved.clusterId });
  }
}

function withToken(idToken: string, now: number, started: number): Minted {
  const expiresAt = jwtExpiry(idToken) ?? undefined;
  return {
    type: 'ok',
    material: { headers: bearer(idToken), ...(expiresAt === undefined ? {} : { expiresAt }) },
    validUntil: goodUntil(expiresAt, now),
    tookMs: now - started,
  };
}
