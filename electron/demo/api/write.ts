import { isDeepStrictEqual } from 'node:util';
import { parse as parseYaml } from 'yaml';
import {
  alreadyExists,
  applyConflict,
  badRequest,
  conflict,
  invalid,
  MODIFIED_MEANWHILE,
  notFound,
  type Qualified,
  type StatusError,
} from '../http/status.ts';
import { hashText, safeSuffix, uidOf } from '../random.ts';
import { type Fields, fieldsAt, isFields, type KubeObject, type ObjectMeta, textAt, timestamp } from '../types.ts';
import { encoderFor, formatFor, includeOf } from './encode.ts';
import { type Exchange, readBody, sendBytes, sendJson } from './exchange.ts';
import { selectionOf } from './list.ts';
import { applied, updatedBy, type Writer } from './managed.ts';
import { recordedKind, recordedTypes } from './openapi.ts';
import { jsonPatch, mergePatch, patchType, strategicPatch } from './patch.ts';
import { apiVersionOf, type ResourceInfo } from './resources.ts';
import { decode, validate } from './validate.ts';

/** What a write is about. */
export interface Place {
  readonly info: ResourceInfo;
  readonly namespace: string | null;
  readonly name: string;
  readonly subresource: string;
}

const key = ({ info }: Place): Qualified => ({ group: info.group, plural: info.plural });

export async function body(exchange: Exchange, kind: string): Promise<unknown> {
  const text = (await readBody(exchange)).toString();
  const type = String(exchange.request.headers['content-type'] ?? 'application/json');
  try {
    return type.includes('yaml') ? parseYaml(text) : JSON.parse(text);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    const message = `couldn't get version/kind; json parse error: ${problem}`;
    throw badRequest(
      `the object provided is unrecognized (must be of type ${kind}): ${message} (${text.slice(0, 64)})`,
    );
  }
}

export async function sendObject(
  exchange: Exchange,
  info: ResourceInfo,
  object: KubeObject,
  status = 200,
): Promise<void> {
  const encoder = encoderFor(exchange.server, info, formatFor(exchange, info), includeOf(exchange));
  if (encoder.format.media === 'json' && encoder.format.as === 'object') return sendJson(exchange, status, object);
  await sendBytes(exchange, status, encoder.object(object), encoder.contentType);
}

/** Checks what every kind demands. Throws a 400 or 422. */
function asObject(value: unknown, place: Place): KubeObject {
  const { info } = place;
  if (!isFields(value)) throw badRequest('the object provided is unrecognized (must be of type map)');
  const metadata = fieldsAt(value, 'metadata');
  const apiVersion = apiVersionOf(info);
  const kind = textAt(value, 'kind') || info.kind;
  const version = textAt(value, 'apiVersion') || apiVersion;
  if (kind !== info.kind || version !== apiVersion) {
    const group = info.group === '' ? 'core' : (info.group.split('.')[0] ?? '');
    const conversion = `converting (${version}.${kind}) to (${group}.${info.kind}): unknown conversion`;
    throw badRequest(`${kind} in version "${version}" cannot be handled as a ${info.kind}: ${conversion}`);
  }
  const namespace = textAt(metadata, 'namespace');
  if (namespace !== '' && namespace !== (place.namespace ?? '')) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  const scoped = place.namespace === null ? {} : { namespace: place.namespace };
  const object = { ...value, kind, apiVersion, metadata: { ...metadata, ...scoped } as unknown as ObjectMeta };
  return info.storage === 'secrets' ? encoded(object) : object;
}

/** `stringData` is for writing only: its values become data (`pkg/registry/core/secret`). */
function encoded({ stringData, ...secret }: KubeObject): KubeObject {
  if (!isFields(stringData)) return secret;
  const values = Object.entries(stringData).map(([name, text]) => [name, Buffer.from(String(text)).toString('base64')]);
  return { ...secret, data: { ...fieldsAt(secret, 'data'), ...Object.fromEntries(values) } };
}

const NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const NAME_RULE =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

