import type { KindInfo } from '../../../shared/contract/catalog.ts';
import type { KindSchema, SchemaNode } from '../../../shared/contract/schema.ts';
import { nodeAt, resolved, rootOf, typeWords } from '../../resources/schema/walk.ts';

export interface Template {
  readonly id: string;
  readonly title: string;
  readonly yaml: string;
}

const app = (kind: string, more: string): string => `apiVersion: apps/v1
kind: ${kind}
metadata:
  name: example
  labels:
    app: example
spec:
${more}  selector:
    matchLabels:
      app: example
  template:
    metadata:
      labels:
        app: example
    spec:
      containers:
      - name: example
        image: nginx:1.27
        ports:
        - containerPort: 80
        resources:
          requests:
            cpu: 50m
            memory: 64Mi
          limits:
            memory: 128Mi
`;

/** What people create most; everything is complete enough to be applied as it is. */
export const templates: readonly Template[] = [
  { id: 'deployment', title: 'Deployment', yaml: app('Deployment', '  replicas: 2\n') },
  {
    id: 'service',
    title: 'Service',
    yaml: `apiVersion: v1
kind: Service
metadata:
  name: example
spec:
  selector:
    app: example
  ports:
  - name: http
    port: 80
    targetPort: 80
`,
  },
  {
    id: 'ingress',
    title: 'Ingress',
    yaml: `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: example
spec:
  rules:
  - host: example.com
    http:
      paths:
      - path: /
        pathType: Prefix
        backend:
          service:
            name: example
            port:
              name: http
`,
  },
  {
    id: 'configmap',
    title: 'ConfigMap',
    yaml: `apiVersion: v1
kind: ConfigMap
metadata:
  name: example
data:
  key: value
`,
  },
  {
    id: 'secret',
    title: 'Secret',
    yaml: `apiVersion: v1
kind: Secret
metadata:
  name: example
type: Opaque
stringData:
  key: value
`,
  },
  {
    id: 'pod',
    title: 'Pod',
    yaml: `apiVersion: v1
kind: Pod
metadata:
  name: example
spec:
  containers:
  - name: example
    image: nginx:1.27
`,
  },
  { id: 'statefulset', title: 'StatefulSet', yaml: app('StatefulSet', '  replicas: 1\n  serviceName: example\n') },
  { id: 'daemonset', title: 'DaemonSet', yaml: app('DaemonSet', '') },
  {
    id: 'job',
    title: 'Job',
    yaml: `apiVersion: batch/v1
kind: Job
metadata:
  name: example
spec:
  backoffLimit: 2
  template:
    spec:
      restartPolicy: Never
      containers:
      - name: example
        image: busybox:1.37
        command: [sh, -c, echo done]
`,
  },
  {
    id: 'cronjob',
    title: 'CronJob',
    yaml: `apiVersion: batch/v1
kind: CronJob
metadata:
  name: example
spec:
  schedule: "0 3 * * *"
  concurrencyPolicy: Forbid
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          containers:
          - name: example
            image: busybox:1.37
            command: [sh, -c, echo done]
`,
  },
  {
    id: 'pvc',
    title: 'PersistentVolumeClaim',
    yaml: `apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: example
spec:
  accessModes:
  - ReadWriteOnce
  resources:
    requests:
      storage: 1Gi
`,
  },
  {
    id: 'hpa',
    title: 'HorizontalPodAutoscaler',
    yaml: `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: example
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: example
  minReplicas: 2
  maxReplicas: 6
  metrics:
  - type: Resource
    resource:
      name: cpu
      target:
        type: Utilization
        averageUtilization: 70
`,
  },
  {
    id: 'pdb',
    title: 'PodDisruptionBudget',
    yaml: `apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: example
spec:
  minAvailable: 1
  selector:
    matchLabels:
      app: example
`,
  },
  {
    id: 'networkpolicy',
    title: 'NetworkPolicy',
    yaml: `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: example
spec:
  podSelector:
    matchLabels:
      app: example
  policyTypes:
  - Ingress
  ingress:
  - from:
    - podSelector: {}
`,
  },
  {
    id: 'rbac',
    title: 'ServiceAccount, Role and RoleBinding',
    yaml: `apiVersion: v1
kind: ServiceAccount
metadata:
  name: example
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: example
rules:
- apiGroups: [""]
  resources: [pods]
  verbs: [get, list, watch]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: example
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: example
subjects:
- kind: ServiceAccount
  name: example
`,
  },
  {
    id: 'namespace',
    title: 'Namespace',
    yaml: `apiVersion: v1
kind: Namespace
metadata:
  name: example
`,
  },
];

/** Requirements nest; a template is a beginning, not a manual. */
const deepest = 6;

/**
 * A beginning for any kind, from its schema: what is required with values to replace, and the names of the other fields of the spec as
 * comments.
 */
export function templateOf(schema: KindSchema, info: KindInfo): string {
  const apiVersion = info.group === '' ? info.version : `${info.group}/${info.version}`;
  const head = `apiVersion: ${apiVersion}\nkind: ${info.kind}\nmetadata:\n  name: example\n`;
  const root = rootOf(schema);
  const required = (root.required ?? []).filter((key) => !['apiVersion', 'kind', 'metadata', 'status'].includes(key));
  const others = required.filter((key) => key !== 'spec').map((key) => fieldText(schema, root, key, '', 0));
  const spec = nodeAt(schema, ['spec']);
  if (spec === null) return head + others.join('');
  const needed = spec.required ?? [];
  const body = needed.map((key) => fieldText(schema, spec, key, '  ', 1)).join('');
  const optional = Object.entries(spec.properties ?? {})
    .filter(([key]) => !needed.includes(key))
    .map(([key, node]) => `  # ${key}: ${typeWords(schema, node)}\n`);
  const empty = body === '' ? 'spec: {}\n' : `spec:\n${body}`;
  return head + others.join('') + empty + optional.join('');
}

function fieldText(schema: KindSchema, parent: SchemaNode, key: string, pad: string, depth: number): string {
  const given = parent.properties?.[key];
  const node = given === undefined ? {} : resolved(schema, given);
  const block = blockText(schema, node, `${pad}  `, depth);
  if (block !== null) return `${pad}${key}:\n${block}`;
  if (node.type === 'array' && node.items !== undefined) {
    const item = resolved(schema, node.items);
    const inner = blockText(schema, item, `${pad}  `, depth);
    return `${pad}${key}:\n${pad}- ${inner === null ? valueText(item) : inner.trimStart().replace(/\n$/, '')}\n`;
  }
  return `${pad}${key}: ${valueText(node)}\n`;
}

/** The required fields of an object, `null` where there are none. */
function blockText(schema: KindSchema, node: SchemaNode, pad: string, depth: number): string | null {
  const needed = node.required ?? [];
  if (node.properties === undefined || needed.length === 0 || depth > deepest) return null;
  return needed.map((key) => fieldText(schema, node, key, pad, depth + 1)).join('');
}

function valueText(node: SchemaNode): string {
  if (node.default !== undefined) return JSON.stringify(node.default);
  const [first] = node.enum ?? [];
  if (first !== undefined) return first;
  if (node.intOrString || node.type === 'integer' || node.type === 'number') return '1';
  if (node.type === 'boolean') return 'false';
  return node.type === 'string' ? 'example' : node.type === 'array' ? '[]' : '{}';
}
