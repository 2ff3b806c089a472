import { formatLabels } from '../kube/labels.ts';
import { rec, str, strings } from '../kube/read.ts';
import { loadBalancerAddresses, serviceClusterIp, serviceExternalIp, servicePorts } from '../kube/service.ts';
import { AGE, builtIn, FINE, NAME, protoObject, protoString, text, wide } from './common.ts';

export const services = builtIn({
  kind: 'Service',
  plural: 'services',
  shortNames: ['svc'],
  title: 'Services',
  section: 'network',
  icon: 'network',
  columns: [
    NAME,
    text('TYPE', (service) => str(rec(service.spec).type)),
    text('CLUSTER-IP', serviceClusterIp),
    text('EXTERNAL-IP', serviceExternalIp),
    text('PORT(S)', servicePorts),
    AGE,
    wide(text('SELECTOR', (service) => formatLabels(rec(service.spec).selector))),
  ],
  state: (service) =>
    serviceExternalIp(service) === '<pending>' ? { role: 'progress', reason: 'Waiting for a load balancer' } : FINE,
  search: (service) => [
    ...strings(rec(service.spec).clusterIPs),
    ...strings(rec(service.spec).externalIPs),
    ...loadBalancerAddresses(rec(service.status).loadBalancer),
  ],
  // k8s.io/api/core/v1/generated.proto: Service, ServiceSpec, ServicePort, ServiceStatus, LoadBalancerIngress
  proto: protoObject({
    2: {
      name: 'spec',
      type: {
        1: {
          name: 'ports',
          repeat: 'repeated',
          type: {
            1: protoString('name'),
            2: protoString('protocol'),
            3: { name: 'port', type: 'int' },
            5: { name: 'nodePort', type: 'int' },
          },
        },
        2: { name: 'selector', type: 'string', repeat: 'map' },
        3: protoString('clusterIP'),
        4: protoString('type'),
        5: { name: 'externalIPs', type: 'string', repeat: 'repeated' },
        10: protoString('externalName'),
        18: { name: 'clusterIPs', type: 'string', repeat: 'repeated' },
      },
    },
    3: {
      name: 'status',
      type: {
        1: {
          name: 'loadBalancer',
          type: {
            1: { name: 'ingress', repeat: 'repeated', type: { 1: protoString('ip'), 2: protoString('hostname') } },
          },
        },
      },
    },
  }),
});