function checkName(place: Place, name: string): void {
  const what = key(place);
  const problem = (reason: string, message: string): StatusError =>
    invalid(what, place.info.kind, name, [{ reason, message, field: 'metadata.name' }]);
  if (name === '') throw problem('FieldValueRequired', 'Required value: name or generateName is required');
  const free = what.group === 'rbac.authorization.k8s.io';
  if (!free && (!NAME.test(name) || name.length > 253))
    throw problem('FieldValueInvalid', `Invalid value: "${name}": ${NAME_RULE}`);
}

/** Fields and their types, as the server's own types have them; kinds without a recorded type are let through. */
async function decoded(exchange: Exchange, place: Place, value: unknown, applies = false): Promise<void> {
  if (!isFields(value) || place.subresource !== '') return;
  const types = await recordedTypes();
  const root = recordedKind(types, place.info);
  const strict = exchange.query.get('fieldValidation') === 'Strict';
  if (root !== undefined) decode(types, root, value, place.info, { strict, applies });
}

/** `fieldManager`, or the first word of the user agent (`apiserver/pkg/endpoints/handlers`, `managerOrUserAgent`). */
function writerOf(exchange: Exchange): Writer {
  const agent = String(exchange.request.headers['user-agent'] ?? 'unknown').split('/')[0] ?? '';
  return { manager: exchange.query.get('fieldManager') || agent, time: timestamp(exchange.server.now()) };
}

const dryRun = (exchange: Exchange): boolean => exchange.query.get('dryRun') === 'All';

function stamped(exchange: Exchange, object: KubeObject, name: string, rv: number): KubeObject {
  const { server } = exchange;
  const metadata: ObjectMeta = {
    ...object.metadata,
    name,
    uid: uidOf(hashText(`${object.metadata.namespace}/${name}`), rv),
    resourceVersion: String(rv),
    creationTimestamp: timestamp(server.now()),
    ...(object.spec === undefined ? {} : { generation: 1 }),
  };
  return { ...object, metadata };
}

export async function create(exchange: Exchange, place: Place): Promise<void> {
  const sent = await body(exchange, place.info.kind);
  await decoded(exchange, place, sent);
  const object = asObject(sent, place);
  await insert(exchange, place, updatedBy(object, null, writerOf(exchange)));
}

async function insert(exchange: Exchange, place: Place, object: KubeObject, status = 201): Promise<void> {
  const { server } = exchange;
  const { info } = place;
  const prefix = object.metadata.generateName ?? '';
  const name = object.metadata.name || (prefix === '' ? '' : `${prefix}${safeSuffix(server.store.rv, 5)}`);
  checkName(place, name);
  const namespace = place.namespace ?? '';
  if (server.store.collection(info.storage).get(namespace, name)) throw alreadyExists(key(place), name);
  if (place.namespace !== null && !server.store.collection('namespaces').get('', namespace)) {
    throw notFound({ group: '', plural: 'namespaces' }, namespace);
  }
  validate(key(place), { ...object, metadata: { ...object.metadata, name } }, null);
  const made = stamped(exchange, object, name, server.store.rv + 1);
  if (!dryRun(exchange)) server.store.put(info.storage, server.backend.version(info, made, ''));
  const stored = server.store.collection(info.storage).get(namespace, name)?.render();
  await sendObject(exchange, info, stored ?? made, status);
}

export function current(exchange: Exchange, place: Place): KubeObject {
  const stored = exchange.server.store.collection(place.info.storage).get(place.namespace ?? '', place.name);
  if (!stored) throw notFound(key(place), place.name);
  return stored.render();
}

