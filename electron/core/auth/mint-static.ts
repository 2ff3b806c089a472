import { readFile } from 'node:fs/promises';
import { errorCode } from '../settings/durable-file.ts';
import { basic, bearer, type HeaderMap } from './headers.ts';
import { type CredentialDeps, failed, type Material, type MintCall, type Minted, whose } from './mint.ts';
import type { UserEntry } from './types.ts';

/** A token file is read again after this long (`client-go/transport/token_source.go`), and on every 401. */
const TOKEN_FILE_MS = 60_000;

/** Whether the entry itself holds who one is: then neither plugin nor provider is asked (`exec.UpdateTransportConfig`). */
export function isStatic(user: UserEntry): boolean {
  return (
    user.token !== undefined ||
    user.tokenFile !== undefined ||
    user.username !== undefined ||
    user.clientCert !== undefined ||
    (user.exec === undefined && user.authProvider === undefined)
  );
}

export async function mintStatic(call: MintCall, deps: CredentialDeps): Promise<Minted> {
  const { user } = call.resolved;
  const now = deps.clock.now();
  const certificate: Omit<Material, 'headers'> =
    user.clientCert === undefined || user.clientKey === undefined
      ? {}
      : { clientCert: user.clientCert, clientKey: user.clientKey };
  if (user.tokenFile === undefined) {
    // The entry is read anew for every probe; here nothing new can come of asking again.
    if (call.forced)
      return failed({
        errorClass: 'rejected',
        message: `The server refused the credentials of ${whose(call.resolved)}.`,
      });
    return {
      type: 'ok',
      material: { headers: ownHeaders(user), ...certificate },
      validUntil: Number.POSITIVE_INFINITY,
      tookMs: 0,
    };
  }
  const token = await readToken(user.tokenFile);
  const usable = token.text ?? user.token;
  if (usable === undefined)
    return failed({
      errorClass: 'no-credentials',
      message: `The token file ${user.tokenFile} of ${whose(call.resolved)} ${token.problem}.`,
    });
  const headers = bearer(usable);
  if (call.forced && call.slot.credentials?.headers.authorization === headers.authorization)
    return failed({
      errorClass: 'rejected',
      message: `The server refused the token in ${user.tokenFile}, and the file still holds it.`,
    });
  return { type: 'ok', material: { headers, ...certificate }, validUntil: now + TOKEN_FILE_MS, tookMs: 0 };
}

function ownHeaders(user: UserEntry): HeaderMap {
  if (user.token !== undefined) return bearer(user.token);
  if (user.username !== undefined) return basic(user.username, user.password ?? '');
  return {};
}

async function readToken(path: string): Promise<{ readonly text?: string; readonly problem: string }> {
  try {
    const text = (await readFile(path, 'utf8')).trim();
    return text === '' ? { problem: 'is empty' } : { text, problem: '' };
  } catch (error) {
    return { problem: errorCode(error) === 'ENOENT' ? 'does not exist' : `cannot be read (${errorCode(error)})` };
  }
}
