import type { CSSProperties } from 'react';
import { useMemo, useState } from 'react';
import { useStore } from 'zustand';
import type { Operation } from '../../../shared/contract/operations.ts';
import type { StateRole } from '../../../shared/kinds/spec.ts';
import { useData } from '../../data/context.tsx';
import { useApp } from '../../data/hooks.ts';
import { useAllOperations } from '../../data/operations.ts';
import { clusterColor, displayName } from '../../data/tabs.ts';
import { useTimes } from '../../data/times.ts';
import { progressText } from '../../resources/actions/operation-words.ts';
import { IconButton } from '../../ui/button.tsx';
import { StateGlyph } from '../../ui/glyph.tsx';
import { Popover } from '../../ui/popover.tsx';
import styles from './title-bar.module.css';

const roles: Readonly<Record<Operation['state'], StateRole>> = {
  running: 'progress',
  done: 'ok',
  failed: 'bad',
  cancelled: 'warn',
};
const MOST = 12;

/** How much runs on all open clusters; the latest of each, and the way to its own page. */
export function OperationsButton() {
  const { clusters } = useData();
  const handles = useStore(clusters.store, (state) => state.handles);
  const list = useMemo(() => [...handles.values()], [handles]);
  const operations = useAllOperations(list);
  const [open, setOpen] = useState(false);
  const running = operations.filter(({ state }) => state === 'running').length;
  return (
    <span className={styles.bell}>
      <Popover
        label="Operations"
        flush
        align="end"
        open={open}
        onOpenChange={setOpen}
        trigger={
          <IconButton
            label={running === 0 ? 'Operations' : `Operations, ${running} running`}
            icon="list-checks"
            tooltip={false}
            data-testid="operations-button"
          />
        }
      >
        {operations.length === 0 ? (
          <p className={styles.none}>Nothing was done on the open clusters yet.</p>
        ) : (
          <ul className={styles.notices}>
            {operations.slice(0, MOST).map((operation) => (
              <Line key={`${operation.clusterId} ${operation.id}`} operation={operation} onGo={() => setOpen(false)} />
            ))}
          </ul>
        )}
      </Popover>
      {running === 0 ? null : (
        <span className={styles.running} aria-hidden="true" data-testid="operations-running">
          {running > 99 ? '99+' : running}
        </span>
      )}
    </span>
  );
}

function Line({ operation, onGo }: { readonly operation: Operation; readonly onGo: () => void }) {
  const data = useData();
  const open = useApp((state) => state.open);
  const settings = useApp((state) => state.settings);
  const times = useTimes();
  const { clusterId, title, state, total, startedAt } = operation;
  const color = `var(--cluster-${clusterColor(clusterId, open, settings)})`;
  return (
    <li>
      <button
        type="button"
        className={styles.operation}
        onClick={() => {
          onGo();
          data.actions.activate(clusterId);
          data.clusters.get(clusterId)?.go({ type: 'page', id: 'operations' });
        }}
      >
        <StateGlyph state={roles[state]} label={state} />
        <span className={styles.noticeText}>
          {title}
          <span className={styles.noticeWhen}>
            <span className={styles.mark} style={{ '--mark': color } as CSSProperties} />
            {displayName(clusterId, settings)}
            {` · ${times.clock(startedAt)}`}
            {total > 1 ? ` · ${progressText(operation)}` : ''}
          </span>
        </span>
      </button>
    </li>
  );
}
