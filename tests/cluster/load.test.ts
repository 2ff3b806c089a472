/** What the product costs an API server, counted by the server itself; and how it takes being turned away by it (429). */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import { json } from 'node:stream/consumers';
import { setTimeout as passed } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { AuditedRequest } from './audit.ts';
import { type ControlPlane, startControlPlane } from './controlplane.ts';
import { cannotRun, createProduct, type Product, type Watch } from './product.ts';
import type { User } from './users.ts';

const PODS = 1_200;
const FLOW = '/apis/flowcontrol.apiserver.k8s.io/v1';

/** A priority level of no seats, for whatever the user `tove` does with configmaps. */
const fairness = [
  {
    path: `${FLOW}/prioritylevelconfigurations`,
    body: {
      apiVersion: 'flowcontrol.apiserver.k8s.io/v1',
      kind: 'PriorityLevelConfiguration',
      metadata: { name: 'one-at-a-time' },
      spec: {
        type: 'Limited',
        limited: { nominalConcurrencyShares: 0, borrowingLimitPercent: 0, limitResponse: { type: 'Reject' } },
      },
    },
  },
  {
    path: `${FLOW}/flowschemas`,
    body: {
      apiVersion: 'flowcontrol.apiserver.k8s.io/v1',
      kind: 'FlowSchema',
      metadata: { name: 'tove' },
      spec: {
        matchingPrecedence: 2,
        priorityLevelConfiguration: { name: 'one-at-a-time' },
        rules: [
          {
            subjects: [{ kind: 'User', user: { name: 'tove' } }],
            resourceRules: [
              { verbs: ['*'], apiGroups: [''], resources: ['configmaps'], namespaces: ['*'], clusterScope: true },
            ],
          },
        ],
      },
    },
  },
] as const;

/**
 * Keeps the only place of the level taken: the server lets one request in even where there is no seat, so one that hangs in an admission
 * webhook makes it turn away every other one. `release` lets it go.
 */
async function occupy(plane: ControlPlane): Promise<{ release(): Promise<void> }> {
  const files = await plane.authority.issue('webhook', { commonName: 'webhook', serverNames: ['127.0.0.1'] });
  const waiting: (() => void)[] = [];
  let arrived = (): void => undefined;
  const inside = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const server = createServer(
    { cert: await readFile(files.cert), key: await readFile(files.key) },
    (request, response) => {
      void json(request).then((review) => {
        const { uid } = z.object({ request: z.object({ uid: z.string() }) }).parse(review).request;
        const answer = { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response: { uid, allowed: true } };
        waiting.push(() => response.end(JSON.stringify(answer)));
        arrived();
      });
    },
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = z.object({ port: z.number() }).parse(server.address());
  await plane.client.json('POST', '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations', {
    body: {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingWebhookConfiguration',
      metadata: { name: 'slow' },
      webhooks: [
        {
          name: 'slow.example.com',
          sideEffects: 'None',
          admissionReviewVersions: ['v1'],
          timeoutSeconds: 30,
          clientConfig: {
            url: `https://127.0.0.1:${port}/`,
            caBundle: (await readFile(plane.authority.cert)).toString('base64'),
          },
          rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] }],
          matchConditions: [{ name: 'only-tove', expression: "request.userInfo.username == 'tove'" }],
        },
      ],
    },
  });
  const kubeconfig = await plane.kubeconfigFor('token');
  // The server takes its own time to know the webhook: an attempt that passes without it is made again.
  let made = 0;
  const attempt = async (): Promise<void> => {
    made += 1;
    await plane.kubectl(['create', 'configmap', `slow-${made}`], kubeconfig);
    if (waiting.length === 0) await attempt();
  };
  const creation = attempt();
  await inside;
  return {
    release: async () => {
      for (const answer of waiting) answer();
      await creation;
      server.close();
      server.closeAllConnections();
    },
  };
}

