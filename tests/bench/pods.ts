/** Pods as a real API server sends them (about 4.6 kB of JSON each, 40 % of it managedFields), deterministic by number. */

const two = (n: number): string => String(n).padStart(2, '0');
const hex = (n: number, length: number): string =>
  (Math.imul(n + 1, 0x9e3779b1) >>> 0).toString(16).padStart(8, '0').slice(0, length);

export const podUid = (i: number): string =>
  `${hex(i, 8)}-${hex(i * 3, 4)}-4${hex(i * 5, 3)}-9${hex(i * 7, 3)}-${String(i).padStart(12, '0')}`;

export const NAMESPACES = 40;
const namespaceOf = (i: number): string => `team-${two(Math.floor(i / 1250) % NAMESPACES)}`;

function managedFields(time: string): unknown[] {
  const conditions = Object.fromEntries(
    ['ContainersReady', 'Initialized', 'PodReadyToStartContainers', 'PodScheduled', 'Ready'].map((type) => [
      `k:{"type":"${type}"}`,
      {
        '.': {},
        'f:lastProbeTime': {},
        'f:lastTransitionTime': {},
        'f:observedGeneration': {},
        'f:status': {},
        'f:type': {},
      },
    ]),
  );
  const container = {
    '.': {},
    'f:env': {
      '.': {},
      'k:{"name":"LOG_LEVEL"}': { '.': {}, 'f:name': {}, 'f:value': {} },
      'k:{"name":"POD_NAME"}': { '.': {}, 'f:name': {}, 'f:valueFrom': {} },
    },
    'f:image': {},
    'f:imagePullPolicy': {},
    'f:livenessProbe': {
      '.': {},
      'f:failureThreshold': {},
      'f:httpGet': { '.': {}, 'f:path': {}, 'f:port': {}, 'f:scheme': {} },
    },
    'f:name': {},
    'f:ports': {
      '.': {},
      'k:{"containerPort":8080,"protocol":"TCP"}': { '.': {}, 'f:containerPort': {}, 'f:name': {}, 'f:protocol': {} },
    },
    'f:resources': {
      '.': {},
      'f:limits': { '.': {}, 'f:memory': {} },
      'f:requests': { '.': {}, 'f:cpu': {}, 'f:memory': {} },
    },
    'f:terminationMessagePath': {},
    'f:terminationMessagePolicy': {},
  };
  const spec = {
    'f:containers': { 'k:{"name":"main"}': container },
    'f:dnsPolicy': {},
    'f:enableServiceLinks': {},
    'f:restartPolicy': {},
    'f:schedulerName': {},
    'f:securityContext': {},
    'f:serviceAccount': {},
    'f:terminationGracePeriodSeconds': {},
  };
  const status = {
    'f:conditions': conditions,
    'f:containerStatuses': {},
    'f:hostIP': {},
    'f:hostIPs': {},
    'f:phase': {},
    'f:podIP': {},
    'f:podIPs': { '.': {}, 'k:{"ip":"10.1.2.3"}': { '.': {}, 'f:ip': {} } },
    'f:startTime': {},
  };
  return [
    {
      manager: 'kube-controller-manager',
      operation: 'Update',
      apiVersion: 'v1',
      time,
      fieldsType: 'FieldsV1',
      fieldsV1: {
        'f:metadata': {
          'f:generateName': {},
          'f:labels': { '.': {}, 'f:app.kubernetes.io/name': {}, 'f:pod-template-hash': {} },
          'f:ownerReferences': { '.': {} },
        },
        'f:spec': spec,
      },
    },
    {
      manager: 'kubelet',
      operation: 'Update',
      apiVersion: 'v1',
      time,
      fieldsType: 'FieldsV1',
      fieldsV1: { 'f:status': status },
      subresource: 'status',
    },
  ];
}

export interface PodState {
  readonly resourceVersion: number;
  readonly restarts: number;
  readonly ready: boolean;
}

