/** What pods ask of their node, as `kubectl describe node` prints it: every figure and every percentage. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type ControlPlane, startControlPlane } from './controlplane.ts';
import { cannotRun, createProduct, type Product } from './product.ts';

const share = z.object({ text: z.string(), percent: z.number().nullable() });
const answerSchema = z.object({
  value: z.object({
    pods: z.array(
      z.object({
        namespace: z.string(),
        name: z.string(),
        cpuRequests: share,
        cpuLimits: share,
        memoryRequests: share,
        memoryLimits: share,
      }),
    ),
    resources: z.array(z.object({ resource: z.string(), requests: share, limits: share })),
  }),
});

const NODE = 'worker';
const amounts = (cpu: string, memory: string) => ({ cpu, memory });
const container = (name: string, requests: object, limits: object = {}) => ({
  name,
  image: 'i',
  resources: { requests, limits },
});

/** Pods whose sums are no plain sums. */
const PODS: Readonly<Record<string, object>> = {
  plain: {
    containers: [container('a', amounts('100m', '64Mi'), amounts('1', '256Mi')), container('b', amounts('0.25', '1G'))],
  },
  nothing: { containers: [container('a', {})] },
  'greedy-start': {
    initContainers: [
      container('first', amounts('1500m', '32Mi')),
      { ...container('side', amounts('50m', '16Mi')), restartPolicy: 'Always' },
    ],
    containers: [container('a', amounts('100m', '1536Mi'))],
  },
  devices: {
    containers: [
      container(
        'a',
        { cpu: '1', 'example.com/gpu': '1', 'hugepages-2Mi': '4Mi', memory: '100e6' },
        { 'example.com/gpu': '1', 'hugepages-2Mi': '4Mi', memory: '100e6' },
      ),
    ],
  },
  whole: {
    containers: [container('a', amounts('100m', '64Mi'))],
    resources: { requests: amounts('700m', '512Mi'), limits: amounts('8', '4Gi') },
  },
  odd: { containers: [container('a', { cpu: '333m', 'ephemeral-storage': '1Gi' }, { 'ephemeral-storage': '3Gi' })] },
};

describe.skipIf(cannotRun)('describe node', () => {
  let plane: ControlPlane;
  let product: Product;

  beforeAll(async () => {
    plane = await startControlPlane({ name: 'allocation' });
    product = await createProduct();
    const post = (path: string, body: object) => plane.client.json('POST', path, { body: JSON.stringify(body) });
    await post('/api/v1/nodes', { apiVersion: 'v1', kind: 'Node', metadata: { name: NODE } });
    const capacity = {
      cpu: '3',
      memory: '7Gi',
      pods: '110',
      'ephemeral-storage': '100Gi',
      'hugepages-2Mi': '64Mi',
      'example.com/gpu': '2',
    };
    await plane.client.json('PATCH', `/api/v1/nodes/${NODE}/status`, {
      body: JSON.stringify({ status: { capacity, allocatable: { ...capacity, cpu: '2900m' } } }),
      contentType: 'application/merge-patch+json',
    });
    await post('/api/v1/namespaces/default/serviceaccounts', {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'none' },
    });
    for (const [name, spec] of Object.entries(PODS)) {
      await post('/api/v1/namespaces/default/pods', {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name },
        spec: { nodeName: NODE, serviceAccountName: 'none', automountServiceAccountToken: false, ...spec },
      });
    }
  });
  afterAll(async () => {
    await product?.close();
    await plane?.stop();
  });

  /** Lines of a table of `kubectl describe`, below its rule, with single spaces. */
  function tableOf(text: string, title: string): readonly string[] {
    const lines = text.slice(text.indexOf(title)).split('\n');
    const rule = lines.findIndex((line) => /^\s+-{3,}/.test(line));
    const end = lines.findIndex((line, at) => at > rule && !line.startsWith('  '));
    return lines.slice(rule + 1, end < 0 ? undefined : end).map((line) => line.trim().replace(/\s+/g, ' '));
  }

  test('pods and allocated resources, to the letter', async () => {
    const printed = await plane.kubectl(['describe', 'node', NODE]);
    const answer = await product.call(['--kubeconfig', plane.kubeconfig], 'relations.node', {
      clusterId: `${plane.kubeconfig.split('/').at(-1)}:${plane.name}`,
      name: NODE,
    });
    const { pods, resources } = answerSchema.parse(answer).value;
    const text = ({ text, percent }: z.infer<typeof share>): string =>
      percent === null ? text : `${text} (${percent}%)`;
    expect(resources.map(({ resource, requests, limits }) => `${resource} ${text(requests)} ${text(limits)}`)).toEqual(
      tableOf(printed, 'Allocated resources:'),
    );
    const rows = tableOf(printed, 'Non-terminated Pods:').map((line) => line.slice(0, line.lastIndexOf(' ')));
    expect(rows).toHaveLength(Object.keys(PODS).length);
    expect(
      pods.map((pod) =>
        [
          pod.namespace,
          pod.name,
          ...[pod.cpuRequests, pod.cpuLimits, pod.memoryRequests, pod.memoryLimits].map(text),
        ].join(' '),
      ),
    ).toEqual(rows);
  });
});
