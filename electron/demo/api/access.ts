import { badRequest, unsupportedMedia } from '../http/status.ts';
import { type Fields, fieldsAt, isFields, textAt, timestamp } from '../types.ts';
import { allowed, type Identity, pathAllowed } from './auth.ts';
import { type Exchange, readBody, sendJson } from './exchange.ts';
import type { ResourceInfo } from './resources.ts';

const now = (exchange: Exchange): Fields => ({ creationTimestamp: timestamp(exchange.server.now()) });

function userInfo({ name, groups }: Identity): Fields {
  return { username: name, groups };
}

function decide(identity: Identity, spec: Fields): Fields {
  const path = fieldsAt(spec, 'nonResourceAttributes');
  if (textAt(path, 'path') !== '') {
    return pathAllowed(identity, textAt(path, 'path')) ? { allowed: true } : { allowed: false };
  }
  const asked = fieldsAt(spec, 'resourceAttributes');
  const namespace = textAt(asked, 'namespace');
  const yes = allowed(identity, {
    verb: textAt(asked, 'verb'),
    group: textAt(asked, 'group'),
    plural: textAt(asked, 'resource'),
    subresource: textAt(asked, 'subresource'),
    namespace: namespace === '' ? null : namespace,
    name: textAt(asked, 'name'),
  });
  if (!yes) return { allowed: false };
  const reason =
    identity.rules === null
      ? ''
      : `RBAC: allowed by RoleBinding "portolan/${namespace}" of Role "portolan" to User "${identity.name}"`;
  return reason === '' ? { allowed: true } : { allowed: true, reason };
}

function rulesOf(identity: Identity, namespace: string): Fields {
  const resourceRules =
    identity.rules === null
      ? [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }]
      : identity.rules
          .filter((rule) => rule.namespaces === undefined || rule.namespaces.includes(namespace))
          .map(({ verbs, apiGroups, resources, resourceNames }) => ({
            verbs,
            apiGroups,
            resources,
            ...(resourceNames ? { resourceNames } : {}),
          }));
  const urls = [
    '/api',
    '/api/*',
    '/apis',
    '/apis/*',
    '/healthz',
    '/livez',
    '/openapi',
    '/openapi/*',
    '/readyz',
    '/version',
    '/version/',
  ];
  const nonResourceRules =
    identity.rules === null ? [{ verbs: ['*'], nonResourceURLs: ['*'] }] : [{ verbs: ['get'], nonResourceURLs: urls }];
  return { resourceRules, nonResourceRules, incomplete: false };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text === '' ? '{}' : text);
  } catch (error) {
    throw badRequest(`json parse error: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The create-only kinds: who am I, may I, what may I. */
export async function review(exchange: Exchange, info: ResourceInfo): Promise<void> {
  if (String(exchange.request.headers['content-type'] ?? '').includes('protobuf')) throw unsupportedMedia();
  const body = parsed((await readBody(exchange)).toString());
  if (!isFields(body)) throw badRequest('the request body is not an object');
  const { identity } = exchange;
  const spec = fieldsAt(body, 'spec');
  const head = { kind: info.kind, apiVersion: `${info.group}/${info.version}`, metadata: {} };
  if (info.plural === 'selfsubjectreviews') {
    return sendJson(exchange, 201, { ...head, metadata: now(exchange), status: { userInfo: userInfo(identity) } });
  }
  if (info.plural === 'selfsubjectrulesreviews') {
    return sendJson(exchange, 201, { ...head, spec: {}, status: rulesOf(identity, textAt(spec, 'namespace')) });
  }
  if (info.plural.endsWith('subjectaccessreviews')) {
    return sendJson(exchange, 201, { ...head, spec, status: decide(identity, spec) });
  }
  throw badRequest(`${info.kind} is not answered by this server`);
}
