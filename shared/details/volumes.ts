import { arr, bool, has, int, type Rec, rec, str } from '../kube/read.ts';
import { type Item, link, muted, table, text, type Value } from './model.ts';

/** A pod's volumes with what is behind each. Source: `describe.go` describeVolumes. */
export function volumesTable(spec: Rec, namespace: string): readonly Item[] {
  const rows = arr(spec.volumes)
    .map(rec)
    .map((volume) => [text(str(volume.name)), ...sourceOf(volume, namespace)]);
  return table('Volumes', ['Name', 'Type', 'Source'], rows);
}

function sourceOf(volume: Rec, namespace: string): readonly [Value, Value] {
  const type = Object.keys(volume).find((field) => field !== 'name') ?? '';
  const source = rec(volume[type]);
  switch (type) {
    case 'configMap':
      return [text('ConfigMap'), [...link('ConfigMap', namespace, str(source.name)), ...optional(source)]];
    case 'secret':
      return [text('Secret'), [...link('Secret', namespace, str(source.secretName)), ...optional(source)]];
    case 'persistentVolumeClaim': {
      const mode = bool(source.readOnly) ? [muted(' read-only')] : [];
      return [text('Claim'), [...link('PersistentVolumeClaim', namespace, str(source.claimName)), ...mode]];
    }
    case 'emptyDir':
      return [
        text('Empty folder'),
        text([str(source.medium), str(source.sizeLimit)].filter((word) => word !== '').join(', ')),
      ];
    case 'hostPath':
      return [
        text('Folder of the node'),
        text([str(source.path), str(source.type)].filter((word) => word !== '').join(', ')),
      ];
    case 'projected':
      return [text('Projected'), projected(source, namespace)];
    case 'downwardAPI':
      return [
        text('Downward API'),
        text(
          arr(source.items)
            .map((item) => str(rec(item).path))
            .join(', '),
        ),
      ];
    case 'csi':
      return [text('CSI'), text(str(source.driver))];
    case 'nfs':
      return [text('NFS'), text(`${str(source.server)}:${str(source.path)}`)];
    case 'ephemeral':
      return [text('Ephemeral claim'), text(str(rec(rec(source.volumeClaimTemplate).spec).storageClassName))];
    case 'image':
      return [text('Image'), text(str(source.reference))];
    default:
      return [text(type), text(has(volume[type]) ? JSON.stringify(source) : '')];
  }
}

const optional = (source: Rec) => (bool(source.optional) ? [muted(' (optional)')] : []);

function projected(source: Rec, namespace: string): Value {
  const parts = arr(source.sources)
    .map(rec)
    .map((one): Value => {
      if (has(one.configMap))
        return [muted('ConfigMap '), ...link('ConfigMap', namespace, str(rec(one.configMap).name))];
      if (has(one.secret)) return [muted('Secret '), ...link('Secret', namespace, str(rec(one.secret).name))];
      if (has(one.serviceAccountToken)) {
        return text(`token for ${int(rec(one.serviceAccountToken).expirationSeconds)} s`);
      }
      return text(has(one.downwardAPI) ? 'downward API' : Object.keys(one).join(', '));
    });
  return parts.flatMap((part, at) => (at === 0 ? part : [muted(', '), ...part]));
}