export function pod(i: number, state: PodState): Record<string, unknown> {
  const owner = Math.floor(i / 8);
  const app = `service-${owner % 600}`;
  const template = hex(owner, 8);
  const time = `2026-10-${two(1 + (i % 28))}T${two(i % 24)}:${two(i % 60)}:${two((i * 7) % 60)}Z`;
  const ip = `10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}`;
  const image = `registry.example/${app}/server:1.${owner % 40}.${owner % 7}`;
  const condition = (type: string, status: boolean): unknown => ({
    type,
    status: status ? 'True' : 'False',
    lastProbeTime: null,
    lastTransitionTime: time,
  });
  return {
    metadata: {
      name: `${app}-${template}-${hex(i * 11, 5)}${i % 10}`,
      generateName: `${app}-${template}-`,
      namespace: namespaceOf(i),
      uid: podUid(i),
      resourceVersion: String(state.resourceVersion),
      generation: 1,
      creationTimestamp: time,
      labels: {
        'app.kubernetes.io/name': app,
        'app.kubernetes.io/part-of': `suite-${owner % 30}`,
        'pod-template-hash': template,
        tier: owner % 3 === 0 ? 'front' : 'back',
        'topology.kubernetes.io/zone': `zone-${i % 3}`,
      },
      annotations: { 'checksum/config': hex(owner * 13, 8).repeat(8), 'prometheus.io/scrape': 'true' },
      ownerReferences: [
        {
          apiVersion: 'apps/v1',
          kind: 'ReplicaSet',
          name: `${app}-${template}`,
          uid: podUid(1_000_000 + owner),
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
      managedFields: managedFields(time),
    },
    spec: {
      volumes: [
        {
          name: 'kube-api-access-x2k9f',
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
      ],
      containers: [
        {
          name: 'main',
          image,
          ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
          env: [
            { name: 'LOG_LEVEL', value: 'info' },
            { name: 'POD_NAME', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } },
          ],
          resources: { limits: { memory: '256Mi' }, requests: { cpu: '50m', memory: '64Mi' } },
          volumeMounts: [
            {
              name: 'kube-api-access-x2k9f',
              readOnly: true,
              mountPath: '/var/run/secrets/kubernetes.io/serviceaccount',
            },
          ],
          livenessProbe: {
            httpGet: { path: '/healthz', port: 'http', scheme: 'HTTP' },
            timeoutSeconds: 1,
            periodSeconds: 10,
            successThreshold: 1,
            failureThreshold: 3,
          },
          terminationMessagePath: '/dev/termination-log',
          terminationMessagePolicy: 'File',
          imagePullPolicy: 'IfNotPresent',
        },
      ],
      restartPolicy: 'Always',
      terminationGracePeriodSeconds: 30,
      dnsPolicy: 'ClusterFirst',
      serviceAccountName: 'default',
      serviceAccount: 'default',
      nodeName: `node-${String(i % 500).padStart(3, '0')}`,
      securityContext: {},
      schedulerName: 'default-scheduler',
      tolerations: [
        { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
        { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
      ],
      priority: 0,
      enableServiceLinks: true,
      preemptionPolicy: 'PreemptLowerPriority',
    },
    status: {
      phase: 'Running',
      conditions: [
        condition('PodReadyToStartContainers', true),
        condition('Initialized', true),
        condition('Ready', state.ready),
        condition('ContainersReady', state.ready),
        condition('PodScheduled', true),
      ],
      hostIP: `192.168.${(i % 500) >> 8}.${i % 250}`,
      hostIPs: [{ ip: `192.168.${(i % 500) >> 8}.${i % 250}` }],
      podIP: ip,
      podIPs: [{ ip }],
      startTime: time,
      containerStatuses: [
        {
          name: 'main',
          state: { running: { startedAt: time } },
          lastState: {},
          ready: state.ready,
          restartCount: state.restarts,
          image,
          imageID: `${image.split(':')[0]}@sha256:${hex(owner * 17, 8).repeat(8)}`,
          containerID: `containerd://${hex(i * 19, 8).repeat(8)}`,
          started: true,
        },
      ],
      qosClass: 'Burstable',
    },
  };
}
