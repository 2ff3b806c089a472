import { hashText, safeSuffix, uidOf } from '../random.ts';
import { shared } from '../store/shared.ts';
import { type Fields, fieldsAt, type KubeObject, type OwnerReference, timestamp } from '../types.ts';
import { LazyStored, overlaid } from './lazy.ts';
import type { PodOwner } from './pod.ts';
import { type App, imageOf, labelsOf, podSpec, selectorOf, templateHash, withData } from './template.ts';

export type WorkloadKind = 'Deployment' | 'StatefulSet' | 'DaemonSet';

export interface Revision {
  readonly number: number;
  readonly tag: string;
  readonly hash: string;
  /** Epoch ms. */
  readonly created: number;
  readonly owner: PodOwner;
  /** The number it was made under: a rollback gives it a new number, and nothing else. */
  readonly first: number;
  /** The annotation that a restart leaves in the template, empty without one. */
  readonly restartedAt: string;
}

/** What the controllers know at one moment; captured by the versions of the objects. */
export interface Counts {
  readonly desired: number;
  readonly total: number;
  readonly updated: number;
  readonly ready: number;
}

/** A workload as the world's controllers see it: mutable, while the objects it shows are versions. */
/** What a StatefulSet asks for each of its pods. */
const CLAIMS = [
  {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'data' },
    spec: {
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '20Gi' } },
      storageClassName: 'fast',
      volumeMode: 'Filesystem',
    },
    status: { phase: 'Pending' },
  },
];

export class Workload {
  readonly kind: WorkloadKind;
  readonly app: App;
  readonly created: number;
  readonly uid: string;
  replicas: number;
  revisions: readonly Revision[];
  generation = 1;
  overlay: Fields | null = null;
  /** Names of its pods. */
  readonly pods = new Set<string>();
  /** The state its objects show, by `resource/name`: what did not change is not written again. */
  readonly shown = new Map<string, string>();
  paused = false;
  /** The annotation that a restart leaves in the template. */
  restartedAt = '';
  /** What its new pods come to, when not simply running. */
  fate: 'healthy' | 'crash' | 'oom' | 'image' | 'config' | 'unready' | 'unschedulable' | 'init-crash' = 'healthy';
  problem: string | undefined;
  /** When Available last changed. */
  availableSince: number;
  readonly #salt: number;

