import { mix, uidOf } from '../random.ts';
import type { Stored } from '../store/collection.ts';
import type { Fields, KubeObject, Labels } from '../types.ts';
import { timestamp } from '../types.ts';
import { overlaid } from './lazy.ts';

/** What stays the same about a node as long as it lives. */
export interface NodeIdentity {
  readonly index: number;
  readonly name: string;
  readonly ip: string;
  readonly zone: string;
  readonly pool: string;
  readonly machine: string;
  /** millicores, Ki. */
  readonly cpu: number;
  readonly memory: number;
  /** Epoch ms. */
  readonly created: number;
  readonly controlPlane: boolean;
}

export type NodeCondition = 'ready' | 'not-ready' | 'unknown';

export interface NodeState {
  readonly condition: NodeCondition;
  readonly pressure: 'none' | 'memory' | 'disk';
  readonly cordoned: boolean;
  /** When the condition last changed, epoch ms. */
  readonly since: number;
  readonly heartbeat: number;
}

const MACHINES = [
  { machine: 'm6i.2xlarge', cpu: 8000, memory: 32_000_000 },
  { machine: 'm6i.4xlarge', cpu: 16_000, memory: 64_000_000 },
  { machine: 'c6i.4xlarge', cpu: 16_000, memory: 32_000_000 },
  { machine: 'r6i.2xlarge', cpu: 8000, memory: 65_000_000 },
] as const;

export const addressOf = (index: number): string =>
  `10.${20 + ((index >> 14) & 63)}.${(index >> 6) & 255}.${10 + (index & 63)}`;

export function nodeIdentity(index: number, seed: number, region: string, created: number): NodeIdentity {
  const h = mix(seed * 7919 + index);
  const controlPlane = index < 3;
  const { machine, cpu, memory } = MACHINES[controlPlane ? 0 : h % MACHINES.length] ?? MACHINES[0];
  const ip = addressOf(index);
  return {
    index,
    name: `ip-${ip.replaceAll('.', '-')}.${region}.compute.internal`,
    ip,
    zone: `${region}${'abc'[index % 3]}`,
    pool: controlPlane ? 'control-plane' : (['general', 'general', 'compute', 'memory'][(h >>> 8) % 4] ?? 'general'),
    machine,
    cpu,
    memory,
    created,
    controlPlane,
  };
}

export class NodeRecord implements Stored {
  readonly namespace = '';
  readonly identity: NodeIdentity;
  readonly state: NodeState;
  readonly rv: number;
  readonly overlay: Fields | null;
  readonly version: string;

  constructor(identity: NodeIdentity, state: NodeState, version: string, rv: number, overlay: Fields | null = null) {
    this.identity = identity;
    this.state = state;
    this.version = version;
    this.rv = rv;
    this.overlay = overlay;
  }

  get name(): string {
    return this.identity.name;
  }
  get uid(): string {
    return uidOf(0x6e6f6465, this.identity.index + Math.floor(this.identity.created / 1000));
  }
  labels(): Labels {
    return this.overlay ? (this.render().metadata.labels ?? {}) : nodeLabels(this.identity);
  }
  at(rv: number): NodeRecord {
    return new NodeRecord(this.identity, this.state, this.version, rv, this.overlay);
  }
  with(change: Partial<NodeState>, rv: number): NodeRecord {
    return new NodeRecord(this.identity, { ...this.state, ...change }, this.version, rv, this.overlay);
  }
  overlaid(overlay: Fields, rv: number): NodeRecord {
    return new NodeRecord(this.identity, this.state, this.version, rv, overlay);
  }
  render(): KubeObject {
    return overlaid(renderNode(this), this.overlay);
  }
}

function nodeLabels(node: NodeIdentity): Labels {
  const role = node.controlPlane
    ? { 'node-role.kubernetes.io/control-plane': '' }
    : { 'node-role.kubernetes.io/worker': '' };
  return {
    'beta.kubernetes.io/arch': 'amd64',
    'beta.kubernetes.io/os': 'linux',
    'kubernetes.io/arch': 'amd64',
    'kubernetes.io/hostname': node.name,
    'kubernetes.io/os': 'linux',
    'node.kubernetes.io/instance-type': node.machine,
    'pool.example.com/name': node.pool,
    'topology.kubernetes.io/region': node.zone.slice(0, -1),
    'topology.kubernetes.io/zone': node.zone,
    ...role,
  };
}

