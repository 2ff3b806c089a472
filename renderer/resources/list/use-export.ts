import { MOST_OBJECTS } from '../../../shared/contract/export.ts';
import type { Row, ViewSnapshot } from '../../../shared/contract/views.ts';
import { PortolanError, toErrorInfo } from '../../../shared/errors.ts';
import { useData } from '../../data/context.tsx';
import { fetchRows } from '../../data/fetch-rows.ts';
import { copyText } from '../../ui/copy.tsx';
import { toast } from '../../ui/toast.tsx';
import { saveText } from '../save.ts';
import { formatCount } from './counts.ts';
import { type ExportTable, exportColumns, exportTable, fileName, toCsv, toJson, toMarkdown } from './export.ts';
import { kubectlCommands } from './kubectl.ts';
import type { List } from './use-list.ts';

export type ExportFormat = 'csv' | 'json' | 'md' | 'objects.json' | 'objects.yaml' | 'kubectl';

export interface Exporter {
  /** The selection, or the whole filtered list, as a file. */
  save(format: ExportFormat): Promise<void>;
  /** The same onto the clipboard. */
  copy(format: ExportFormat): Promise<void>;
  /** The rows of these objects, in the order of the view. */
  rowsOf(uids: ReadonlySet<string>): Promise<readonly Row[]>;
}

interface Made {
  readonly text: string;
  readonly count: number;
  readonly missing: number;
}

const TYPES: Readonly<Record<ExportFormat, { readonly ending: string; readonly type: string }>> = {
  csv: { ending: 'csv', type: 'text/csv' },
  json: { ending: 'json', type: 'application/json' },
  md: { ending: 'md', type: 'text/markdown' },
  'objects.json': { ending: 'json', type: 'application/json' },
  'objects.yaml': { ending: 'yaml', type: 'application/yaml' },
  kubectl: { ending: 'sh', type: 'text/x-shellscript' },
};

const WRITERS: Readonly<Record<'csv' | 'json' | 'md', (table: ExportTable) => string>> = {
  csv: toCsv,
  json: toJson,
  md: toMarkdown,
};

/** What is selected, else all rows of the view as it is filtered and sorted now, under the columns on screen. */
export function useExport(list: List, selected: ReadonlySet<string>): Exporter {
  const { api, clock, clusters } = useData();
  const { clusterId, kind, query, choice } = list;
  const status = () => clusters.get(clusterId)?.store.getState().status;
  const fail = (error: unknown): void => toast({ level: 'bad', message: toErrorInfo(error).message });

  const rows = async (): Promise<ViewSnapshot> => {
    if (selected.size === 0) return fetchRows(api, clusterId, query);
    // What is selected may be hidden by the filter now: it is meant all the same.
    const snapshot = await fetchRows(api, clusterId, { ...query, filter: '' });
    return { ...snapshot, rows: snapshot.rows.filter((row) => selected.has(row.uid)) };
  };
  const objects = async (snapshot: ViewSnapshot, format: 'json' | 'yaml'): Promise<Made> => {
    if (snapshot.rows.length > MOST_OBJECTS) {
      const most = formatCount(MOST_OBJECTS);
      throw new PortolanError('invalid', `Whole objects are exported for up to ${most}. Filter or select fewer.`);
    }
    const refs = snapshot.rows.map(({ namespace, name }) => ({ namespace, name }));
    return api.call('export.objects', { clusterId, kind, objects: refs, format });
  };
  const make = async (format: ExportFormat): Promise<Made> => {
    const snapshot = await rows();
    if (snapshot.rows.length === 0) throw new PortolanError('invalid', 'There are no rows to export.');
    const counted = { count: snapshot.rows.length, missing: 0 };
    switch (format) {
      case 'objects.json':
        return objects(snapshot, 'json');
      case 'objects.yaml':
        return objects(snapshot, 'yaml');
      case 'kubectl':
        return { ...counted, text: kubectlCommands(status()?.clusterName ?? '', snapshot.kind, snapshot.rows) };
      default: {
        const now = clock.now() + (status()?.clockOffsetMs ?? 0);
        const columns = exportColumns(choice, snapshot.columns, now);
        return { ...counted, text: WRITERS[format](exportTable(columns, snapshot.rows)) };
      }
    }
  };
  const said = ({ count, missing }: Made): string => {
    const what = count === 1 ? '1 row' : `${formatCount(count)} rows`;
    return missing === 0 ? what : `${what}; ${formatCount(missing)} are gone meanwhile`;
  };
  return {
    async save(format) {
      try {
        const made = await make(format);
        const { ending, type } = TYPES[format];
        const name = fileName(status()?.clusterName ?? clusterId, kind, list.namespaces, clock.now());
        saveText(`${name}.${ending}`, type, made.text);
        toast({ level: 'ok', message: `Exported ${said(made)}.` });
      } catch (error) {
        fail(error);
      }
    },
    async copy(format) {
      try {
        const made = await make(format);
        const done = await copyText(made.text);
        if (done) toast({ level: 'ok', message: `Copied ${said(made)}.` });
        else toast({ level: 'warn', message: 'The browser did not allow to copy.' });
      } catch (error) {
        fail(error);
      }
    },
    async rowsOf(uids) {
      try {
        const { rows: all } = await fetchRows(api, clusterId, { ...query, filter: '' });
        return all.filter((row) => uids.has(row.uid));
      } catch (error) {
        fail(error);
        return [];
      }
    },
  };
}
