import type { Deed } from '../../../../shared/contract/actions.ts';
import { PortolanError } from '../../../../shared/errors.ts';
import { apiPath } from '../catalog/api-path.ts';
import { kindOf } from '../catalog/catalog.ts';
import { fetchRaw, readAnswer, targetOf } from '../objects/fetch.ts';
import { field, type JsonEntry, type JsonNode, textOf, toJson } from '../objects/lossless.ts';
import { httpError } from '../objects/status.ts';
import { checkUid, type Task } from './deeds.ts';

/** Longest name a Job may have: its pods carry it in a label. Characters. */
const longestName = 63;
const text = (value: string): JsonNode => ({ type: 'string', value });
const object = (...entries: readonly (readonly [string, JsonNode | undefined])[]): JsonNode => ({
  type: 'object',
  entries: entries.flatMap(([key, value]) => (value === undefined ? [] : [{ key, value }])),
});

/** `kubectl create job --from=cronjob/…` (`cmd/create/create_job.go`, createJobFromCronJob): template, annotation and owner. */
export async function triggerCronJob(task: Task, jobName: string | null, signal: AbortSignal): Promise<Deed> {
  const { cluster, ref, uid, dryRun } = task;
  const { kind, words } = await targetOf(cluster, ref, signal);
  if (kind.id !== 'cronjobs.batch') throw new PortolanError('unsupported', `${words} cannot be triggered.`);
  const { node } = await fetchRaw(cluster, ref, signal);
  checkUid(node, uid, words);
  const jobs = await kindOf(cluster, 'jobs.batch', signal);
  const suffix = `-manual-${task.suffix()}`;
  const name = jobName ?? `${ref.name.slice(0, longestName - suffix.length)}${suffix}`;
  const response = await cluster.request(
    {
      method: 'POST',
      path: `${apiPath(jobs, ref.namespace, '')}?fieldManager=portolan${dryRun ? '&dryRun=All' : ''}`,
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: toJson(jobOf(node, name, ref.namespace)),
    },
    signal,
  );
  if (response.status >= 300) throw httpError(response, `${words} was not triggered`);
  const made = textOf(readAnswer(response, words), 'metadata', 'name');
  return {
    said: `started Job ${made}`,
    ...(dryRun ? {} : { made: { kind: jobs.id, namespace: ref.namespace, name: made } }),
  };
}

function jobOf(cronJob: JsonNode, name: string, namespace: string): JsonNode {
  const template = field(field(cronJob, 'spec'), 'jobTemplate');
  const metadata = field(template, 'metadata');
  const annotations = field(metadata, 'annotations');
  const own: readonly JsonEntry[] = annotations?.type === 'object' ? annotations.entries : [];
  const instantiate = 'cronjob.kubernetes.io/instantiate';
  return object(
    ['apiVersion', text('batch/v1')],
    ['kind', text('Job')],
    [
      'metadata',
      object(
        ['name', text(name)],
        ['namespace', text(namespace)],
        [
          'annotations',
          {
            type: 'object',
            entries: [
              ...(own.some(({ key }) => key === instantiate) ? [] : [{ key: instantiate, value: text('manual') }]),
              ...own,
            ],
          },
        ],
        ['labels', field(metadata, 'labels')],
        ['ownerReferences', { type: 'array', items: [ownerOf(cronJob)] }],
      ),
    ],
    ['spec', field(template, 'spec')],
  );
}

/** Without `blockOwnerDeletion`, which would need a right on the CronJob's finalizers. */
const ownerOf = (cronJob: JsonNode): JsonNode =>
  object(
    ['apiVersion', text('batch/v1')],
    ['kind', text('CronJob')],
    ['name', text(textOf(cronJob, 'metadata', 'name'))],
    ['uid', text(textOf(cronJob, 'metadata', 'uid'))],
    ['controller', { type: 'literal', value: true }],
  );
