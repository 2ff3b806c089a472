import type { TLSSocket } from 'node:tls';
import { type Attempt, forbidden, forbiddenPath, unauthorized } from '../http/status.ts';
import type { WireRequest } from '../http/wire.ts';
import type { DemoUser, Rule } from '../options.ts';

export interface Identity {
  readonly name: string;
  readonly groups: readonly string[];
  readonly uid: string;
  /** null: everything is allowed. */
  readonly rules: readonly Rule[] | null;
}

/** What everybody may do once signed in (`system:basic-user`, `system:discovery`). */
const BASIC: readonly Rule[] = [
  {
    verbs: ['create'],
    apiGroups: ['authorization.k8s.io'],
    resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
  },
  { verbs: ['create'], apiGroups: ['authentication.k8s.io'], resources: ['selfsubjectreviews'] },
];
const PUBLIC_PATHS = ['/healthz', '/livez', '/readyz', '/version'];
const DISCOVERY_PATHS = ['/api', '/apis', '/openapi'];

const covers = (list: readonly string[], value: string): boolean => list.includes('*') || list.includes(value);

/** Who asks, and what they may: bearer tokens, client certificates, basic, anonymous; RBAC in small. */
export class Auth {
  readonly #users: readonly DemoUser[];
  readonly #now: () => number;
  readonly #revoked = new Set<string>();

  constructor(users: readonly DemoUser[], now: () => number) {
    this.#users = users;
    this.#now = now;
  }

  get users(): readonly DemoUser[] {
    return this.#users;
  }

  /** From now on this user's credentials are refused with 401, until allowed again. */
  revoke(user: string): void {
    this.#revoked.add(user);
  }
  allow(user: string): void {
    this.#revoked.delete(user);
  }

  /** Throws a 401. Anonymous when no credentials were given. */
  authenticate(request: WireRequest): Identity {
    const { authorization } = request.headers;
    // A certificate that is good wins over the header, as on a real server.
    const found = this.#byCertificate(request) ?? (authorization ? this.#byHeader(authorization) : null);
    if (found === null) {
      return { name: 'system:anonymous', groups: ['system:unauthenticated'], uid: '', rules: [] };
    }
    if (this.#revoked.has(found.name)) throw unauthorized();
    return this.#impersonated(found, request);
  }

  #byHeader(header: string): Identity {
    const space = header.indexOf(' ');
    const scheme = header.slice(0, space).toLowerCase();
    const value = header.slice(space + 1).trim();
    for (const user of this.#users) {
      const { signIn } = user;
      if (scheme === 'bearer' && signIn.kind === 'token' && signIn.token === value) {
        if (signIn.expiresAt !== undefined && this.#now() >= signIn.expiresAt) throw unauthorized();
        return identityOf(user);
      }
      if (scheme === 'basic' && signIn.kind === 'basic') {
        if (Buffer.from(value, 'base64').toString() === `${user.name}:${signIn.password}`) return identityOf(user);
      }
    }
    throw unauthorized();
  }

  #byCertificate(request: WireRequest): Identity | null {
    const socket = request.socket as Partial<TLSSocket>;
    if (typeof socket.getPeerCertificate !== 'function') return null;
    const peer = socket.getPeerCertificate();
    const name = [peer?.subject?.CN ?? ''].flat()[0];
    if (!name) return null;
    if (socket.authorized !== true) throw unauthorized();
    const user = this.#users.find((one) => one.name === name);
    if (user) return identityOf(user);
    const groups = peer.subject.O;
    return identityOf({ name, groups: groups === undefined ? [] : [groups].flat(), signIn: { kind: 'certificate' } });
  }

  #impersonated(real: Identity, request: WireRequest): Identity {
    const as = request.headers['impersonate-user'];
    if (typeof as !== 'string') return real;
    if (real.rules !== null) {
      const attempt = {
        user: real.name,
        verb: 'impersonate',
        group: '',
        plural: 'users',
        subresource: '',
        namespace: null,
      };
      throw forbidden({ ...attempt, name: as });
    }
    const asked = request.headers['impersonate-group'];
    const groups = asked === undefined ? [] : [asked].flat().flatMap((text) => text.split(/,\s*/));
    const known = this.#users.find((one) => one.name === as);
    const masters = groups.includes('system:masters') || (known !== undefined && known.rules === undefined);
    return {
      name: as,
      groups: [...groups, 'system:authenticated'],
      uid: '',
      rules: masters ? null : [...(known?.rules ?? []), ...BASIC],
    };
  }
}

function identityOf(user: DemoUser): Identity {
  const groups = [...(user.groups ?? []), 'system:authenticated'];
  return { name: user.name, groups, uid: '', rules: user.rules ? [...user.rules, ...BASIC] : null };
}

/** Whether a rule allows it; the name of a listed object counts only where the rule names objects. */
export function allowed(identity: Identity, attempt: Omit<Attempt, 'user'>): boolean {
  if (identity.rules === null) return true;
  const resource = attempt.subresource === '' ? attempt.plural : `${attempt.plural}/${attempt.subresource}`;
  return identity.rules.some(
    (rule) =>
      covers(rule.verbs, attempt.verb) &&
      covers(rule.apiGroups, attempt.group) &&
      (covers(rule.resources, resource) ||
        (attempt.subresource !== '' && rule.resources.includes(`*/${attempt.subresource}`))) &&
      (rule.resourceNames === undefined || rule.resourceNames.includes(attempt.name)) &&
      (rule.namespaces === undefined || (attempt.namespace !== null && rule.namespaces.includes(attempt.namespace))),
  );
}

export function pathAllowed(identity: Identity, path: string): boolean {
  const under = (list: readonly string[]): boolean =>
    list.some((prefix) => path === prefix || path.startsWith(`${prefix}/`));
  if (identity.rules === null || under(PUBLIC_PATHS)) return true;
  return identity.groups.includes('system:authenticated') && under(DISCOVERY_PATHS);
}

export function authorize(identity: Identity, attempt: Omit<Attempt, 'user'>): void {
  if (!allowed(identity, attempt)) throw forbidden({ ...attempt, user: identity.name });
}

export function authorizePath(identity: Identity, verb: string, path: string): void {
  if (!pathAllowed(identity, path)) throw forbiddenPath(identity.name, verb, path);
}
