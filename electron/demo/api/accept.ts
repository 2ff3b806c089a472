import { notAcceptable } from '../http/status.ts';

/** How an answer is to be written. */
export interface Format {
  readonly media: 'json' | 'protobuf';
  readonly as: 'object' | 'table' | 'partial';
}

export const JSON_TYPE = 'application/json';
export const PROTOBUF_TYPE = 'application/vnd.kubernetes.protobuf';

interface Wish {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
}

export function wishes(accept: string | undefined): readonly Wish[] {
  return (accept ?? '*/*').split(',').map((part) => {
    const [type = '', ...rest] = part.trim().split(';');
    const parameters = new Map<string, string>();
    for (const parameter of rest) {
      const at = parameter.indexOf('=');
      if (at > 0) parameters.set(parameter.slice(0, at).trim(), parameter.slice(at + 1).trim());
    }
    return { type: type.trim().toLowerCase(), parameters };
  });
}

/** Picks the first wish this server can fulfil. Throws a 406. */
export function negotiate(accept: string | undefined, protobuf: boolean): Format {
  for (const { type, parameters } of wishes(accept)) {
    const json = type === JSON_TYPE || type === '*/*' || type === 'application/*';
    if (!json && !(type === PROTOBUF_TYPE && protobuf)) continue;
    const as = parameters.get('as');
    if (as === undefined) return { media: json ? 'json' : 'protobuf', as: 'object' };
    if (!json || parameters.get('g') !== 'meta.k8s.io') continue;
    if (as === 'Table') return { media: 'json', as: 'table' };
    if (as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList') return { media: 'json', as: 'partial' };
  }
  throw notAcceptable();
}
