import { hashText, uidOf } from '../random.ts';
import type { Store } from '../store/store.ts';
import { type Fields, type KubeObject, timestamp } from '../types.ts';
import { LazyStored } from './lazy.ts';
import { FACTS } from './names.ts';
import type { PodRecord } from './pod.ts';
import { labelsOf, selectorOf } from './template.ts';
import type { Workload } from './workload.ts';

interface Made {
  readonly resource: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly created: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly rest: () => Fields;
}

export function madeUid(resource: string, namespace: string, name: string): string {
  return uidOf(hashText(resource), hashText(`${namespace}/${name}`));
}

/** Puts an object that is written out only when asked for. */
export function loadLazy(store: Store, made: Made): void {
  const { resource, apiVersion, kind, namespace, name, created, labels = {}, annotations, rest } = made;
  const uid = madeUid(resource, namespace, name);
  const render = (rv: number): KubeObject => ({
    kind,
    apiVersion,
    metadata: {
      name,
      ...(namespace === '' ? {} : { namespace }),
      uid,
      resourceVersion: String(rv),
      creationTimestamp: timestamp(created),
      ...(Object.keys(labels).length > 0 ? { labels } : {}),
      ...(annotations ? { annotations } : {}),
    },
    ...rest(),
  });
  store.collection(resource).load(new LazyStored({ namespace, name, uid, labels }, store.nextVersion(), render));
}

const clusterIp = (workload: Workload): string => {
  const h = hashText(`${workload.namespace}/${workload.name}`, 3);
  return `172.20.${(h >>> 8) & 255}.${1 + (h % 254)}`;
};

export function loadService(store: Store, workload: Workload): void {
  const { app, namespace, name, created } = workload;
  const { port } = FACTS[app.flavour];
  const headless = workload.kind === 'StatefulSet';
  const balanced = app.flavour === 'nginx';
  const ip = headless ? 'None' : clusterIp(workload);
  loadLazy(store, {
    resource: 'services',
    apiVersion: 'v1',
    kind: 'Service',
    namespace,
    name,
    created,
    labels: labelsOf(app),
    rest: () => ({
      spec: {
        ports: [
          {
            name: 'main',
            protocol: 'TCP',
            port: headless ? port : 80,
            targetPort: 'main',
            ...(balanced ? { nodePort: 30_000 + (app.seed % 2768) } : {}),
          },
          {
            name: 'metrics',
            protocol: 'TCP',
            port: 9090,
            targetPort: 'metrics',
            ...(balanced ? { nodePort: 30_000 + ((app.seed >>> 4) % 2768) } : {}),
          },
        ],
        selector: selectorOf(app),
        clusterIP: ip,
        clusterIPs: [ip],
        type: balanced ? 'LoadBalancer' : 'ClusterIP',
        sessionAffinity: 'None',
        ...(balanced ? { externalTrafficPolicy: 'Cluster', allocateLoadBalancerNodePorts: true } : {}),
        ipFamilies: ['IPv4'],
        ipFamilyPolicy: 'SingleStack',
        internalTrafficPolicy: 'Cluster',
      },
      status: {
        loadBalancer: balanced ? { ingress: [{ hostname: `${name}-${app.seed.toString(16)}.elb.example.com` }] } : {},
      },
    }),
  });
}

/** EndpointSlice and Endpoints of a workload's service, as they stand with these pods. */
export function endpointVersions(
  workload: Workload,
  pods: readonly PodRecord[],
): readonly [string, (rv: number) => LazyStored][] {
  const { app, namespace, name, created } = workload;
  const { port } = FACTS[app.flavour];
  const ports = [
    { name: 'main', port, protocol: 'TCP' },
    { name: 'metrics', port: 9090, protocol: 'TCP' },
  ];
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    name,
    uid: madeUid('services', namespace, name),
    controller: true,
    blockOwnerDeletion: true,
  };
  const target = (pod: PodRecord): Fields => ({ kind: 'Pod', namespace, name: pod.name, uid: pod.uid });
  const sliceName = `${name}-${hashText(name, 9).toString(36).slice(0, 5)}`;
  const sliceLabels = {
    ...labelsOf(app),
    'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
    'kubernetes.io/service-name': name,
  };
  const sliceUid = madeUid('endpointslices', namespace, name);
  const withNode = pods.filter((pod) => pod.node);
  const slice = (rv: number): KubeObject => ({
    kind: 'EndpointSlice',
    apiVersion: 'discovery.k8s.io/v1',
    metadata: {
      name: sliceName,
      generateName: `${name}-`,
      namespace,
      uid: sliceUid,
      resourceVersion: String(rv),
      generation: 1,
      creationTimestamp: timestamp(created),
      labels: sliceLabels,
      ownerReferences: [service],
    },
    addressType: 'IPv4',
    endpoints: withNode.map((pod) => ({
      addresses: [pod.ip],
      conditions: { ready: pod.ready, serving: pod.phase === 'running', terminating: pod.deletion > 0 },
      targetRef: target(pod),
      nodeName: pod.node?.name,
      zone: pod.node?.zone,
    })),
    ports,
  });
  const address = (pod: PodRecord): Fields => ({ ip: pod.ip, nodeName: pod.node?.name, targetRef: target(pod) });
  const endpoints = (rv: number): KubeObject => {
    const ready = withNode.filter((pod) => pod.ready).map(address);
    const not = withNode.filter((pod) => !pod.ready).map(address);
    const subset = {
      ...(ready.length > 0 ? { addresses: ready } : {}),
      ...(not.length > 0 ? { notReadyAddresses: not } : {}),
      ports,
    };
    return {
      kind: 'Endpoints',
      apiVersion: 'v1',
      metadata: {
        name,
        namespace,
        uid: madeUid('endpoints', namespace, name),
        resourceVersion: String(rv),
        creationTimestamp: timestamp(created),
        labels: labelsOf(app),
      },
      ...(withNode.length > 0 ? { subsets: [subset] } : {}),
    };
  };
  return [
    [
      'endpointslices.discovery.k8s.io',
      (rv) => new LazyStored({ namespace, name: sliceName, uid: sliceUid, labels: sliceLabels }, rv, slice),
    ],
    [
      'endpoints',
      (rv) =>
        new LazyStored(
          { namespace, name, uid: madeUid('endpoints', namespace, name), labels: labelsOf(app) },
          rv,
          endpoints,
        ),
    ],
  ];
}