/** Fields no client sets. */
function kept(next: KubeObject, previous: KubeObject): KubeObject {
  const { uid, creationTimestamp, deletionTimestamp, deletionGracePeriodSeconds, namespace, generation } =
    previous.metadata;
  const grows = JSON.stringify(next.spec) !== JSON.stringify(previous.spec);
  const metadata: ObjectMeta = {
    ...next.metadata,
    name: previous.metadata.name,
    uid,
    creationTimestamp,
    ...(namespace === undefined ? {} : { namespace }),
    ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
    ...(deletionGracePeriodSeconds === undefined ? {} : { deletionGracePeriodSeconds }),
    ...(generation === undefined ? {} : { generation: grows ? generation + 1 : generation }),
  };
  return { ...next, metadata };
}

/** A write to `status` changes the status only; a write to the object leaves the status, where the kind has that subresource. */
function limited(place: Place, next: KubeObject, previous: KubeObject): KubeObject {
  const hasStatus = place.info.subresources.some(({ name }) => name === 'status');
  if (place.subresource === 'status')
    return { ...previous, metadata: { ...previous.metadata, ...next.metadata }, status: next.status };
  if (!hasStatus || previous.status === undefined) return next;
  return { ...next, status: previous.status };
}

/** What an immutable ConfigMap or Secret does not let happen. Source: `pkg/apis/core/validation` ValidateConfigMapUpdate. */
function unchangeable(next: KubeObject, previous: KubeObject) {
  if (previous.immutable !== true) return [];
  const changed = ['data', 'binaryData'].filter(
    (field) => !isDeepStrictEqual(next[field] ?? {}, previous[field] ?? {}),
  );
  const fields = next.immutable === true ? changed : ['immutable', ...changed];
  const message = 'Forbidden: field is immutable when `immutable` is set';
  return fields.map((field) => ({ reason: 'FieldValueForbidden', message, field }));
}

/** `applies`: who manages what was settled already. */
async function replace(
  exchange: Exchange,
  place: Place,
  next: KubeObject,
  previous: KubeObject,
  applies = false,
): Promise<void> {
  const { server } = exchange;
  const { info, name } = place;
  const sent = next.metadata.resourceVersion;
  if (sent !== undefined && sent !== '' && sent !== previous.metadata.resourceVersion) {
    throw conflict(key(place), name, MODIFIED_MEANWHILE);
  }
  if (next.metadata.uid && next.metadata.uid !== previous.metadata.uid) {
    const message = `Invalid value: "${next.metadata.uid}": field is immutable`;
    const problem = { reason: 'FieldValueInvalid', message, field: 'metadata.uid' };
    throw invalid(key(place), info.kind, name, [problem]);
  }
  const fixed = unchangeable(next, previous);
  if (fixed.length > 0) throw invalid(key(place), info.kind, name, fixed);
  const limitedNext = kept(limited(place, next, previous), previous);
  const ready =
    place.subresource === '' && !applies ? updatedBy(limitedNext, previous, writerOf(exchange)) : limitedNext;
  if (place.subresource === '') validate(key(place), ready, previous);
  const same = { ...ready, metadata: { ...ready.metadata, resourceVersion: previous.metadata.resourceVersion } };
  if (isDeepStrictEqual(same, previous)) return sendObject(exchange, info, previous);
  if (dryRun(exchange)) return sendObject(exchange, info, ready);
  const removable =
    ready.metadata.deletionTimestamp !== undefined &&
    (ready.metadata.finalizers ?? []).length === 0 &&
    (previous.metadata.finalizers ?? []).length > 0;
  const change = removable
    ? server.store.remove(info.storage, place.namespace ?? '', name)
    : server.store.put(info.storage, server.backend.version(info, ready, place.subresource));
  await sendObject(exchange, info, change?.stored.render() ?? ready);
}

export async function update(exchange: Exchange, place: Place): Promise<void> {
  const sent = await body(exchange, place.info.kind);
  if (place.subresource === 'scale') return scale(exchange, place, sent);
  await decoded(exchange, place, sent);
  const next = asObject(sent, place);
  if (next.metadata.name !== place.name) {
    throw badRequest(
      `the name of the object (${next.metadata.name}) does not match the name on the URL (${place.name})`,
    );
  }
  await replace(exchange, place, next, current(exchange, place));
}

