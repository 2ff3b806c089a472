import { hashText, safeSuffix, uidOf } from '../random.ts';
import { type Fields, type KubeObject, type OwnerReference, timestamp } from '../types.ts';
import { LazyStored } from './lazy.ts';
import { type PodOwner, PodRecord } from './pod.ts';
import { type App, labelsOf, podSpec } from './template.ts';
import type { World } from './world.ts';

export interface CronPlan {
  readonly app: App;
  readonly tag: string;
  readonly schedule: string;
  readonly everyMs: number;
  /** How long a run takes, ms. */
  readonly takes: number;
  readonly fails: 'never' | 'sometimes' | 'always';
  readonly suspended: boolean;
  readonly created: number;
}

type JobState = 'running' | 'complete' | 'failed';

/** A CronJob and the jobs it has made. */
export class Cron {
  readonly #world: World;
  readonly plan: CronPlan;
  readonly uid: string;
  #last = 0;
  #lastSuccess = 0;
  #active: Job[] = [];
  #done: Job[] = [];

  constructor(world: World, plan: CronPlan) {
    this.#world = world;
    this.plan = plan;
    this.uid = uidOf(hashText(`cron/${plan.app.namespace}/${plan.app.name}`), 7);
  }

  /** What is there before anyone looks: the last runs, done. */
  load(): void {
    const { everyMs, takes, suspended, created } = this.plan;
    const now = this.#world.now();
    const latest = now - (now % everyMs);
    for (let back = 3; back >= 1 && !suspended; back--) {
      const at = latest - (back - 1) * everyMs;
      if (at < created) continue;
      const state = this.#outcome(at);
      const job = new Job(this.#world, this, at, state, state === 'running' ? 0 : Math.min(now - 1000, at + takes));
      job.load();
      this.#done.push(job);
      this.#last = at;
      if (state === 'complete') this.#lastSuccess = at + takes;
    }
    this.#world.store.collection('cronjobs.batch').load(this.#stored(this.#world.store.nextVersion()));
  }

  #outcome(at: number): JobState {
    const { fails } = this.plan;
    return fails === 'always' || (fails === 'sometimes' && hashText(String(at)) % 5 === 0) ? 'failed' : 'complete';
  }

  /** Fires when the schedule says so, again and again. */
  live(): void {
    const { everyMs, suspended } = this.plan;
    if (suspended) return;
    const now = this.#world.now();
    const next = now - (now % everyMs) + everyMs;
    this.#world.agenda.after(next - now, () => {
      this.#fire(next);
      this.live();
    });
  }

  #fire(at: number): void {
    const world = this.#world;
    const job = new Job(world, this, at, 'running', 0);
    this.#active.push(job);
    this.#last = at;
    job.begin();
    const about = {
      kind: 'CronJob',
      apiVersion: 'batch/v1',
      namespace: this.plan.app.namespace,
      name: this.plan.app.name,
      uid: this.uid,
    };
    world.events.emit(
      about,
      {
        type: 'Normal',
        reason: 'SuccessfulCreate',
        message: `Created job ${job.name}`,
        component: 'cronjob-controller',
      },
      world.now(),
    );
    this.show();
    world.agenda.after(this.plan.takes, () => {
      job.finish(this.#outcome(at));
      this.#active = this.#active.filter((one) => one !== job);
      this.#done.push(job);
      if (job.state === 'complete') this.#lastSuccess = world.now();
      // successfulJobsHistoryLimit, simplified to all.
      while (this.#done.length > 3) this.#done.shift()?.remove();
      this.show();
    });
  }

  show(): void {
    this.#world.store.put('cronjobs.batch', (rv) => this.#stored(rv));
  }

  #stored(rv: number): LazyStored {
    const { app, tag, schedule, suspended, created } = this.plan;
    const active = this.#active.map((job) => job.reference);
    const last = this.#last;
    const success = this.#lastSuccess;
    const head = { namespace: app.namespace, name: app.name, uid: this.uid, labels: labelsOf(app) };
    return new LazyStored(head, rv, (at) => ({
      kind: 'CronJob',
      apiVersion: 'batch/v1',
      metadata: {
        name: app.name,
        namespace: app.namespace,
        uid: this.uid,
        resourceVersion: String(at),
        generation: 1,
        creationTimestamp: timestamp(created),
        labels: labelsOf(app),
      },
      spec: {
        schedule,
        concurrencyPolicy: 'Forbid',
        suspend: suspended,
        jobTemplate: {
          metadata: { creationTimestamp: null },
          spec: {
            backoffLimit: 3,
            template: {
              metadata: { creationTimestamp: null, labels: labelsOf(app) },
              spec: podSpec(app, tag, 'OnFailure'),
            },
          },
        },
        successfulJobsHistoryLimit: 3,
        failedJobsHistoryLimit: 1,
      },
      status: {
        ...(active.length > 0 ? { active } : {}),
        ...(last > 0 ? { lastScheduleTime: timestamp(last) } : {}),
        ...(success > 0 ? { lastSuccessfulTime: timestamp(success) } : {}),
      },
    }));
  }
}

/** One run: a Job and its pod. */
export class Job {
  readonly #world: World;
  readonly #cron: Cron;
  readonly name: string;
  readonly uid: string;
  readonly #at: number;
  #finished: number;
  #pod: PodRecord | null = null;
  state: JobState;

