import { hashText } from '../random.ts';
import { type Fields, type KubeObject, timestamp } from '../types.ts';
import { madeUid } from './extras.ts';
import { LazyStored } from './lazy.ts';
import { FACTS } from './names.ts';
import type { PodRecord } from './pod.ts';
import { labelsOf } from './template.ts';
import type { Workload } from './workload.ts';

type Version = readonly [resource: string, make: (rv: number) => LazyStored];

/** EndpointSlice and Endpoints of a workload's service, as they stand with these pods. */
export function endpointVersions(workload: Workload, pods: readonly PodRecord[]): readonly Version[] {
  const placed = pods.filter((pod) => pod.node);
  return [slice(workload, placed), endpoints(workload, placed)];
}

const portsOf = ({ app }: Workload): readonly Fields[] => [
  { name: 'main', port: FACTS[app.flavour].port, protocol: 'TCP' },
  { name: 'metrics', port: 9090, protocol: 'TCP' },
];

const target = (pod: PodRecord): Fields => ({ kind: 'Pod', namespace: pod.namespace, name: pod.name, uid: pod.uid });

function slice(workload: Workload, pods: readonly PodRecord[]): Version {
  const { app, namespace, name: service, created } = workload;
  const name = `${service}-${hashText(service, 9).toString(36).slice(0, 5)}`;
  const uid = madeUid('endpointslices', namespace, service);
  const labels = {
    ...labelsOf(app),
    'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
    'kubernetes.io/service-name': service,
  };
  const owner = { apiVersion: 'v1', kind: 'Service', name: service, uid: madeUid('services', namespace, service) };
  const render = (rv: number): KubeObject => ({
    kind: 'EndpointSlice',
    apiVersion: 'discovery.k8s.io/v1',
    metadata: {
      name,
      generateName: `${service}-`,
      namespace,
      uid,
      resourceVersion: String(rv),
      generation: 1,
      creationTimestamp: timestamp(created),
      labels,
      ownerReferences: [{ ...owner, controller: true, blockOwnerDeletion: true }],
    },
    addressType: 'IPv4',
    endpoints: pods.map((pod) => ({
      addresses: [pod.ip],
      conditions: { ready: pod.ready, serving: pod.phase === 'running', terminating: pod.deletion > 0 },
      targetRef: target(pod),
      nodeName: pod.node?.name,
      zone: pod.node?.zone,
    })),
    ports: portsOf(workload),
  });
  return ['endpointslices.discovery.k8s.io', (rv) => new LazyStored({ namespace, name, uid, labels }, rv, render)];
}

function endpoints(workload: Workload, pods: readonly PodRecord[]): Version {
  const { app, namespace, name, created } = workload;
  const uid = madeUid('endpoints', namespace, name);
  const labels = labelsOf(app);
  const address = (pod: PodRecord): Fields => ({ ip: pod.ip, nodeName: pod.node?.name, targetRef: target(pod) });
  const render = (rv: number): KubeObject => {
    const ready = pods.filter((pod) => pod.ready).map(address);
    const not = pods.filter((pod) => !pod.ready).map(address);
    const subset = {
      ...(ready.length > 0 ? { addresses: ready } : {}),
      ...(not.length > 0 ? { notReadyAddresses: not } : {}),
      ports: portsOf(workload),
    };
    const metadata = {
      name,
      namespace,
      uid,
      resourceVersion: String(rv),
      creationTimestamp: timestamp(created),
      labels,
    };
    return { kind: 'Endpoints', apiVersion: 'v1', metadata, ...(pods.length > 0 ? { subsets: [subset] } : {}) };
  };
  return ['endpoints', (rv) => new LazyStored({ namespace, name, uid, labels }, rv, render)];
}
