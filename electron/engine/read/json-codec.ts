import type { KindSpec } from '../../../shared/kinds/spec.ts';
import type { Codec, WatchDecoder } from '../reflect/types.ts';
import { JsonListReader, sniffMeta } from './json-list.ts';
import { JsonWatchDecoder } from './json-watch.ts';
import { keepOf } from './keep.ts';

/** JSON only, with the fields a spec reads (or all but managedFields). */
export function jsonCodec(spec: Pick<KindSpec, 'proto'> | null): Codec {
  const keep = spec?.proto === undefined ? null : keepOf(spec.proto);
  const reader = new JsonListReader(keep);
  return {
    listAccept: 'application/json',
    watchAccept: 'application/json',
    query: '',
    prefersWatchList: false,
    sniff: (_type, bytes, length) => sniffMeta(bytes, length),
    readPage: (_type, bytes, length, onItem) => reader.read(bytes, length, onItem),
    watch: (): WatchDecoder => new JsonWatchDecoder(keep),
    plainer: () => false,
  };
}