export async function patch(exchange: Exchange, place: Place): Promise<void> {
  const { server } = exchange;
  const type = patchType(String(exchange.request.headers['content-type'] ?? ''), server.catalog.isCustom(place.info));
  const text = (await readBody(exchange)).toString();
  let sent: unknown;
  try {
    sent = type === 'apply' ? parseYaml(text) : JSON.parse(text);
  } catch (error) {
    throw badRequest(`error decoding patch: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (type === 'apply') {
    if (!exchange.query.get('fieldManager')) {
      const problem = {
        reason: 'FieldValueRequired',
        message: 'Required value: is required for apply patch',
        field: 'fieldManager',
      };
      throw invalid({ group: 'meta.k8s.io', plural: 'patchoptions' }, 'PatchOptions', '', [problem]);
    }
    await decoded(exchange, place, sent, true);
    return apply(exchange, place, asObject(sent, place));
  }
  if (place.subresource === 'scale') return scale(exchange, place, mergePatch(scaleOf(current(exchange, place)), sent));
  const previous = current(exchange, place);
  const patched =
    type === 'json'
      ? jsonPatch(previous, sent)
      : type === 'merge'
        ? mergePatch(previous, sent)
        : strategicPatch(previous, sent);
  await decoded(exchange, place, patched);
  const next = asObject(patched, place);
  await replace(exchange, place, next, previous);
}

/** Server-side apply: conflicts name the managers and fields, force takes them over. */
async function apply(exchange: Exchange, place: Place, sent: KubeObject): Promise<void> {
  const { server } = exchange;
  const { info, name } = place;
  if (sent.metadata.managedFields !== undefined) throw badRequest('metadata.managedFields must be nil');
  const config = { ...sent, metadata: { ...sent.metadata, name } };
  const writer = { ...writerOf(exchange), force: exchange.query.get('force') === 'true' };
  const merge = server.catalog.isCustom(info) ? mergePatch : strategicPatch;
  const stored = server.store.collection(info.storage).get(place.namespace ?? '', name);
  if (!stored) {
    const empty = { apiVersion: config.apiVersion, kind: config.kind, metadata: config.metadata };
    const made = applied(empty, config, writer, () => config);
    if (made.type === 'object') await insert(exchange, place, made.object);
    return;
  }
  const previous = stored.render();
  const result = applied(previous, config, writer, merge);
  if (result.type === 'object') return replace(exchange, place, asObject(result.object, place), previous, true);
  const causes = result.conflicts.map(({ manager, operation, version, field }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${JSON.stringify(manager)}${operation === 'Update' ? ` using ${version}` : ''}`,
    field,
  }));
  throw applyConflict(causes);
}

function scaleOf(object: KubeObject): KubeObject {
  const { name, namespace = '', uid, resourceVersion, creationTimestamp } = object.metadata;
  const labels = fieldsAt(object, 'spec', 'selector', 'matchLabels');
  const selector = Object.entries(labels).map(([label, value]) => `${label}=${String(value)}`);
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: fieldsAt(object, 'spec').replicas ?? 1 },
    status: { replicas: fieldsAt(object, 'status').replicas ?? 0, selector: selector.sort().join(',') },
  };
}

export async function getScale(exchange: Exchange, place: Place): Promise<void> {
  await sendJson(exchange, 200, scaleOf(current(exchange, place)));
}

