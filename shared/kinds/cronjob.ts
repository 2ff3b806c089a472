import { parseTime } from '../kube/age.ts';
import { containerImages, containerNames, podSpecImages } from '../kube/containers.ts';
import { bool, has, type Rec, rec, sizeOf, str } from '../kube/read.ts';
import { formatLabelSelector } from '../kube/selectors.ts';
import {
  AGE,
  age,
  builtIn,
  FINE,
  LABEL_SELECTOR,
  NAME,
  number,
  orElse,
  POD_TEMPLATE,
  protoObject,
  protoString,
  text,
  wide,
} from './common.ts';
import type { KubeObject } from './spec.ts';

const jobSpec = (cronJob: KubeObject): Rec => rec(rec(rec(cronJob.spec).jobTemplate).spec);
const podSpec = (cronJob: KubeObject): Rec => rec(rec(jobSpec(cronJob).template).spec);

/** The one place where kubectl capitalises a boolean. Source: printers.go printBoolPtr. */
function suspendText(cronJob: KubeObject): string {
  const suspend = rec(cronJob.spec).suspend;
  if (!has(suspend)) return '<unset>';
  return bool(suspend) ? 'True' : 'False';
}

function lastSchedule(cronJob: KubeObject): number | null | string {
  const time = rec(cronJob.status).lastScheduleTime;
  return has(time) ? parseTime(time) : '<none>';
}

export const cronjobs = builtIn({
  group: 'batch',
  kind: 'CronJob',
  plural: 'cronjobs',
  shortNames: ['cj'],
  title: 'CronJobs',
  section: 'workloads',
  icon: 'calendar-clock',
  columns: [
    NAME,
    text('SCHEDULE', (cronJob) => str(rec(cronJob.spec).schedule)),
    text('TIMEZONE', (cronJob) => orElse(rec(cronJob.spec).timeZone, '<none>')),
    text('SUSPEND', suspendText),
    number('ACTIVE', (cronJob) => sizeOf(rec(cronJob.status).active)),
    age('LAST SCHEDULE', lastSchedule),
    AGE,
    wide(text('CONTAINERS', (cronJob) => containerNames(podSpec(cronJob).containers))),
    wide(text('IMAGES', (cronJob) => containerImages(podSpec(cronJob).containers))),
    wide(text('SELECTOR', (cronJob) => formatLabelSelector(jobSpec(cronJob).selector))),
  ],
  state: (cronJob) => (bool(rec(cronJob.spec).suspend) ? { role: 'off', reason: 'Suspended' } : FINE),
  search: (cronJob) => podSpecImages(podSpec(cronJob)),
  // k8s.io/api/batch/v1/generated.proto: CronJob, CronJobSpec, JobTemplateSpec, JobSpec, CronJobStatus
  proto: protoObject({
    2: {
      name: 'spec',
      type: {
        1: protoString('schedule'),
        4: { name: 'suspend', type: 'bool' },
        5: {
          name: 'jobTemplate',
          type: {
            2: {
              name: 'spec',
              type: { 4: { name: 'selector', type: LABEL_SELECTOR }, 6: { name: 'template', type: POD_TEMPLATE } },
            },
          },
        },
        8: protoString('timeZone'),
      },
    },
    3: {
      name: 'status',
      type: { 1: { name: 'active', type: 'count' }, 4: { name: 'lastScheduleTime', type: 'time' } },
    },
  }),
});
