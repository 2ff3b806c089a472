import { hashText, uidOf } from '../random.ts';
import type { Store } from '../store/store.ts';
import { type Fields, type KubeObject, timestamp } from '../types.ts';
import { LazyStored } from './lazy.ts';
import { FACTS } from './names.ts';

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
