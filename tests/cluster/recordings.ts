/** The recorded answers of a real API server (made by `record.ts`): where they are and what they look like. */
import { join } from 'node:path';

export const recordingsFolder = join(import.meta.dirname, 'recordings');

/** One column of the server's Table. `priority` 0 is the plain table, 1 is `-o wide`. */
export interface TableColumn {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly description: string;
  readonly priority: number;
}

export interface TableRow {
  readonly cells: readonly (string | number | boolean | null)[];
  readonly conditions?: readonly { readonly type: string; readonly status: string; readonly reason?: string }[];
  /** The whole object, as asked with `includeObject=Object`. */
  readonly object: RecordedObject;
}

export interface RecordedObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly uid: string };
  readonly [field: string]: unknown;
}

/** `<group or core>_<version>_<plural>.json`. The rows of `table` may be in another order than `list.items` (FlowSchemas). */
export interface Recording {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
  /** The server's clock when it printed the Table; ages in its cells are relative to this, to the second. */
  readonly now: string;
  readonly list: {
    readonly kind: string;
    readonly apiVersion: string;
    readonly metadata: { readonly resourceVersion: string };
    readonly items: readonly RecordedObject[];
  };
  readonly table: { readonly columnDefinitions: readonly TableColumn[]; readonly rows: readonly TableRow[] };
}

/** The file's name without its ending: `core_v1_pods`, `apps_v1_deployments`. */
export const recordingName = (kind: {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
}): string => `${kind.group === '' ? 'core' : kind.group}_${kind.version}_${kind.plural}`;

/**
 * One answer as it came over the wire: refusals, expired continuations and short watches, each as JSON and as protobuf (`answers.json`).
 */
export interface RecordedAnswer {
  /** What it shows: `forbidden`, `expired-continue`, `watch-list` … */
  readonly name: string;
  readonly path: string;
  readonly accept: string;
  readonly status: number;
  readonly contentType: string;
  readonly retryAfter: string | null;
  /** The body in base64: protobuf is no text. */
  readonly body: string;
}
