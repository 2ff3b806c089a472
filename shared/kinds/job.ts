import { parseTime } from '../kube/age.ts';
import { podSpecImages } from '../kube/containers.ts';
import { jobCompletions, jobStatus } from '../kube/job-status.ts';
import { int, rec } from '../kube/read.ts';
import {
  AGE,
  builtIn,
  CONTAINERS,
  IMAGES,
  LABEL_SELECTOR,
  NAME,
  POD_TEMPLATE,
  protoObject,
  protoString,
  SELECTOR,
  text,
} from './common.ts';
import type { KubeObject, StateOf } from './spec.ts';

function jobState(job: KubeObject): StateOf {
  const status = jobStatus(job);
  switch (status) {
    case 'Complete':
      return { role: 'off', reason: 'Complete' };
    case 'Failed':
    case 'FailureTarget':
      return { role: 'bad', reason: 'Failed' };
    case 'Suspended':
      return { role: 'off', reason: 'Suspended' };
    case 'Terminating':
      return { role: 'progress', reason: 'Being deleted' };
    case 'SuccessCriteriaMet':
      return { role: 'progress', reason: 'Success criteria met' };
    case 'Running': {
      const failed = int(rec(job.status).failed);
      return failed > 0
        ? { role: 'warn', reason: `Running, ${failed} ${failed === 1 ? 'pod' : 'pods'} failed` }
        : { role: 'progress', reason: 'Running' };
    }
  }
}

export const jobs = builtIn({
  group: 'batch',
  kind: 'Job',
  plural: 'jobs',
  title: 'Jobs',
  section: 'workloads',
  icon: 'circle-play',
  columns: [
    NAME,
    text('STATUS', jobStatus),
    { title: 'COMPLETIONS', format: 'ratio', value: jobCompletions },
    {
      title: 'DURATION',
      format: 'duration',
      value: (job) => {
        const status = rec(job.status);
        return [parseTime(status.startTime), parseTime(status.completionTime)];
      },
    },
    AGE,
    CONTAINERS,
    IMAGES,
    SELECTOR,
  ],
  state: jobState,
  search: (job) => podSpecImages(rec(rec(rec(job.spec).template).spec)),
  // k8s.io/api/batch/v1/generated.proto: Job, JobSpec, JobStatus
  proto: protoObject({
    2: {
      name: 'spec',
      type: {
        1: { name: 'parallelism', type: 'int' },
        2: { name: 'completions', type: 'int' },
        4: { name: 'selector', type: LABEL_SELECTOR },
        6: { name: 'template', type: POD_TEMPLATE },
      },
    },
    3: {
      name: 'status',
      type: {
        1: { name: 'conditions', repeat: 'repeated', type: { 1: protoString('type'), 2: protoString('status') } },
        2: { name: 'startTime', type: 'time' },
        3: { name: 'completionTime', type: 'time' },
        5: { name: 'succeeded', type: 'int' },
        6: { name: 'failed', type: 'int' },
      },
    },
  }),
});
