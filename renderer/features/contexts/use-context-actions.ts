import { useMemo, useState } from 'react';
import { toErrorInfo } from '../../../shared/errors.ts';
import { useData } from '../../data/context.tsx';
import type { AppPageProps } from '../../data/pages.ts';
import { copyText } from '../../ui/copy.tsx';
import type { ContextActions } from './row-menu.ts';
import type { ContextRow } from './rows.ts';

export type OpenDialog = {
  readonly type: 'edit' | 'rename' | 'look' | 'export' | 'remove';
  readonly row: ContextRow;
};

/** What rows, menu and keys do; what needs a question opens a dialog. */
export function useContextActions(openContext: AppPageProps['openContext']): {
  readonly actions: ContextActions;
  readonly dialog: OpenDialog | null;
  readonly closeDialog: () => void;
} {
  const { api, actions: app } = useData();
  const [dialog, setDialog] = useState<OpenDialog | null>(null);
  const actions = useMemo<ContextActions>(() => {
    const say = (work: Promise<unknown>, clusterId: string | null): void => {
      work.catch((error: unknown) => app.notice('bad', toErrorInfo(error).message, clusterId));
    };
    const mark = (row: ContextRow, marks: Omit<Parameters<typeof api.call<'contexts.mark'>>[1], 'clusterId'>): void =>
      say(api.call('contexts.mark', { clusterId: row.id, ...marks }), row.id);
    const ask = (type: OpenDialog['type']) => (row: ContextRow) => setDialog({ type, row });
    return {
      open: (row) => openContext(row.id),
      close: (row) => app.closeTabs([row.id]),
      edit: ask('edit'),
      rename: ask('rename'),
      look: ask('look'),
      exportFile: ask('export'),
      remove: ask('remove'),
      favourite: (row) => mark(row, { favourite: row.marks.favourite === true ? null : true }),
      hide: (row) => mark(row, { hidden: row.marks.hidden === true ? null : true }),
      color: (row, color) => mark(row, { color }),
      guard: (row, guard) => mark(row, { guard }),
      copyPath: (row) => void copyText(row.file),
      forget: (path) => say(api.call('contexts.removeSource', { path }), null),
      copyName: (row) => void copyText(row.info.clusterName),
    };
  }, [api, app, openContext]);
  return { actions, dialog, closeDialog: () => setDialog(null) };
}
