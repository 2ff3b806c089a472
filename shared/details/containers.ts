import type { StateRole } from '../kinds/spec.ts';
import { parseTime } from '../kube/age.ts';
import { arr, bool, has, int, type Rec, rec, str, strings } from '../kube/read.ts';
import { environmentRows } from './environment.ts';
import { type ContainerDetails, field, type Item, lines, mono, muted, table, text, time, type Value } from './model.ts';
import { describeHandler, describeProbe } from './probes.ts';

type Type = ContainerDetails['type'];

/**
 * The containers of a pod spec in the order they start, each with its status where there is one.
 * What is said of each is what `describe.go` describeContainers says.
 */
export function containersOf(spec: Rec, status: Rec | null, namespace: string): readonly ContainerDetails[] {
  const init = arr(spec.initContainers).map(rec);
  const groups: readonly (readonly [readonly Rec[], string, (container: Rec) => Type])[] = [
    [init, 'initContainerStatuses', (one) => (one.restartPolicy === 'Always' ? 'sidecar' : 'init')],
    [arr(spec.containers).map(rec), 'containerStatuses', () => 'container'],
    [arr(spec.ephemeralContainers).map(rec), 'ephemeralContainerStatuses', () => 'ephemeral'],
  ];
  return groups.flatMap(([containers, statuses, typeOf]) =>
    containers.map((container) => {
      const own = status === null ? null : statusOf(status, statuses, str(container.name));
      return containerDetails(container, own, status !== null, typeOf(container), namespace);
    }),
  );
}

const statusOf = (status: Rec, list: string, name: string): Rec | null =>
  arr(status[list])
    .map(rec)
    .find((candidate) => str(candidate.name) === name) ?? null;

function containerDetails(container: Rec, status: Rec | null, inPod: boolean, type: Type, namespace: string) {
  const { role, value } = inPod ? stateOf(status, type) : { role: 'off' as const, value: [] };
  const details: ContainerDetails = {
    name: str(container.name),
    type,
    role,
    image: str(container.image),
    restarts: inPod ? int(status?.restartCount) : null,
    state: value,
    items: [...statusItems(status), ...specItems(container), ...environmentItems(container, namespace)],
  };
  return details;
}

/** The state in a few words with its role. Source: `describe.go` describeStatus. */
function stateOf(status: Rec | null, type: Type): { readonly role: StateRole; readonly value: Value } {
  if (status === null) return { role: 'unknown', value: text('No status yet') };
  const state = rec(status.state);
  if (has(state.running)) {
    const settled = bool(status.ready) || type === 'ephemeral';
    const role: StateRole = settled ? 'ok' : type === 'init' ? 'progress' : 'warn';
    return {
      role,
      value: [...text(settled ? 'Running' : 'Running, not ready'), ...since(rec(state.running).startedAt)],
    };
  }
  if (has(state.terminated)) return terminated(rec(state.terminated));
  const reason = str(rec(state.waiting).reason);
  const starting = reason === '' || reason === 'ContainerCreating' || reason === 'PodInitializing';
  return { role: starting ? 'progress' : 'bad', value: text(reason === '' ? 'Waiting' : `Waiting: ${reason}`) };
}

const since = (at: unknown): Value => {
  const ms = parseTime(at);
  return ms === null ? [] : [muted(' for '), { type: 'age', at: ms }];
};

function terminated(state: Rec): { readonly role: StateRole; readonly value: Value } {
  const fine = int(state.exitCode) === 0;
  const words = str(state.reason) === '' ? 'Terminated' : str(state.reason);
  const code = fine ? '' : `, exit code ${int(state.exitCode)}`;
  const signal = int(state.signal) === 0 ? '' : `, signal ${int(state.signal)}`;
  const at = parseTime(state.finishedAt);
  const when: Value =
    at === null
      ? []
      : [
          { type: 'text', text: ', ', muted: true },
          { type: 'relative', at },
        ];
  return { role: fine ? 'off' : 'bad', value: [...text(`${words}${code}${signal}`), ...when] };
}

