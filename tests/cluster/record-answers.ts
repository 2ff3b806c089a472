/** Records answers that are no lists: refusals, expired continuations, watches; each as JSON and as protobuf, byte by byte. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { ControlPlane } from './controlplane.ts';
import type { RecordedAnswer } from './recordings.ts';

const JSON_TYPE = 'application/json';
const PROTOBUF = 'application/vnd.kubernetes.protobuf';

interface Question {
  readonly name: string;
  readonly path: string;
  readonly impersonate?: string;
  readonly stream?: true;
}

const WATCH_LIST =
  'watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&timeoutSeconds=1';

/**
 * Asks for a page, changes something and forgets everything before. The API server keeps snapshots of its own, so it is started anew:
 * then the page's continuation has expired, and so has any watch from before.
 */
async function expiredContinuation(plane: ControlPlane): Promise<string> {
  const page = await plane.client.json('GET', '/api/v1/pods?limit=2');
  const token = z.object({ metadata: z.object({ continue: z.string() }) }).parse(page).metadata.continue;
  await plane.client.json('POST', '/api/v1/namespaces', {
    body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'after-the-page' } },
  });
  await plane.etcd.compact();
  await plane.restartApiServer();
  return `/api/v1/pods?limit=2&continue=${encodeURIComponent(token)}`;
}

async function ask(plane: ControlPlane, question: Question, accept: string): Promise<RecordedAnswer> {
  const { name, path, impersonate } = question;
  const options = impersonate === undefined ? { accept } : { accept, impersonate };
  const { status, headers, body } = await plane.client.send('GET', path, options);
  return {
    name,
    path,
    accept,
    status,
    contentType: String(headers['content-type'] ?? ''),
    retryAfter: headers['retry-after'] === undefined ? null : String(headers['retry-after']),
    body: body.toString('base64'),
  };
}

/** Writes `answers.json` into `folder`. */
export async function recordAnswers(plane: ControlPlane, folder: string): Promise<void> {
  const questions: readonly Question[] = [
    { name: 'forbidden', path: '/api/v1/configmaps?limit=500', impersonate: 'rune' },
    { name: 'forbidden-watch', path: '/api/v1/configmaps?watch=1', impersonate: 'rune' },
    { name: 'not-found', path: '/api/v1/namespaces/default/pods/nobody' },
    { name: 'invalid', path: '/api/v1/pods?labelSelector=%3D%3D' },
    { name: 'expired-continue', path: await expiredContinuation(plane) },
    { name: 'expired-watch', path: '/api/v1/pods?watch=1&resourceVersion=1&timeoutSeconds=1', stream: true },
    { name: 'future-watch', path: '/api/v1/pods?watch=1&resourceVersion=999999999&timeoutSeconds=1', stream: true },
    { name: 'watch-list', path: `/api/v1/nodes?${WATCH_LIST}`, stream: true },
    { name: 'watch-list-empty', path: `/api/v1/namespaces/leaving/pods?${WATCH_LIST}`, stream: true },
  ];
  const answers: RecordedAnswer[] = [];
  for (const question of questions) {
    answers.push(await ask(plane, question, JSON_TYPE));
    answers.push(await ask(plane, question, question.stream ? `${PROTOBUF};stream=watch` : PROTOBUF));
  }
  const lines = answers.map((answer) => JSON.stringify(answer)).join(',\n');
  await writeFile(join(folder, 'answers.json'), `[\n${lines}\n]\n`);
}
