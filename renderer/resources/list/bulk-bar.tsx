import type { ReactNode } from 'react';
import { Button, IconButton } from '../../ui/button.tsx';
import styles from './bulk-bar.module.css';
import { formatCount } from './counts.ts';
import { kubectlGet } from './kubectl.ts';
import { copy } from './row-menu.ts';
import type { Exporter } from './use-export.ts';
import type { List } from './use-list.ts';
import type { Selection } from './use-selection.ts';

export interface BulkBarProps {
  readonly list: List;
  readonly selection: Selection;
  readonly exporter: Exporter;
  readonly context: string;
}

/** Rises when something is selected: how many, and what can be done with all of them. */
export function BulkBar({ list, selection, exporter, context }: BulkBarProps): ReactNode {
  const count = selection.uids.size;
  if (count === 0) return null;
  const copyNames = async (): Promise<void> => {
    const rows = await exporter.rowsOf(selection.uids);
    if (rows.length > 0) await copy(rows.map((row) => row.name).join('\n'), `${formatCount(rows.length)} names`);
  };
  const copyCommands = async (): Promise<void> => {
    const rows = await exporter.rowsOf(selection.uids);
    const kind = list.info ?? list.state.kind;
    if (rows.length === 0 || kind === null) return;
    const byNamespace = Map.groupBy(rows, (row) => row.namespace);
    const commands = [...byNamespace].map(([namespace, some]) =>
      kubectlGet(
        context,
        kind,
        namespace,
        some.map((row) => row.name),
      ),
    );
    await copy(
      commands.join('\n'),
      commands.length === 1 ? 'the kubectl command' : `${commands.length} kubectl commands`,
    );
  };
  return (
    <section className={styles.bar} aria-label="Selection" data-testid="bulk-bar">
      <span className={styles.count} aria-live="polite">
        {formatCount(count)} selected
      </span>
      <Button icon="copy" variant="quiet" onClick={() => void copyNames()}>
        Copy names
      </Button>
      <Button icon="square-terminal" variant="quiet" onClick={() => void copyCommands()}>
        Copy as kubectl
      </Button>
      <IconButton label="Clear selection" keys="Escape" icon="x" onClick={selection.clear} />
    </section>
  );
}