  constructor(world: World, cron: Cron, at: number, state: JobState, finished: number) {
    this.#world = world;
    this.#cron = cron;
    this.#at = at;
    this.state = state;
    this.#finished = finished;
    // As the CronJob controller names them: minutes since the epoch.
    this.name = `${cron.plan.app.name}-${Math.floor(at / 60_000)}`;
    this.uid = uidOf(hashText(this.name), hashText(cron.plan.app.namespace));
  }

  get reference(): Fields {
    return {
      kind: 'Job',
      namespace: this.#cron.plan.app.namespace,
      name: this.name,
      uid: this.uid,
      apiVersion: 'batch/v1',
    };
  }

  #owner(): PodOwner {
    const { app, tag } = this.#cron.plan;
    const reference: OwnerReference = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      name: this.name,
      uid: this.uid,
      controller: true,
      blockOwnerDeletion: true,
    };
    const labels = {
      ...labelsOf(app),
      'batch.kubernetes.io/controller-uid': this.uid,
      'batch.kubernetes.io/job-name': this.name,
      'controller-uid': this.uid,
      'job-name': this.name,
    };
    return { app, tag, reference, labels, kind: 'Job', restartPolicy: 'OnFailure' };
  }

  #makePod(rv: number, done: boolean): PodRecord {
    const world = this.#world;
    const serial = world.nextSerial();
    const name = `${this.name}-${safeSuffix(serial, 5)}`;
    const node = world.controllers.pickNode();
    const failed = this.state === 'failed';
    const change = done
      ? {
          node,
          phase: failed ? ('failed' as const) : ('done' as const),
          since: this.#finished,
          finished: this.#finished,
          restarts: failed ? 3 : 0,
        }
      : { node, phase: 'creating' as const };
    return new PodRecord({ owner: this.#owner(), name, serial, created: this.#at }, rv, change);
  }

  load(): void {
    const { store } = this.#world;
    this.#pod = this.#makePod(store.nextVersion(), true);
    store.collection('pods').load(this.#pod);
    store.collection('jobs.batch').load(this.#stored(store.nextVersion()));
  }

  begin(): void {
    const { store, agenda, controllers } = this.#world;
    store.put('jobs.batch', (rv) => this.#stored(rv));
    const pod = this.#makePod(store.nextVersion(), false);
    this.#pod = pod;
    store.collection('pods').put(pod);
    agenda.after(1_500, () => this.#pod === pod && controllers.change(pod, { phase: 'running' }));
  }

  finish(state: JobState): void {
    const { store, controllers } = this.#world;
    this.state = state;
    this.#finished = this.#world.now();
    if (this.#pod)
      controllers.change(this.#pod, {
        phase: state === 'failed' ? 'failed' : 'done',
        finished: this.#finished,
        restarts: state === 'failed' ? 3 : 0,
      });
    store.put('jobs.batch', (rv) => this.#stored(rv));
  }

  remove(): void {
    const { namespace } = this.#cron.plan.app;
    if (this.#pod) this.#world.controllers.erase(this.#pod);
    this.#world.store.remove('jobs.batch', namespace, this.name);
  }

  #stored(rv: number): LazyStored {
    const { app, tag } = this.#cron.plan;
    const { state } = this;
    const finished = this.#finished;
    const owner = this.#owner();
    const controller = {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      name: app.name,
      uid: this.#cron.uid,
      controller: true,
      blockOwnerDeletion: true,
    };
    const render = (at: number): KubeObject => ({
      kind: 'Job',
      apiVersion: 'batch/v1',
      metadata: {
        name: this.name,
        namespace: app.namespace,
        uid: this.uid,
        resourceVersion: String(at),
        generation: 1,
        creationTimestamp: timestamp(this.#at),
        labels: owner.labels,
        annotations: { 'batch.kubernetes.io/cronjob-scheduled-timestamp': timestamp(this.#at) },
        ownerReferences: [controller],
      },
      spec: {
        parallelism: 1,
        completions: 1,
        backoffLimit: 3,
        selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': this.uid } },
        template: { metadata: { creationTimestamp: null, labels: owner.labels }, spec: podSpec(app, tag, 'OnFailure') },
        completionMode: 'NonIndexed',
        suspend: false,
        podReplacementPolicy: 'TerminatingOrFailed',
      },
      status: jobStatus(state, this.#at, finished),
    });
    return new LazyStored(
      { namespace: app.namespace, name: this.name, uid: this.uid, labels: owner.labels },
      rv,
      render,
    );
  }
}

function jobStatus(state: JobState, at: number, finished: number): Fields {
  const startTime = timestamp(at);
  if (state === 'running') return { startTime, active: 1, ready: 1, terminating: 0, uncountedTerminatedPods: {} };
  const done = timestamp(finished);
  const condition = (type: string, reason: string, message: string): Fields => ({
    type,
    status: 'True',
    lastProbeTime: done,
    lastTransitionTime: done,
    reason,
    message,
  });
  const rest = { startTime, ready: 0, terminating: 0, uncountedTerminatedPods: {} };
  if (state === 'complete') {
    const message = 'Reached expected number of succeeded pods';
    return {
      conditions: [
        condition('SuccessCriteriaMet', 'CompletionsReached', message),
        condition('Complete', 'CompletionsReached', message),
      ],
      completionTime: done,
      succeeded: 1,
      ...rest,
    };
  }
  const message = 'Job has reached the specified backoff limit';
  return {
    conditions: [
      condition('FailureTarget', 'BackoffLimitExceeded', message),
      condition('Failed', 'BackoffLimitExceeded', message),
    ],
    failed: 4,
    ...rest,
  };
}
