import { PortolanError } from '../../../../shared/errors.ts';
import { scopeKey } from '../../../../shared/scope.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import type { Core } from '../../host/core.ts';
import type { HandlersOf } from '../../host/dispatch.ts';
import type { Clock } from '../../ports.ts';
import { kindOf } from '../catalog/catalog.ts';
import { field, parseJson, textOf } from '../objects/lossless.ts';
import { httpError } from '../objects/status.ts';

/** An answer is good for this long, ms; a denial is asked again after it as well. */
export const permissionMs = 60_000;
const mostKept = 5_000;

type Names = 'permissions.check';

export interface Access {
  readonly allowed: boolean;
  readonly reason: string;
}

export interface AccessQuestion {
  readonly kind: string;
  readonly verb: string;
  readonly namespace: string;
  readonly name: string;
  readonly subresource: string;
}

export function permissionHandlers(core: Core): HandlersOf<Names> {
  return {
    'permissions.check': ({ clusterId, ...question }, from) => {
      const cluster = core.cluster(clusterId);
      return core.permissions(cluster).check(question, core.signal(from));
    },
  };
}

/** What this user may do on one cluster, asked of its server (SelfSubjectAccessReview) and remembered for a minute. */
export class Permissions {
  readonly #cluster: Cluster;
  readonly #clock: Clock;
  readonly #known = new Map<string, { readonly at: number; readonly access: Promise<Access> }>();

  constructor(cluster: Cluster, clock: Clock) {
    this.#cluster = cluster;
    this.#clock = clock;
  }

  /** One question to the server for all who ask it at the same time; a failed one is not remembered. */
  check(question: AccessQuestion, signal: AbortSignal): Promise<Access> {
    const { kind, verb, namespace, name, subresource } = question;
    const key = scopeKey(this.#cluster.clusterId, JSON.stringify([kind, verb, namespace, name, subresource]));
    const now = this.#clock.now();
    const known = this.#known.get(key);
    if (known !== undefined && now - known.at < permissionMs) return abortable(known.access, signal);
    if (this.#known.size >= mostKept) this.#known.clear();
    // Shared by all askers, so it lives as long as the cluster, not as the first of them.
    const access = this.#ask(question, this.#cluster.signal);
    this.#known.set(key, { at: now, access });
    access.catch(() => this.#known.delete(key));
    return abortable(access, signal);
  }

  async #ask(question: AccessQuestion, signal: AbortSignal): Promise<Access> {
    const kind = await kindOf(this.#cluster, question.kind, signal);
    const review = {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: {
        resourceAttributes: {
          group: kind.group,
          version: kind.version,
          resource: kind.plural,
          verb: question.verb,
          ...(kind.namespaced && question.namespace !== '' ? { namespace: question.namespace } : {}),
          ...(question.name === '' ? {} : { name: question.name }),
          ...(question.subresource === '' ? {} : { subresource: question.subresource }),
        },
      },
    };
    const response = await this.#cluster.request(
      {
        method: 'POST',
        path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify(review),
      },
      signal,
    );
    if (response.status >= 300) throw httpError(response, 'The server did not say whether this is permitted');
    const status = field(parseJson(response.text), 'status');
    const allowed = field(status, 'allowed');
    if (allowed?.type === 'literal' && allowed.value === true)
      return { allowed: true, reason: textOf(status, 'reason') };
    const said = textOf(status, 'reason') || textOf(status, 'evaluationError');
    return { allowed: false, reason: said === '' ? refusal(kind.id, question) : said };
  }
}

function refusal(kind: string, { verb, namespace, subresource }: AccessQuestion): string {
  const what = subresource === '' ? kind : `${kind}/${subresource}`;
  const where = namespace === '' ? 'in all namespaces' : `in namespace ${namespace}`;
  return `You may not ${verb} ${what} ${where}.`;
}

function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const cancel = (): void => reject(new PortolanError('cancelled', 'Cancelled.'));
    if (signal.aborted) return cancel();
    signal.addEventListener('abort', cancel, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', cancel));
  });
}