describe.skipIf(cannotRun)('the load on an API server', () => {
  let plane: ControlPlane;
  let product: Product;
  const watches: Watch[] = [];

  beforeAll(async () => {
    plane = await startControlPlane({ name: 'load', audit: true, pods: PODS });
    product = await createProduct();
  });
  afterEach(async () => {
    await Promise.all(watches.splice(0).map((watch) => watch.stop()));
  });
  afterAll(async () => {
    await product?.close();
    await plane?.stop();
  });

  async function watch(user: User, kind: string): Promise<Watch> {
    const kubeconfig = await plane.kubeconfigFor(user);
    const started = product.watch(['--kubeconfig', kubeconfig, '--context', 'load', '--kind', kind]);
    watches.push(started);
    return started;
  }
  /** The product's own requests since a moment, by its users: the test bed itself is `admin` of another name. */
  async function asked(user: string, since: number): Promise<readonly AuditedRequest[]> {
    return (await plane.requests()).filter((request) => request.user === user && request.at >= since);
  }
  const isInitial = ({ verb, query }: AuditedRequest): boolean =>
    (verb === 'list' && !query.has('continue')) || (verb === 'watch' && query.get('sendInitialEvents') === 'true');

  test('one list of a kind, never unpaged, and one watch that stays', async () => {
    const since = Date.now();
    const view = await watch('certificate', 'pods');
    await view.until('all pods are there', () => view.freshness === 'live' && view.rows.size === PODS);
    // Nothing happens for a while: there is no event to wait for but time.
    await passed(20_000);
    const requests = await asked('cora', since);
    const pods = requests.filter(({ path }) => path === '/api/v1/pods');
    const told = pods.map(({ verb, query, status }) => `${verb} ${status} ${query}`);
    expect(
      pods.filter((request) => isInitial(request) && request.query.get('limit') !== '1'),
      told.join('\n'),
    ).toHaveLength(1);
    for (const { verb, query } of pods) if (verb === 'list') expect(query.has('limit')).toBe(true);
    expect(pods.filter(({ verb }) => verb === 'watch').length, told.join('\n')).toBe(1);
    for (const { verb, query } of pods) {
      if (verb !== 'watch') continue;
      expect(Number(query.get('timeoutSeconds'))).toBeGreaterThanOrEqual(300);
      expect(query.get('allowWatchBookmarks')).toBe('true');
    }
  });

  test('a quiet cluster hears its heartbeat and little else', async () => {
    const view = await watch('service-account', 'namespaces');
    await view.until('it is live', () => view.freshness === 'live');
    await passed(3_000);
    const since = Date.now();
    await passed(20_000);
    const requests = await asked('system:serviceaccount:portolan-sign-in:reader', since);
    const beats = requests.filter(({ path }) => /^\/(readyz|livez|version)/.test(path));
    expect(beats.length).toBeLessThanOrEqual(2);
    expect(
      requests.length - beats.length,
      requests.map(({ verb, path }) => `${verb} ${path}`).join('\n'),
    ).toBeLessThanOrEqual(2);
  });

  test('turned away with 429: waits as told, says so, and is live as soon as it may', async () => {
    for (const { path, body } of fairness) await plane.client.json('POST', path, { body });
    const place = await occupy(plane);
    const since = Date.now();
    const view = await watch('token', 'configmaps');
    await expect
      .poll(async () => (await asked('tove', since)).filter(({ status }) => status === 429).length, { timeout: 25_000 })
      .toBeGreaterThanOrEqual(3);
    expect(view.freshness).not.toBe('live');
    const refusals = (await asked('tove', since)).filter(({ status }) => status === 429);
    const gaps = refusals.slice(1).map(({ at }, index) => at - (refusals[index]?.at ?? 0));
    await place.release();
    // Retry-After is one second.
    expect(Math.min(...gaps), JSON.stringify(gaps)).toBeGreaterThanOrEqual(900);
    await view.until('it is live', () => view.freshness === 'live', 45_000);
  });
});
