import { hashText, mix } from '../random.ts';
import type { Fields } from '../types.ts';
import { FACTS, type Flavour, REGISTRY } from './names.ts';

/** What a workload runs: enough to write its pod template out whenever it is asked for. */
export interface App {
  readonly namespace: string;
  readonly name: string;
  readonly flavour: Flavour;
  /** Decides the details. */
  readonly seed: number;
  /** Repository without tag; defaults to the company's registry. */
  readonly image?: string;
  /** Overrides what the flavour says, for trouble to diagnose. */
  readonly special?: AppSpecial;
}

export interface AppSpecial {
  readonly memoryLimit?: string;
  readonly configMap?: string;
  readonly claim?: string;
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly cpuRequest?: string;
  readonly containers?: readonly string[];
  readonly initContainers?: readonly string[];
}

export const hasSidecar = (app: App): boolean =>
  app.special === undefined && app.image === undefined && app.seed % 7 === 0;
export const hasInit = (app: App): boolean =>
  app.special === undefined && app.image === undefined && app.flavour !== 'agent' && mix(app.seed) % 6 === 0;

export const imageOf = (app: App, tag: string): string =>
  `${app.image ?? `${REGISTRY}/${app.namespace}/${app.name}`}:${tag}`;

export const labelsOf = (app: App): Record<string, string> => ({
  'app.kubernetes.io/instance': app.name,
  'app.kubernetes.io/name': app.name,
  'app.kubernetes.io/part-of': app.namespace,
  tier: app.flavour === 'nginx' || app.flavour === 'node' ? 'frontend' : app.flavour === 'agent' ? 'system' : 'backend',
});

/** Selectors are the part of the labels that never changes. */
export const selectorOf = (app: App): Record<string, string> => ({
  'app.kubernetes.io/instance': app.name,
  'app.kubernetes.io/name': app.name,
});

const COMMON = {
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'File',
  imagePullPolicy: 'IfNotPresent',
};

function probe(app: App, path: string, delay: number): Fields {
  const { port } = FACTS[app.flavour];
  const tcp = app.flavour === 'postgres' || app.flavour === 'redis' || app.flavour === 'kafka';
  const how = tcp
    ? { tcpSocket: { port: 'main' } }
    : { httpGet: { path, port: port > 1024 ? 'main' : port, scheme: 'HTTP' } };
  return {
    ...how,
    initialDelaySeconds: delay,
    timeoutSeconds: 2,
    periodSeconds: 10,
    successThreshold: 1,
    failureThreshold: 3,
  };
}

function env(app: App): readonly Fields[] {
  return [
    { name: 'LOG_LEVEL', value: app.seed % 5 === 0 ? 'debug' : 'info' },
    { name: 'SERVICE_NAME', value: app.name },
    { name: 'POD_NAME', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } },
    { name: 'OTEL_EXPORTER_OTLP_ENDPOINT', value: 'http://otel-collector.monitoring.svc:4317' },
    { name: 'DATABASE_PASSWORD', valueFrom: { secretKeyRef: { name: `${app.name}-credentials`, key: 'password' } } },
  ];
}

