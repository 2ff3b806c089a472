import { PortolanError } from '../../../../shared/errors.ts';
import type { Core } from '../../host/core.ts';
import type { HandlersOf } from '../../host/dispatch.ts';
import { fetchRaw, getObject } from './fetch.ts';
import { field, mapField } from './lossless.ts';
import { type WriteNames, writeHandlers } from './writes.ts';

type Names = 'objects.get' | 'objects.yaml' | 'secrets.reveal' | WriteNames;

export function objectHandlers(core: Core): HandlersOf<Names> {
  return {
    ...writeHandlers(core),
    'objects.get': async ({ clusterId, ...ref }, from) => {
      const { text } = await getObject(core.cluster(clusterId), ref, core.signal(from));
      return text;
    },
    'objects.yaml': async ({ clusterId, managedFields, ...ref }, from) => {
      const { text, node } = await getObject(core.cluster(clusterId), ref, core.signal(from));
      const shown = managedFields
        ? node
        : mapField(node, 'metadata', (meta) => mapField(meta, 'managedFields', () => null));
      // Loaded with the first YAML: a list does not need it.
      const { toYaml } = await import('./yaml.ts');
      return { ...text, yaml: toYaml(shown) };
    },
    'secrets.reveal': async ({ clusterId, namespace, name, key }, from) => {
      const cluster = core.cluster(clusterId);
      core.log.info(`Secret value shown: ${namespace}/${name}, key ${JSON.stringify(key)}.`, { clusterId });
      const secret = await fetchRaw(cluster, { kind: 'secrets', namespace, name }, core.signal(from));
      const value = field(field(secret.node, 'data'), key);
      if (value?.type !== 'string') {
        throw new PortolanError('not-found', `Secret ${namespace}/${name} has no key ${JSON.stringify(key)}.`);
      }
      return { text: decode(value.value), base64: value.value };
    },
  };
}

/** The value as text; `null` when its bytes are not UTF-8. */
function decode(base64: string): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(base64, 'base64'));
  } catch {
    return null; // Binary: shown as base64.
  }
}