  constructor(
    kind: WorkloadKind,
    app: App,
    replicas: number,
    created: number,
    tags: readonly string[],
    problem?: string,
  ) {
    this.kind = kind;
    this.app = app;
    this.replicas = replicas;
    this.created = created;
    this.problem = problem;
    this.availableSince = created + 30_000;
    this.#salt = hashText(`${kind}/${app.namespace}/${app.name}`);
    this.uid = uidOf(this.#salt, 1);
    this.revisions = [];
    tags.forEach((tag, i) => {
      this.addRevision(tag, created + i * 86_400_000 * 3);
    });
  }

  get current(): Revision {
    const last = this.revisions.at(-1);
    if (!last) throw new Error(`${this.app.name} has no revision`);
    return last;
  }
  get namespace(): string {
    return this.app.namespace;
  }
  get name(): string {
    return this.app.name;
  }

  /** The template that is wanted now: a new revision, or one of before under a new number, as the controllers do it. */
  addRevision(tag: string, created: number, restartedAt = ''): Revision {
    const number = (this.revisions.at(-1)?.number ?? 0) + 1;
    const before = this.revisions.find((one) => one.tag === tag && one.restartedAt === restartedAt);
    const revision =
      before === undefined ? this.#newRevision(tag, created, restartedAt, number) : { ...before, number };
    this.revisions = [...this.revisions.filter((one) => one !== before), revision];
    return revision;
  }

  #newRevision(tag: string, created: number, restartedAt: string, number: number): Revision {
    const hash = templateHash(this.app, tag, number > 1 ? String(number) : '');
    return { number, tag, hash, created, owner: this.#owner(tag, hash, number), first: number, restartedAt };
  }

  replicaSetName(revision: Revision): string {
    return `${this.name}-${revision.hash}`;
  }
  replicaSetUid(revision: Revision): string {
    return uidOf(this.#salt, 100 + revision.first);
  }

  #owner(tag: string, hash: string, number: number): PodOwner {
    const reference: OwnerReference =
      this.kind === 'Deployment'
        ? {
            apiVersion: 'apps/v1',
            kind: 'ReplicaSet',
            name: `${this.name}-${hash}`,
            uid: uidOf(this.#salt, 100 + number),
            controller: true,
            blockOwnerDeletion: true,
          }
        : {
            apiVersion: 'apps/v1',
            kind: this.kind,
            name: this.name,
            uid: this.uid,
            controller: true,
            blockOwnerDeletion: true,
          };
    const extra: Record<string, string> =
      this.kind === 'Deployment'
        ? { 'pod-template-hash': hash }
        : { 'controller-revision-hash': this.kind === 'StatefulSet' ? `${this.name}-${hash}` : hash };
    return {
      app: this.app,
      tag,
      reference,
      labels: shared({ ...labelsOf(this.app), ...extra }),
      kind: this.kind === 'Deployment' ? 'ReplicaSet' : this.kind,
      restartPolicy: 'Always',
      ...(this.problem ? { problem: this.problem } : {}),
    };
  }

  /** `payments-api-7d8f9c5b64-x2k9f`, `ledger-db-2`. */
  podName(serial: number, ordinal: number): string {
    if (this.kind === 'StatefulSet') return `${this.name}-${ordinal}`;
    const base = this.kind === 'Deployment' ? this.replicaSetName(this.current) : this.name;
    return `${base}-${safeSuffix(serial ^ this.#salt, 5)}`;
  }

  /** The version that shows these counts. */
  stored(rv: number, counts: Counts): LazyStored {
    const captured = {
      counts,
      revision: this.current,
      generation: this.generation,
      overlay: this.overlay,
      paused: this.paused,
      since: this.availableSince,
    };
    return new LazyStored(
      { namespace: this.namespace, name: this.name, uid: this.uid, labels: labelsOf(this.app) },
      rv,
      (at) => overlaid(this.#render(at, captured), captured.overlay),
    );
  }

  storedReplicaSet(
    rv: number,
    revision: Revision,
    counts: { total: number; ready: number; desired: number },
  ): LazyStored {
    const labels = revision.owner.labels;
    const head = {
      namespace: this.namespace,
      name: this.replicaSetName(revision),
      uid: this.replicaSetUid(revision),
      labels,
    };
    return new LazyStored(head, rv, (at) => this.#renderReplicaSet(at, revision, counts));
  }

  /** What a StatefulSet or DaemonSet was: its data is the patch that brings it back. */
  storedControllerRevision(rv: number, revision: Revision): LazyStored {
    const name = `${this.name}-${revision.hash}`;
    const uid = uidOf(this.#salt, 500 + revision.first);
    const labels = { ...revision.owner.labels };
    return new LazyStored({ namespace: this.namespace, name, uid, labels }, rv, (at) => ({
      kind: 'ControllerRevision',
      apiVersion: 'apps/v1',
      metadata: {
        name,
        namespace: this.namespace,
        uid,
        resourceVersion: String(at),
        creationTimestamp: timestamp(revision.created),
        labels,
        ownerReferences: [
          {
            apiVersion: 'apps/v1',
            kind: this.kind,
            name: this.name,
            uid: this.uid,
            controller: true,
            blockOwnerDeletion: true,
          },
        ],
      },
      data: { spec: { template: { ...this.#template(revision, labelsOf(this.app)), $patch: 'replace' } } },
      revision: revision.number,
    }));
  }

  #template(revision: Revision, labels: Fields): Fields {
    const restarted = revision.restartedAt === '' ? {} : { 'kubectl.kubernetes.io/restartedAt': revision.restartedAt };
    const annotations = { ...restarted, 'prometheus.io/port': '9090', 'prometheus.io/scrape': 'true' };
    return {
      metadata: { creationTimestamp: null, labels, annotations },
      spec: podSpec(this.app, revision.tag, 'Always'),
    };
  }

  #meta(rv: number, generation: number, revision: Revision): KubeObject['metadata'] {
    const deployment =
      this.kind === 'Deployment' ? { 'deployment.kubernetes.io/revision': String(revision.number) } : {};
    return {
      name: this.name,
      namespace: this.namespace,
      uid: this.uid,
      resourceVersion: String(rv),
      generation,
      creationTimestamp: timestamp(this.created),
      labels: labelsOf(this.app),
      annotations: {
        ...deployment,
        'meta.helm.sh/release-name': this.app.name,
        'meta.helm.sh/release-namespace': this.namespace,
      },
    };
  }

  #render(
    rv: number,
    captured: { counts: Counts; revision: Revision; generation: number; paused: boolean; since: number },
  ): KubeObject {
    const { counts, revision, generation } = captured;
    const template = this.#template(revision, labelsOf(this.app));
    const base = { kind: this.kind, apiVersion: 'apps/v1', metadata: this.#meta(rv, generation, revision) };
    const selector = { matchLabels: selectorOf(this.app) };
    if (this.kind === 'DaemonSet') {
      return {
        ...base,
        spec: {
          selector,
          template,
          updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } },
          revisionHistoryLimit: 10,
        },
        status: {
          currentNumberScheduled: counts.total,
          numberMisscheduled: 0,
          desiredNumberScheduled: counts.desired,
          numberReady: counts.ready,
          observedGeneration: generation,
          updatedNumberScheduled: counts.updated,
          ...(counts.ready > 0 ? { numberAvailable: counts.ready } : {}),
          ...(counts.desired > counts.ready ? { numberUnavailable: counts.desired - counts.ready } : {}),
        },
      };
    }
    const revisionName = `${this.name}-${revision.hash}`;
    if (this.kind === 'StatefulSet') {
      const own = this.app.special?.claim === undefined;
      return {
        ...base,
        spec: {
          replicas: counts.desired,
          selector,
          template: own ? { ...template, spec: withData(fieldsAt(template, 'spec')) } : template,
          ...(own ? { volumeClaimTemplates: CLAIMS } : {}),
          serviceName: this.name,
          podManagementPolicy: 'OrderedReady',
          updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
          revisionHistoryLimit: 10,
          persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
        },
        status: {
          observedGeneration: generation,
          replicas: counts.total,
          readyReplicas: counts.ready,
          currentReplicas: counts.updated,
          updatedReplicas: counts.updated,
          currentRevision: revisionName,
          updateRevision: revisionName,
          collisionCount: 0,
          availableReplicas: counts.ready,
        },
      };
    }
    return {
      ...base,
      spec: {
        replicas: counts.desired,
        selector,
        template,
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
        revisionHistoryLimit: 10,
        progressDeadlineSeconds: 600,
        ...(captured.paused ? { paused: true } : {}),
      },
      status: this.#deploymentStatus(captured),
    };
  }

  #deploymentStatus({
    counts,
    generation,
    revision,
    since,
  }: {
    counts: Counts;
    generation: number;
    revision: Revision;
    since: number;
  }): Fields {
    const available = counts.ready >= Math.ceil(counts.desired * 0.75);
    const rolled =
      counts.updated === counts.desired && counts.total === counts.desired && counts.ready >= counts.desired;
    const name = this.replicaSetName(revision);
    const condition = (type: string, yes: boolean, reason: string, message: string): Fields => ({
      type,
      status: yes ? 'True' : 'False',
      lastUpdateTime: timestamp(since),
      lastTransitionTime: timestamp(since),
      reason,
      message,
    });
    return {
      observedGeneration: generation,
      ...(counts.total > 0 ? { replicas: counts.total } : {}),
      ...(counts.updated > 0 ? { updatedReplicas: counts.updated } : {}),
      ...(counts.ready > 0 ? { readyReplicas: counts.ready, availableReplicas: counts.ready } : {}),
      ...(counts.desired > counts.ready ? { unavailableReplicas: counts.desired - counts.ready } : {}),
      conditions: [
        available
          ? condition('Available', true, 'MinimumReplicasAvailable', 'Deployment has minimum availability.')
          : condition(
              'Available',
              false,
              'MinimumReplicasUnavailable',
              'Deployment does not have minimum availability.',
            ),
        condition(
          'Progressing',
          true,
          rolled ? 'NewReplicaSetAvailable' : 'ReplicaSetUpdated',
          `ReplicaSet "${name}" ${rolled ? 'has successfully progressed' : 'is progressing'}.`,
        ),
      ],
    };
  }

  #renderReplicaSet(
    rv: number,
    revision: Revision,
    counts: { total: number; ready: number; desired: number },
  ): KubeObject {
    const { labels } = revision.owner;
    const selector = { matchLabels: { ...selectorOf(this.app), 'pod-template-hash': revision.hash } };
    return {
      kind: 'ReplicaSet',
      apiVersion: 'apps/v1',
      metadata: {
        name: this.replicaSetName(revision),
        namespace: this.namespace,
        uid: this.replicaSetUid(revision),
        resourceVersion: String(rv),
        generation: 1,
        creationTimestamp: timestamp(revision.created),
        labels,
        annotations: {
          'deployment.kubernetes.io/desired-replicas': String(counts.desired),
          'deployment.kubernetes.io/max-replicas': String(Math.ceil(counts.desired * 1.25)),
          'deployment.kubernetes.io/revision': String(revision.number),
        },
        ownerReferences: [
          {
            apiVersion: 'apps/v1',
            kind: 'Deployment',
            name: this.name,
            uid: this.uid,
            controller: true,
            blockOwnerDeletion: true,
          },
        ],
      },
      spec: { replicas: counts.desired, selector, template: this.#template(revision, labels) },
      status: {
        replicas: counts.total,
        ...(counts.total > 0 ? { fullyLabeledReplicas: counts.total } : {}),
        ...(counts.ready > 0 ? { readyReplicas: counts.ready, availableReplicas: counts.ready } : {}),
        observedGeneration: 1,
      },
    };
  }

  get image(): string {
    return imageOf(this.app, this.current.tag);
  }
}