async function scale(exchange: Exchange, place: Place, sent: unknown): Promise<void> {
  const { server } = exchange;
  const previous = current(exchange, place);
  const uid = textAt(fieldsAt(sent, 'metadata'), 'uid');
  if (uid !== '' && uid !== previous.metadata.uid) {
    const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${previous.metadata.uid}`;
    throw conflict({ group: place.info.group, plural: `${place.info.plural}/scale` }, place.name, why);
  }
  const replicas = Number(fieldsAt(sent, 'spec').replicas ?? 0);
  if (!Number.isInteger(replicas) || replicas < 0) {
    const message = `Invalid value: ${replicas}: must be greater than or equal to 0`;
    throw invalid({ group: 'autoscaling', plural: 'scales' }, 'Scale', place.name, [
      { reason: 'FieldValueInvalid', message, field: 'spec.replicas' },
    ]);
  }
  const spec = { ...fieldsAt(previous, 'spec'), replicas };
  const next = kept({ ...previous, spec }, previous);
  const change = dryRun(exchange)
    ? null
    : server.store.put(place.info.storage, server.backend.version(place.info, next, 'scale'));
  await sendJson(exchange, 200, scaleOf(change?.stored.render() ?? next));
}

interface DeleteOptions {
  readonly grace: number | null;
  readonly policy: string;
  readonly preconditions: Fields;
}

async function deleteOptions(exchange: Exchange): Promise<DeleteOptions> {
  const text = (await readBody(exchange)).toString();
  const sent: unknown = text === '' ? {} : JSON.parse(text);
  const grace = fieldsAt(sent).gracePeriodSeconds ?? exchange.query.get('gracePeriodSeconds');
  return {
    grace: grace === undefined || grace === null ? null : Number(grace),
    policy: textAt(sent, 'propagationPolicy') || (exchange.query.get('propagationPolicy') ?? ''),
    preconditions: fieldsAt(sent, 'preconditions'),
  };
}

/** Deletes, or marks for deletion; answers what is left. Throws the 409 of a precondition. */
export function erase(exchange: Exchange, place: Place, object: KubeObject, options: DeleteOptions): KubeObject | null {
  const { server } = exchange;
  const { info } = place;
  const uid = textAt(options.preconditions, 'uid');
  if (uid !== '' && uid !== object.metadata.uid) {
    const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${object.metadata.uid}`;
    throw conflict(key(place), object.metadata.name, why);
  }
  if (dryRun(exchange)) return object;
  const finalizers = [...(object.metadata.finalizers ?? [])];
  if (options.policy === 'Foreground') finalizers.push('foregroundDeletion');
  const pending = finalizers.length > 0;
  if (object.metadata.deletionTimestamp !== undefined && pending) return object;
  const stays = pending || server.backend.deleting(info, object, options.grace);
  if (stays) {
    // The backend marked it, or a finalizer holds it.
    const marked = server.store
      .collection(info.storage)
      .get(place.namespace ?? '', object.metadata.name)
      ?.render();
    if (!pending || !marked) return marked ?? object;
    const metadata = {
      ...marked.metadata,
      finalizers,
      deletionTimestamp: timestamp(server.now()),
      deletionGracePeriodSeconds: 0,
    };
    return server.store.putObject(info.storage, { ...marked, metadata }).stored.render();
  }
  server.store.remove(info.storage, object.metadata.namespace ?? '', object.metadata.name);
  return null;
}

export async function remove(exchange: Exchange, place: Place): Promise<void> {
  const options = await deleteOptions(exchange);
  const object = current(exchange, place);
  const left = erase(exchange, place, object, options);
  if (left) return sendJson(exchange, 200, left);
  const { info } = place;
  const details = {
    name: place.name,
    ...(info.group === '' ? {} : { group: info.group }),
    kind: info.plural,
    uid: object.metadata.uid,
  };
  await sendJson(exchange, 200, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details });
}

export async function removeCollection(exchange: Exchange, place: Place): Promise<void> {
  const options = await deleteOptions(exchange);
  const { server } = exchange;
  const selection = selectionOf(exchange, place.info, place.namespace);
  const found = [...server.store.collection(place.info.storage).scan(place.namespace, null)].filter((one) =>
    selection.matches(one),
  );
  const items = found.map((stored) => {
    const object = stored.render();
    erase(exchange, { ...place, namespace: stored.namespace === '' ? null : stored.namespace }, object, options);
    return object;
  });
  const { info } = place;
  await sendJson(exchange, 200, {
    kind: `${info.kind}List`,
    apiVersion: apiVersionOf(info),
    metadata: { resourceVersion: String(server.store.rv) },
    items,
  });
}
