import type { Row } from '../../../shared/contract/views.ts';
import { toErrorInfo } from '../../../shared/errors.ts';
import { useData } from '../../data/context.tsx';
import { fetchRows } from '../../data/fetch-rows.ts';
import { toast } from '../../ui/toast.tsx';
import { saveText } from '../save.ts';
import { type ExportTable, exportColumns, exportTable, toCsv, toJson, toMarkdown } from './export.ts';
import { isShown } from './layout.ts';
import type { List } from './use-list.ts';

export type ExportFormat = 'csv' | 'json' | 'md';

const WRITERS: Readonly<
  Record<ExportFormat, { readonly write: (table: ExportTable) => string; readonly type: string }>
> = {
  csv: { write: toCsv, type: 'text/csv' },
  json: { write: toJson, type: 'application/json' },
  md: { write: toMarkdown, type: 'text/markdown' },
};

export interface Exporter {
  /** The whole filtered view as a file. */
  save(format: ExportFormat): Promise<void>;
  /** The rows of these objects, in the order of the view. */
  rowsOf(uids: ReadonlySet<string>): Promise<readonly Row[]>;
}

/** All rows of the view as it is filtered and sorted now, under the columns on screen. */
export function useExport(list: List, namespaceShown: boolean): Exporter {
  const { api, clock, clusters } = useData();
  const { clusterId, kind, query, prefs } = list;
  const fail = (error: unknown): void => toast({ level: 'bad', message: toErrorInfo(error).message });
  return {
    async save(format) {
      try {
        const snapshot = await fetchRows(api, clusterId, query);
        const status = clusters.get(clusterId)?.store.getState().status;
        const now = clock.now() + (status?.clockOffsetMs ?? 0);
        const columns = exportColumns(snapshot.columns, (column) => isShown(column, prefs), namespaceShown, now);
        const { write, type } = WRITERS[format];
        saveText(
          `${status?.clusterName ?? clusterId}-${kind}.${format}`,
          type,
          write(exportTable(columns, snapshot.rows)),
        );
      } catch (error) {
        fail(error);
      }
    },
    async rowsOf(uids) {
      try {
        const { rows } = await fetchRows(api, clusterId, { ...query, filter: '' });
        return rows.filter((row) => uids.has(row.uid));
      } catch (error) {
        fail(error);
        return [];
      }
    },
  };
}