function taints({ identity, state }: NodeRecord): Fields {
  const list: Fields[] = [];
  if (identity.controlPlane) list.push({ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' });
  const added = timestamp(state.since);
  if (state.cordoned) list.push({ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule', timeAdded: added });
  if (state.condition !== 'ready') {
    const key = state.condition === 'unknown' ? 'node.kubernetes.io/unreachable' : 'node.kubernetes.io/not-ready';
    list.push({ key, effect: 'NoSchedule', timeAdded: added }, { key, effect: 'NoExecute', timeAdded: added });
  }
  if (state.pressure !== 'none') {
    list.push({ key: `node.kubernetes.io/${state.pressure}-pressure`, effect: 'NoSchedule', timeAdded: added });
  }
  return list.length > 0 ? { taints: list } : {};
}

function conditions({ identity, state }: NodeRecord): readonly Fields[] {
  const beat = timestamp(state.heartbeat);
  const since = timestamp(state.since);
  const created = timestamp(identity.created + 20_000);
  const unknown = state.condition === 'unknown';
  const one = (type: string, bad: boolean, good: string, worse: string, message: string): Fields => ({
    type,
    status: unknown ? 'Unknown' : bad ? 'True' : 'False',
    lastHeartbeatTime: beat,
    lastTransitionTime: bad || unknown ? since : created,
    reason: unknown ? 'NodeStatusUnknown' : bad ? worse : good,
    message: unknown ? 'Kubelet stopped posting node status.' : message,
  });
  const memory = state.pressure === 'memory';
  const disk = state.pressure === 'disk';
  const ready = state.condition === 'ready';
  return [
    one(
      'MemoryPressure',
      memory,
      'KubeletHasSufficientMemory',
      'KubeletHasInsufficientMemory',
      `kubelet has ${memory ? 'insufficient' : 'sufficient'} memory available`,
    ),
    one(
      'DiskPressure',
      disk,
      'KubeletHasNoDiskPressure',
      'KubeletHasDiskPressure',
      `kubelet has ${disk ? '' : 'no '}disk pressure`,
    ),
    one('PIDPressure', false, 'KubeletHasSufficientPID', '', 'kubelet has sufficient PID available'),
    {
      type: 'Ready',
      status: unknown ? 'Unknown' : ready ? 'True' : 'False',
      lastHeartbeatTime: beat,
      lastTransitionTime: ready ? created : since,
      reason: unknown ? 'NodeStatusUnknown' : ready ? 'KubeletReady' : 'KubeletNotReady',
      message: unknown
        ? 'Kubelet stopped posting node status.'
        : ready
          ? 'kubelet is posting ready status'
          : 'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized',
    },
  ];
}

function renderNode(record: NodeRecord): KubeObject {
  const { identity, state, version } = record;
  const id = record.uid.replaceAll('-', '');
  const resources = (reserve: number): Fields => ({
    cpu: reserve === 0 ? String(identity.cpu / 1000) : `${identity.cpu - reserve}m`,
    'ephemeral-storage': reserve === 0 ? '104845292Ki' : '95551679124',
    'hugepages-1Gi': '0',
    'hugepages-2Mi': '0',
    memory: `${identity.memory - reserve * 10_000}Ki`,
    pods: '110',
  });
  return {
    kind: 'Node',
    apiVersion: 'v1',
    metadata: {
      name: identity.name,
      uid: record.uid,
      resourceVersion: String(record.rv),
      creationTimestamp: timestamp(identity.created),
      labels: nodeLabels(identity),
      annotations: {
        'csi.volume.kubernetes.io/nodeid': `{"ebs.csi.aws.com":"i-${id.slice(0, 17)}"}`,
        'node.alpha.kubernetes.io/ttl': '0',
        'volumes.kubernetes.io/controller-managed-attach-detach': 'true',
      },
    },
    spec: {
      podCIDR: `10.${100 + (identity.index >> 8)}.${identity.index & 255}.0/24`,
      podCIDRs: [`10.${100 + (identity.index >> 8)}.${identity.index & 255}.0/24`],
      providerID: `aws:///${identity.zone}/i-${id.slice(0, 17)}`,
      ...(state.cordoned ? { unschedulable: true } : {}),
      ...taints(record),
    },
    status: {
      addresses: [
        { type: 'InternalIP', address: identity.ip },
        { type: 'InternalDNS', address: identity.name },
        { type: 'Hostname', address: identity.name },
      ],
      allocatable: resources(90),
      capacity: resources(0),
      conditions: conditions(record),
      daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
      images: [],
      nodeInfo: {
        machineID: id,
        systemUUID: record.uid,
        bootID: uidOf(identity.index, 77),
        kernelVersion: '6.8.0-1024-aws',
        osImage: 'Ubuntu 24.04.2 LTS',
        containerRuntimeVersion: 'containerd://2.1.4',
        kubeletVersion: version,
        kubeProxyVersion: '',
        operatingSystem: 'linux',
        architecture: 'amd64',
      },
    },
  };
}
