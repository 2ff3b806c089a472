import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createAuthority, issueClient, issueServer, issueSite, type KeyPair, type Pki, pkiFrom } from '../pki.ts';

/** Writes as a whole or not at all: readers see the old file or the new one. */
export async function writeAtomically(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  await writeFile(temporary, text, { mode: 0o600 });
  await rename(temporary, path);
}

interface Kept {
  readonly version: 2;
  /** Epoch ms until which all of it is valid. */
  readonly until: number;
  readonly ca: KeyPair;
  readonly server: KeyPair;
  readonly site: KeyPair;
  readonly clients: Readonly<Record<string, KeyPair>>;
}

const MONTHS = 300 * 86_400_000;

async function kept(path: string, users: readonly string[]): Promise<Kept | null> {
  try {
    const found: Kept = JSON.parse(await readFile(path, 'utf8'));
    const whole = found.version === 2 && found.until > Date.now() && users.every((name) => found.clients[name]);
    return whole ? found : null;
  } catch {
    // Absent, or cut short by a crash: made anew.
    return null;
  }
}

async function made(users: readonly string[]): Promise<Kept> {
  const ca = await createAuthority('portolan-demo-ca');
  const server = await issueServer(ca, 'valid');
  const site = await issueSite(ca);
  const clients: Record<string, KeyPair> = {};
  for (const name of users) clients[name] = await issueClient(ca, name, ['system:masters']);
  return { version: 2, until: Date.now() + MONTHS, ca, server, site, clients };
}

export interface FleetPki {
  readonly pki: Pki;
  readonly clients: ReadonlyMap<string, KeyPair>;
}

/** The fleet's certificates, made once per folder: making them costs more than everything else at a start. */
export async function fleetPki(folder: string, users: readonly string[]): Promise<FleetPki> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, 'certificates.json');
  let all = await kept(path, users);
  if (!all) {
    all = await made(users);
    await writeAtomically(path, JSON.stringify(all));
  }
  return { pki: pkiFrom(all.ca, all.server, all.site), clients: new Map(Object.entries(all.clients)) };
}
