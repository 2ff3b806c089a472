import { formatEndpoints, sliceAddresses, sliceEndpoints, slicePorts } from '../kube/endpoints.ts';
import { arr, rec, str } from '../kube/read.ts';
import { AGE, builtIn, FINE, NAME, protoObject, protoString, text } from './common.ts';

export const endpoints = builtIn({
  kind: 'Endpoints',
  plural: 'endpoints',
  shortNames: ['ep'],
  title: 'Endpoints',
  section: 'network',
  icon: 'milestone',
  columns: [NAME, text('ENDPOINTS', formatEndpoints), AGE],
  search: (object) =>
    arr(object.subsets).flatMap((subset) => arr(rec(subset).addresses).map((address) => str(rec(address).ip))),
  // k8s.io/api/core/v1/generated.proto: Endpoints, EndpointSubset, EndpointAddress, EndpointPort
  proto: protoObject({
    2: {
      name: 'subsets',
      repeat: 'repeated',
      type: {
        1: { name: 'addresses', repeat: 'repeated', type: { 1: protoString('ip') } },
        3: { name: 'ports', repeat: 'repeated', type: { 2: { name: 'port', type: 'int' } } },
      },
    },
  }),
});

export const endpointslices = builtIn({
  group: 'discovery.k8s.io',
  kind: 'EndpointSlice',
  plural: 'endpointslices',
  title: 'EndpointSlices',
  section: 'network',
  icon: 'split',
  columns: [
    NAME,
    text('ADDRESSTYPE', (object) => str(object.addressType)),
    text('PORTS', slicePorts),
    text('ENDPOINTS', sliceEndpoints),
    AGE,
  ],
  state: (object) => {
    const all = arr(object.endpoints);
    // An endpoint that does not say is ready.
    const ready = all.filter((endpoint) => rec(rec(endpoint).conditions).ready !== false).length;
    if (all.length === 0) return { role: 'off', reason: 'No endpoints' };
    if (ready === all.length) return FINE;
    return { role: ready === 0 ? 'bad' : 'warn', reason: `${ready} of ${all.length} endpoints ready` };
  },
  search: sliceAddresses,
  // k8s.io/api/discovery/v1/generated.proto: EndpointSlice, Endpoint, EndpointPort
  proto: protoObject({
    2: {
      name: 'endpoints',
      repeat: 'repeated',
      type: {
        1: { name: 'addresses', type: 'string', repeat: 'repeated' },
        2: { name: 'conditions', type: { 1: { name: 'ready', type: 'bool' } } },
      },
    },
    3: { name: 'ports', repeat: 'repeated', type: { 1: protoString('name'), 3: { name: 'port', type: 'int' } } },
    4: protoString('addressType'),
  }),
});
