import type { KubeObject } from '../kinds/spec.ts';
import { arr, bool, has, int, rec, str, strings } from '../kube/read.ts';
import { formatLabelSelector } from '../kube/selectors.ts';
import { type Details, field, lines, link, mono, pairs, state, table, text, type Value } from './model.ts';
import { shown } from './shown.ts';

const STORAGE = 'storage.k8s.io';
const driverLink = (name: string): Value | '' => (name === '' ? '' : link('CSIDriver', '', name, STORAGE));

/** `describe.go` describeVolumeAttributesClass. */
export const attributesClassDetails = (object: KubeObject): Details =>
  shown(object, [
    ...field('Driver', driverLink(str(object.driverName))),
    ...pairs('Parameters', rec(object.parameters)),
  ]);

export function attachmentDetails(object: KubeObject): Details {
  const spec = rec(object.spec);
  const status = rec(object.status);
  const volume = str(rec(spec.source).persistentVolumeName);
  const problem = (label: string, error: unknown) =>
    field(label, str(rec(error).message) === '' ? '' : state(str(rec(error).message), 'bad'));
  return shown(object, [
    ...field('Attached', bool(status.attached) ? state('yes', 'ok') : state('no', 'progress')),
    ...field('Volume', volume === '' ? '' : link('PersistentVolume', '', volume)),
    ...field('Node', str(spec.nodeName) === '' ? '' : link('Node', '', str(spec.nodeName))),
    ...field('Attacher', driverLink(str(spec.attacher))),
    ...problem('Attaching failed', status.attachError),
    ...problem('Detaching failed', status.detachError),
    ...pairs('Details', rec(status.attachmentMetadata)),
  ]);
}

export function csiDriverDetails(object: KubeObject): Details {
  const spec = rec(object.spec);
  const yesNo = (value: unknown): string => (has(value) ? (bool(value) ? 'yes' : 'no') : '');
  return shown(
    object,
    [
      ...field('Attaches volumes', yesNo(spec.attachRequired)),
      ...field('Told about pods', yesNo(spec.podInfoOnMount)),
      ...field('Reports capacity', yesNo(spec.storageCapacity)),
      ...lines(
        'Volume life cycle',
        strings(spec.volumeLifecycleModes).map((mode) => text(mode)),
      ),
      ...field('Ownership by', str(spec.fsGroupPolicy)),
      ...field('Asks again', yesNo(spec.requiresRepublish)),
      ...field('SELinux mount', yesNo(spec.seLinuxMount)),
      ...table(
        'Tokens for pods',
        ['Audience', 'Lasts'],
        arr(spec.tokenRequests)
          .map(rec)
          .map((one) => [
            text(str(one.audience) || 'the API server'),
            text(has(one.expirationSeconds) ? `${int(one.expirationSeconds)} s` : ''),
          ]),
      ),
    ],
    { title: 'Driver' },
  );
}

/** `describe.go` describeCSINode. */
export function csiNodeDetails(object: KubeObject): Details {
  const drivers = arr(rec(object.spec).drivers)
    .map(rec)
    .map((driver): readonly Value[] => [
      driverLink(str(driver.name)) || [],
      mono(str(driver.nodeID)),
      text(has(rec(driver.allocatable).count) ? String(int(rec(driver.allocatable).count)) : 'no limit'),
      text(strings(driver.topologyKeys).join(', ')),
    ]);
  return shown(object, [
    ...field('Node', link('Node', '', object.metadata.name)),
    ...table('Drivers', ['Driver', 'Node ID', 'Volumes', 'Topology keys'], drivers),
  ]);
}

export function storageCapacityDetails(object: KubeObject): Details {
  const name = str(object.storageClassName);
  return shown(object, [
    ...field('Storage class', name === '' ? '' : link('StorageClass', '', name, STORAGE)),
    ...field('Free', str(object.capacity)),
    ...field('Largest volume', str(object.maximumVolumeSize)),
    ...field('On nodes', has(object.nodeTopology) ? mono(formatLabelSelector(object.nodeTopology)) : ''),
  ]);
}
