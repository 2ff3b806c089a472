import { badRequest, notFound } from '../http/status.ts';
import { fieldsAt, isFields, type KubeObject, textAt, valueAt } from '../types.ts';
import { commonHeaders, type Exchange, type LogLine, type LogSource } from './exchange.ts';

interface Wanted {
  readonly container: string;
  readonly follow: boolean;
  readonly previous: boolean;
  readonly timestamps: boolean;
  /** null: all. */
  readonly tail: number | null;
  /** Epoch ms. */
  readonly since: number;
  readonly limitBytes: number;
}

const names = (pod: KubeObject, list: string): string[] => {
  const found = valueAt(pod, 'spec', list);
  return (Array.isArray(found) ? found : []).filter(isFields).map((container) => textAt(container, 'name'));
};

function wanted(exchange: Exchange, pod: KubeObject): Wanted {
  const { query, server } = exchange;
  const { name } = pod.metadata;
  const containers = names(pod, 'containers');
  const all = [...names(pod, 'initContainers'), ...containers, ...names(pod, 'ephemeralContainers')];
  const asked = query.get('container');
  const chosen = asked ?? (containers.length === 1 ? containers[0] : undefined);
  if (chosen === undefined) {
    const inits = names(pod, 'initContainers');
    const more = inits.length > 0 ? ` or one of the init containers: [${inits.join(' ')}]` : '';
    throw badRequest(
      `a container name must be specified for pod ${name}, choose one of: [${containers.join(' ')}]${more}`,
    );
  }
  if (!all.includes(chosen)) throw badRequest(`container ${chosen} is not valid for pod ${name}`);
  const number = (key: string): number | null => (query.get(key) === null ? null : Number(query.get(key)));
  const seconds = number('sinceSeconds');
  const sinceTime = query.get('sinceTime');
  const since = sinceTime !== null ? Date.parse(sinceTime) : seconds === null ? 0 : server.now() - seconds * 1000;
  return {
    container: chosen,
    follow: query.get('follow') === 'true',
    previous: query.get('previous') === 'true',
    timestamps: query.get('timestamps') === 'true',
    tail: number('tailLines'),
    since,
    limitBytes: number('limitBytes') ?? Number.POSITIVE_INFINITY,
  };
}

/** RFC 3339 with nanoseconds, as the container runtime writes them. */
const stamp = (at: number): string =>
  `${new Date(at).toISOString().slice(0, 23)}${String(Math.trunc(at) % 1000).padStart(3, '0')}000Z`;

const print = (line: LogLine, timestamps: boolean): string => `${timestamps ? `${stamp(line.at)} ` : ''}${line.text}\n`;

/** Waiting containers have no log yet, and the kubelet says so. */
function refuseWaiting(pod: KubeObject, wish: Wanted): void {
  const statuses = valueAt(pod, 'status', 'containerStatuses');
  const status = (Array.isArray(statuses) ? statuses : [])
    .filter(isFields)
    .find((one) => textAt(one, 'name') === wish.container);
  if (!status) return;
  const reason = textAt(status, 'state', 'waiting', 'reason');
  const { name } = pod.metadata;
  const last = fieldsAt(status, 'lastState', 'terminated');
  if (wish.previous && Object.keys(last).length === 0) {
    throw badRequest(`previous terminated container "${wish.container}" in pod "${name}" not found`);
  }
  if (wish.previous || reason === '' || reason === 'CrashLoopBackOff') return;
  const why = reason === 'ImagePullBackOff' || reason === 'ErrImagePull' ? `trying and failing to pull image` : reason;
  throw badRequest(`container "${wish.container}" in pod "${name}" is waiting to start: ${why}`);
}

export async function logs(exchange: Exchange, pod: KubeObject): Promise<void> {
  const { server, out } = exchange;
  const wish = wanted(exchange, pod);
  refuseWaiting(pod, wish);
  const source = server.backend.logLines(pod, wish.container, wish.previous);
  if (!source) throw notFound({ group: '', plural: 'pods' }, pod.metadata.name);
  const past = source.past(wish.tail ?? 2_000).filter((line) => line.at >= wish.since);
  const lines = wish.tail === null ? past : wish.tail === 0 ? [] : past.slice(-wish.tail);
  exchange.answered(200);
  out.begin(200, { ...commonHeaders(server), 'content-type': 'text/plain' }, false);
  out.flush();
  let text = lines.map((line) => print(line, wish.timestamps)).join('');
  if (text.length > wish.limitBytes) text = text.slice(0, wish.limitBytes);
  if (text !== '') await out.write(text);
  if (wish.follow) await follow(exchange, source, past.at(-1)?.at ?? server.now(), wish.timestamps);
  await out.end();
}

async function follow(exchange: Exchange, source: LogSource, from: number, timestamps: boolean): Promise<void> {
  const { server, out } = exchange;
  let last = from;
  while (!out.closed) {
    const line = source.next(last);
    if (!line) return;
    await until(exchange, line.at - server.now());
    if (out.closed) return;
    out.push(print(line, timestamps));
    last = line.at;
  }
}

function until(exchange: Exchange, ms: number): Promise<void> {
  const { signal } = exchange.out;
  return new Promise((resolve) => {
    const done = (): void => {
      cancel();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const cancel = exchange.server.clock.after(Math.max(0, ms), done);
    signal.addEventListener('abort', done);
  });
}