function mainContainer(app: App, tag: string): Fields {
  const facts = FACTS[app.flavour];
  const special = app.special ?? {};
  const scale = 1 + (app.seed % 3);
  const memory = special.memoryLimit ?? `${facts.memory * scale * 2}Mi`;
  return {
    name: app.flavour === 'agent' ? 'agent' : app.name.length > 24 ? 'main' : app.name,
    image: imageOf(app, tag),
    args: facts.args,
    ports: [
      { name: 'main', containerPort: facts.port, protocol: 'TCP' },
      { name: 'metrics', containerPort: 9090, protocol: 'TCP' },
    ],
    env: env(app),
    resources: {
      limits: { ...(app.seed % 2 ? { cpu: `${facts.cpu * scale * 4}m` } : {}), memory },
      requests: {
        cpu: special.cpuRequest ?? `${facts.cpu * scale}m`,
        memory: special.memoryLimit ?? `${facts.memory * scale}Mi`,
      },
    },
    volumeMounts: [
      { name: 'config', readOnly: true, mountPath: '/etc/app' },
      ...(special.claim ? [{ name: 'data', mountPath: '/var/lib/data' }] : []),
      { name: 'kube-api-access', readOnly: true, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' },
    ],
    livenessProbe: probe(app, '/healthz', 15),
    readinessProbe: probe(app, '/readyz', 5),
    ...COMMON,
    ...(app.seed % 4 === 0
      ? { securityContext: { runAsNonRoot: true, readOnlyRootFilesystem: true, allowPrivilegeEscalation: false } }
      : {}),
  };
}

function sideContainer(name: string, image: string, memory: string, always: boolean): Fields {
  return {
    name,
    image,
    ...(always ? { restartPolicy: 'Always' } : {}),
    resources: { requests: { cpu: '20m', memory } },
    ...COMMON,
  };
}

function initContainers(app: App): readonly Fields[] {
  const list: Fields[] = (app.special?.initContainers ?? []).map((name) =>
    sideContainer(name, `${REGISTRY}/tools/${name}:1.9.0`, '32Mi', false),
  );
  if (hasInit(app)) list.push(sideContainer('migrate', `${REGISTRY}/tools/migrate:4.18.1`, '32Mi', false));
  if (hasSidecar(app)) list.push(sideContainer('mesh-proxy', `${REGISTRY}/mesh/proxy:1.27.0`, '64Mi', true));
  return list;
}

function volumes(app: App): readonly Fields[] {
  const special = app.special ?? {};
  return [
    { name: 'config', configMap: { name: special.configMap ?? `${app.name}-config`, defaultMode: 420 } },
    ...(special.claim ? [{ name: 'data', persistentVolumeClaim: { claimName: special.claim } }] : []),
    ...(app.flavour === 'agent' ? [{ name: 'rootfs', hostPath: { path: '/', type: '' } }] : []),
    {
      name: 'kube-api-access',
      projected: {
        sources: [
          { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
          { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
          {
            downwardAPI: {
              items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
            },
          },
        ],
        defaultMode: 420,
      },
    },
  ];
}

/** The pod template's spec as the API server stores it, defaults filled in. */
export function podSpec(app: App, tag: string, restartPolicy: 'Always' | 'OnFailure' | 'Never'): Fields {
  const extra = (app.special?.containers ?? []).map((name) =>
    sideContainer(name, `${REGISTRY}/tools/${name}:2.3.1`, '48Mi', false),
  );
  const inits = initContainers(app);
  return {
    volumes: volumes(app),
    ...(inits.length > 0 ? { initContainers: inits } : {}),
    containers: [mainContainer(app, tag), ...extra],
    restartPolicy,
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    ...(app.special?.nodeSelector ? { nodeSelector: app.special.nodeSelector } : {}),
    serviceAccountName: app.flavour === 'agent' ? app.name : 'default',
    serviceAccount: app.flavour === 'agent' ? app.name : 'default',
    ...(app.flavour === 'agent' ? { hostNetwork: true } : {}),
    securityContext: {},
    schedulerName: 'default-scheduler',
    ...(app.flavour === 'agent'
      ? { tolerations: [{ operator: 'Exists' }], priorityClassName: 'system-node-critical', priority: 2_000_001_000 }
      : {}),
  };
}

/** The hash a Deployment gives its ReplicaSet; ten characters like the real ones. */
export function templateHash(app: App, tag: string, salt = ''): string {
  const value = hashText(`${app.namespace}/${app.name}:${tag}${salt}`);
  const alphabet = 'bcdf456789';
  return String(value)
    .padStart(10, '7')
    .slice(0, 10)
    .replace(/\d/g, (digit) => alphabet[Number(digit)] ?? 'b');
}

/** Where a StatefulSet's pods keep their data: the first container's mount of the claim's volume. */
export function withData(spec: Fields): Fields {
  const [first, ...others] = Array.isArray(spec.containers) ? (spec.containers as readonly Fields[]) : [];
  if (first === undefined) return spec;
  const mounts = Array.isArray(first.volumeMounts) ? first.volumeMounts : [];
  const main = { ...first, volumeMounts: [{ name: 'data', mountPath: '/var/lib/data' }, ...mounts] };
  return { ...spec, containers: [main, ...others] };
}
