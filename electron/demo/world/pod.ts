import { hashText, mix, uidOf } from '../random.ts';
import type { Stored } from '../store/collection.ts';
import type { Fields, KubeObject, Labels, OwnerReference } from '../types.ts';
import { overlaid } from './lazy.ts';
import type { NodeIdentity } from './node.ts';
import { renderPod } from './pod-render.ts';
import type { App } from './template.ts';

/**
 * Where a pod's life stands. `crash` and `oom-loop` wait to be restarted (CrashLoopBackOff), `error` and `oom` have just
 * ended, `pull` and `image` cannot get their image (ErrImagePull, ImagePullBackOff), `config` misses a ConfigMap,
 * `lost` stands on a node nobody hears of.
 */
export type PodPhase =
  | 'pending'
  | 'creating'
  | 'init'
  | 'init-crash'
  | 'running'
  | 'unready'
  | 'crash'
  | 'error'
  | 'oom'
  | 'oom-loop'
  | 'pull'
  | 'image'
  | 'config'
  | 'lost'
  | 'done'
  | 'failed'
  | 'evicted';

/** Who made the pod: everything its pods have in common. */
export interface PodOwner {
  readonly app: App;
  readonly tag: string;
  readonly reference: OwnerReference | null;
  /** Labels of every pod; STS pods add their own. */
  readonly labels: Labels;
  readonly kind: 'ReplicaSet' | 'StatefulSet' | 'DaemonSet' | 'Job';
  readonly restartPolicy: 'Always' | 'OnFailure' | 'Never';
  /** Why the scheduler finds no node, or what the kubelet says, in the event's words. */
  readonly problem?: string;
}

export interface PodChange {
  readonly node?: NodeIdentity | null;
  readonly phase?: PodPhase;
  /** When the phase began, epoch ms. */
  readonly since?: number;
  readonly restarts?: number;
  /** When the last container run ended, epoch ms; 0: never. */
  readonly finished?: number;
  /** When deletion was asked for, epoch ms; 0: it was not. */
  readonly deletion?: number;
  readonly grace?: number;
  readonly overlay?: Fields | null;
}

/** One version of a pod in a hundred bytes; everything else is worked out when somebody asks. */
export class PodRecord implements Stored {
  readonly owner: PodOwner;
  readonly name: string;
  readonly serial: number;
  readonly rv: number;
  readonly created: number;
  readonly node: NodeIdentity | null;
  readonly phase: PodPhase;
  readonly since: number;
  readonly restarts: number;
  readonly finished: number;
  readonly deletion: number;
  readonly grace: number;
  readonly overlay: Fields | null;

  constructor(base: Pick<PodRecord, 'owner' | 'name' | 'serial' | 'created'>, rv: number, change: PodChange) {
    this.owner = base.owner;
    this.name = base.name;
    this.serial = base.serial;
    this.created = base.created;
    this.rv = rv;
    this.node = change.node ?? null;
    this.phase = change.phase ?? 'pending';
    this.since = change.since ?? base.created;
    this.restarts = change.restarts ?? 0;
    this.finished = change.finished ?? 0;
    this.deletion = change.deletion ?? 0;
    this.grace = change.grace ?? 30;
    this.overlay = change.overlay ?? null;
  }

  get namespace(): string {
    return this.owner.app.namespace;
  }
  get uid(): string {
    return uidOf(hashText(this.owner.app.namespace), this.serial);
  }
  get ready(): boolean {
    return this.phase === 'running' && this.deletion === 0;
  }
  get ip(): string {
    if (!this.node) return '';
    if (this.owner.app.flavour === 'agent') return this.node.ip;
    return `10.${100 + (this.node.index >> 8)}.${this.node.index & 255}.${4 + (mix(this.serial) % 250)}`;
  }

  labels(): Labels {
    if (this.overlay) return this.render().metadata.labels ?? {};
    return podLabels(this);
  }
  field(path: string): string | undefined {
    if (this.overlay) return undefined;
    if (path === 'spec.nodeName') return this.node?.name ?? '';
    if (path === 'status.phase') return statusPhase(this.phase);
    if (path === 'status.podIP') return this.ip;
    return undefined;
  }
  with(change: PodChange, rv: number): PodRecord {
    return new PodRecord(this, rv, { ...this.state(), ...change });
  }
  at(rv: number): PodRecord {
    return new PodRecord(this, rv, this.state());
  }
  state(): Required<PodChange> {
    const { node, phase, since, restarts, finished, deletion, grace, overlay } = this;
    return { node, phase, since, restarts, finished, deletion, grace, overlay };
  }
  render(): KubeObject {
    return overlaid(renderPod(this), this.overlay);
  }
}

export function podLabels(pod: PodRecord): Labels {
  const { owner } = pod;
  if (owner.kind === 'StatefulSet') {
    const index = pod.name.slice(pod.name.lastIndexOf('-') + 1);
    return { 'apps.kubernetes.io/pod-index': index, ...owner.labels, 'statefulset.kubernetes.io/pod-name': pod.name };
  }
  return owner.labels;
}

export function statusPhase(phase: PodPhase): 'Pending' | 'Running' | 'Succeeded' | 'Failed' {
  switch (phase) {
    case 'pending':
    case 'creating':
    case 'init':
    case 'init-crash':
    case 'pull':
    case 'image':
    case 'config':
      return 'Pending';
    case 'done':
      return 'Succeeded';
    case 'failed':
    case 'evicted':
      return 'Failed';
    default:
      return 'Running';
  }
}
