import { nodes } from '../kinds/node.ts';
import type { KubeObject } from '../kinds/spec.ts';
import { nodeRoles, nodeStatus } from '../kube/node-status.ts';
import { arr, type Rec, rec, str, strings } from '../kube/read.ts';
import { conditionsSection } from './conditions.ts';
import { metadataSection } from './metadata.ts';
import { type Details, field, lines, mono, section, state, table, text, type Value } from './model.ts';
import { describeTaint } from './scheduling.ts';

/** `describe.go` describeNode; its pods and their requests are a list of their own. */
export function nodeDetails(object: KubeObject): Details {
  const spec = rec(object.spec);
  const status = rec(object.status);
  const info = rec(status.nodeInfo);
  const addresses = arr(status.addresses)
    .map(rec)
    .map((address): readonly Value[] => [text(str(address.type)), mono(str(address.address))]);
  return {
    sections: [
      ...section('status', 'Status', [
        ...field('Status', state(nodeStatus(object), nodes.state(object).role)),
        ...field('Roles', nodeRoles(object.metadata.labels).join(', ')),
        ...lines(
          'Taints',
          arr(spec.taints).map((taint) => mono(describeTaint(rec(taint)))),
        ),
        ...table('Addresses', ['Type', 'Address'], addresses),
        ...field('Pod CIDRs', strings(spec.podCIDRs).join(', ') || str(spec.podCIDR)),
        ...field('Provider ID', str(spec.providerID)),
      ]),
      ...section('capacity', 'Capacity', table('Resources', ['Resource', 'Capacity', 'Allocatable'], capacity(status))),
      ...conditionsSection(status),
      ...section('system', 'System', [
        ...field('Kubelet', str(info.kubeletVersion)),
        ...field('OS image', str(info.osImage)),
        ...field('Kernel', str(info.kernelVersion)),
        ...field(
          'Architecture',
          [str(info.operatingSystem), str(info.architecture)].filter((word) => word !== '').join(', '),
        ),
        ...field('Container runtime', str(info.containerRuntimeVersion)),
        ...field('Machine ID', str(info.machineID)),
        ...field('System UUID', str(info.systemUUID)),
        ...field('Boot ID', str(info.bootID)),
      ]),
      ...metadataSection(object),
    ],
    containers: [],
  };
}

function capacity(status: Rec): readonly (readonly Value[])[] {
  const all = rec(status.capacity);
  const free = rec(status.allocatable);
  const names = [...new Set([...Object.keys(all), ...Object.keys(free)])];
  return names.map((name) => [text(name), text(str(all[name])), text(str(free[name]))]);
}
