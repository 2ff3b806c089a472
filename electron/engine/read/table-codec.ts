import { objectFromTableRow, type TableColumn } from '../../../shared/kinds/custom.ts';
import type { Codec, WatchDecoder, WatchEvent } from '../reflect/types.ts';
import { type Item, JsonListReader, sniffMeta } from './json-list.ts';
import { JsonWatchDecoder } from './json-watch.ts';
import { TABLE_EVENT, TABLE_ROW } from './keep.ts';

const TABLE_TYPE = 'application/json;as=Table;v=v1;g=meta.k8s.io';

/**
 * A kind nobody declared, as the server itself prints it (`KUBERNETES.md` §1): rows of a Table, each with its object's metadata. A
 * server that makes no Tables of it answers with plain objects; they are read as such.
 */
export function tableCodec(onColumns: (columns: readonly TableColumn[]) => void): Codec {
  const table = new JsonListReader(TABLE_ROW, 'rows');
  const plain = new JsonListReader(null);
  const columnsFrom = (text: string): void => {
    const parsed: unknown = JSON.parse(text);
    if (Array.isArray(parsed)) onColumns(parsed.map(columnOf));
  };
  return {
    listAccept: `${TABLE_TYPE},application/json`,
    watchAccept: `${TABLE_TYPE},application/json`,
    query: 'includeObject=Metadata',
    prefersWatchList: false,
    streams: () => false,
    plainer: () => false,
    sniff: (_type, bytes, length) => sniffMeta(bytes, length),
    readPage: (type, bytes, length, onItem) => {
      if (!isTable(type, bytes, length)) {
        onColumns(PLAIN_COLUMNS);
        return plain.read(bytes, length, (item) => onItem(plainItem(item)));
      }
      return table.read(
        bytes,
        length,
        (item) => onItem(rowItem(item)),
        (name, text) => {
          if (name === 'columnDefinitions') columnsFrom(text);
        },
      );
    },
    watch: (type): WatchDecoder => new TableWatchDecoder(type.includes('as=table')),
  };
}

/** Servers that others stand in front of (metrics) may call a Table plain JSON: then it is one by its own word, said first of all. */
function isTable(type: string, bytes: Uint8Array, length: number): boolean {
  if (type.includes('as=table')) return true;
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(length, 256)).toString('latin1');
  return /^\s*\{\s*(?:"apiVersion"\s*:\s*"meta\.k8s\.io\/v1(?:beta1)?"\s*,\s*)?"kind"\s*:\s*"Table"\s*[,}]/.test(start);
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
type Fields = { readonly [name: string]: unknown };
const fields = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {});

function columnOf(value: unknown): TableColumn {
  const { name, type, format, description, priority } = fields(value);
  return {
    name: text(name),
    type: text(type),
    ...(typeof format === 'string' ? { format } : {}),
    ...(typeof description === 'string' ? { description } : {}),
    ...(typeof priority === 'number' ? { priority } : {}),
  };
}

/** For servers that answer a Table request with plain objects. */
const PLAIN_COLUMNS: readonly TableColumn[] = [
  { name: 'Name', type: 'string' },
  { name: 'Age', type: 'string' },
];

const rowItem = (item: Item): Item =>
  'object' in item ? { object: objectFromTableRow(item.object) ?? item.object } : item;

function plainItem(item: Item): Item {
  if (!('object' in item)) return item;
  const metadata = fields(fields(item.object).metadata);
  return { object: { metadata, cells: [text(metadata.name), ''] } };
}

/** Events whose object is a Table with one row each; a bookmark's row is dropped. */
class TableWatchDecoder implements WatchDecoder {
  readonly #lines = new JsonWatchDecoder(TABLE_EVENT);
  readonly #tables: boolean;

  constructor(tables: boolean) {
    this.#tables = tables;
  }

  push(chunk: Uint8Array, onEvent: (event: WatchEvent) => void): void {
    this.#lines.push(chunk, (event) => this.#convert(event, onEvent));
  }

  #convert(event: WatchEvent, onEvent: (event: WatchEvent) => void): void {
    if (event.type === 'put' || event.type === 'remove') this.#rows(event, onEvent);
    else if (event.type === 'bookmark' && event.resourceVersion === '') onEvent(this.#bookmark(event.object, event));
    else onEvent(event);
  }

  #rows(event: Extract<WatchEvent, { type: 'put' | 'remove' }>, onEvent: (event: WatchEvent) => void): void {
    const rows = this.#tables ? fields(event.object).rows : undefined;
    if (!Array.isArray(rows)) {
      const item = plainItem({ object: event.object });
      if ('object' in item) onEvent({ ...event, object: item.object });
      return;
    }
    for (const row of rows) {
      const object = objectFromTableRow(row);
      const version = text(fields(fields(fields(row).object).metadata).resourceVersion);
      onEvent({ type: event.type, object: object ?? row, resourceVersion: version || event.resourceVersion });
    }
  }

  #bookmark(object: unknown, event: Extract<WatchEvent, { type: 'bookmark' }>): WatchEvent {
    const rows = fields(object).rows;
    const metadata = fields(fields(fields(Array.isArray(rows) ? rows[0] : undefined).object).metadata);
    const initialEnd = fields(metadata.annotations)['k8s.io/initial-events-end'] === 'true';
    return { ...event, resourceVersion: text(metadata.resourceVersion), initialEnd: event.initialEnd || initialEnd };
  }
}