function statusItems(status: Rec | null): readonly Item[] {
  if (status === null) return [];
  const state = rec(status.state);
  const now = rec(state.waiting ?? state.terminated);
  const last = rec(rec(status.lastState).terminated);
  const before = has(rec(status.lastState).terminated) ? terminated(last).value : [];
  return [
    ...field('Message', str(now.message)),
    ...field('Started', time(parseTime(rec(state.running).startedAt) ?? parseTime(rec(state.terminated).startedAt))),
    ...field('Finished', time(parseTime(rec(state.terminated).finishedAt))),
    ...field('Before that', before),
    ...field('Last message', str(last.message)),
    ...field(
      'Container ID',
      mono(str(status.containerID)).filter((part) => part.type !== 'text' || part.text !== ''),
    ),
    ...field(
      'Image ID',
      mono(str(status.imageID)).filter((part) => part.type !== 'text' || part.text !== ''),
    ),
  ];
}

function specItems(container: Rec): readonly Item[] {
  const resources = rec(container.resources);
  const command = strings(container.command);
  const args = strings(container.args);
  return [
    ...field('Command', command.length === 0 ? '' : mono(command.join(' '))),
    ...field('Arguments', args.length === 0 ? '' : mono(args.join(' '))),
    ...field('Working folder', str(container.workingDir)),
    ...lines('Ports', arr(container.ports).map(rec).map(portValue)),
    ...field('Requests', amounts(rec(resources.requests))),
    ...field('Limits', amounts(rec(resources.limits))),
    ...probeItem('Liveness', container.livenessProbe),
    ...probeItem('Readiness', container.readinessProbe),
    ...probeItem('Startup', container.startupProbe),
    ...hookItem('After start', rec(container.lifecycle).postStart),
    ...hookItem('Before stop', rec(container.lifecycle).preStop),
    ...field('Pull policy', str(container.imagePullPolicy)),
    ...securityItems(rec(container.securityContext)),
    ...table('Mounts', ['Path', 'Volume', ''], arr(container.volumeMounts).map(rec).map(mountRow)),
    ...table(
      'Devices',
      ['Path', 'Volume'],
      arr(container.volumeDevices)
        .map(rec)
        .map((device) => [mono(str(device.devicePath)), text(str(device.name))]),
    ),
  ];
}

function portValue(port: Rec): Value {
  const name = str(port.name);
  const host = int(port.hostPort) === 0 ? '' : ` on the node's port ${int(port.hostPort)}`;
  return [
    ...text(`${int(port.containerPort)}/${str(port.protocol) || 'TCP'}`),
    muted(`${name === '' ? '' : ` ${name}`}${host}`),
  ];
}

/** `cpu 100m, memory 128Mi`. */
export const amounts = (resources: Rec): string =>
  Object.entries(resources)
    .map(([name, amount]) => `${name} ${typeof amount === 'string' ? amount : JSON.stringify(amount)}`)
    .join(', ');

const probeItem = (label: string, probe: unknown): readonly Item[] =>
  has(probe) ? field(label, mono(describeProbe(rec(probe)))) : [];

const hookItem = (label: string, hook: unknown): readonly Item[] =>
  has(hook) ? field(label, mono(describeHandler(rec(hook)))) : [];

function securityItems(context: Rec): readonly Item[] {
  const words: string[] = [];
  if (bool(context.privileged)) words.push('privileged');
  if (context.allowPrivilegeEscalation === false) words.push('no privilege escalation');
  if (bool(context.readOnlyRootFilesystem)) words.push('read-only root');
  if (bool(context.runAsNonRoot)) words.push('not as root');
  if (has(context.runAsUser)) words.push(`as user ${int(context.runAsUser)}`);
  if (has(context.runAsGroup)) words.push(`group ${int(context.runAsGroup)}`);
  const { add, drop } = rec(context.capabilities);
  words.push(...strings(add).map((name) => `+${name}`), ...strings(drop).map((name) => `−${name}`));
  return field('Security', words.join(', '));
}

function mountRow(mount: Rec): readonly Value[] {
  const path = str(mount.subPath) || str(mount.subPathExpr);
  const notes = [bool(mount.readOnly) ? 'read-only' : '', path === '' ? '' : `path ${path}`].filter(
    (note) => note !== '',
  );
  return [mono(str(mount.mountPath)), text(str(mount.name)), [muted(notes.join(', '))]];
}

const environmentItems = (container: Rec, namespace: string): readonly Item[] =>
  table('Environment', ['Name', 'Value'], environmentRows(container, namespace));