const encoded = (text: string): string => Buffer.from(text).toString('base64');

export function loadConfig(store: Store, workload: Workload): void {
  const { app, namespace, name, created } = workload;
  const configName = `${name}-config`;
  if (!app.special?.configMap) {
    loadLazy(store, {
      resource: 'configmaps',
      apiVersion: 'v1',
      kind: 'ConfigMap',
      namespace,
      name: configName,
      created,
      labels: labelsOf(app),
      rest: () => ({
        data: {
          'config.yaml': `server:\n  port: ${FACTS[app.flavour].port}\nlog:\n  level: info\nfeatures:\n  newCheckout: ${app.seed % 2 === 0}\n`,
          'feature-flags.json': '{"beta":false}\n',
        },
      }),
    });
  }
  loadLazy(store, {
    resource: 'secrets',
    apiVersion: 'v1',
    kind: 'Secret',
    namespace,
    name: `${name}-credentials`,
    created,
    labels: labelsOf(app),
    rest: () => ({
      data: { password: encoded(`demo-${hashText(name, 21).toString(36)}`), username: encoded(name) },
      type: 'Opaque',
    }),
  });
}

export function loadIngress(store: Store, workload: Workload): void {
  const { app, namespace, name, created } = workload;
  const host = `${name}.example.com`;
  loadLazy(store, {
    resource: 'ingresses.networking.k8s.io',
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    namespace,
    name,
    created,
    labels: labelsOf(app),
    annotations: { 'cert-manager.io/cluster-issuer': 'letsencrypt' },
    rest: () => ({
      spec: {
        ingressClassName: 'nginx',
        tls: [{ hosts: [host], secretName: `${name}-tls` }],
        rules: [
          {
            host,
            http: {
              paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name, port: { name: 'main' } } } }],
            },
          },
        ],
      },
      status: { loadBalancer: { ingress: [{ ip: '203.0.113.10' }] } },
    }),
  });
}

export function loadAutoscaler(store: Store, workload: Workload): void {
  const { app, namespace, name, created, replicas } = workload;
  loadLazy(store, {
    resource: 'horizontalpodautoscalers.autoscaling',
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    namespace,
    name,
    created,
    labels: labelsOf(app),
    rest: () => ({
      spec: {
        scaleTargetRef: { kind: 'Deployment', name, apiVersion: 'apps/v1' },
        minReplicas: Math.max(1, Math.floor(replicas / 2)),
        maxReplicas: replicas * 2,
        metrics: [
          { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } },
        ],
      },
      status: {
        lastScaleTime: timestamp(created + 3_600_000),
        currentReplicas: replicas,
        desiredReplicas: replicas,
        currentMetrics: [
          {
            type: 'Resource',
            resource: {
              name: 'cpu',
              current: { averageUtilization: 20 + (app.seed % 55), averageValue: `${20 + (app.seed % 200)}m` },
            },
          },
        ],
        conditions: [
          {
            type: 'AbleToScale',
            status: 'True',
            lastTransitionTime: timestamp(created),
            reason: 'ReadyForNewScale',
            message: 'recommended size matches current size',
          },
        ],
      },
    }),
  });
}

export function loadBudget(store: Store, workload: Workload): void {
  const { app, namespace, name, created, replicas } = workload;
  loadLazy(store, {
    resource: 'poddisruptionbudgets.policy',
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    namespace,
    name,
    created,
    labels: labelsOf(app),
    rest: () => ({
      spec: { minAvailable: '50%', selector: { matchLabels: selectorOf(app) } },
      status: {
        observedGeneration: 1,
        disruptionsAllowed: Math.floor(replicas / 2),
        currentHealthy: replicas,
        desiredHealthy: Math.ceil(replicas / 2),
        expectedPods: replicas,
        conditions: [],
      },
    }),
  });
}
