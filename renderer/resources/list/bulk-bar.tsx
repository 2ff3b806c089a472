import type { ReactNode } from 'react';
import { Button, IconButton } from '../../ui/button.tsx';
import { isIconName } from '../../ui/icon.tsx';
import { Menu } from '../../ui/menu.tsx';
import { type ActionItem, menuItem } from '../actions/use-actions.ts';
import styles from './bulk-bar.module.css';
import { formatCount } from './counts.ts';
import { kubectlGet } from './kubectl.ts';
import { copy } from './row-menu.ts';
import { useSelectionActions } from './use-action-targets.ts';
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
export function BulkBar(props: BulkBarProps): ReactNode {
  return props.selection.uids.size === 0 ? null : <Bar {...props} />;
}

/** Those that are buttons of their own, as far as the kind has them; the rest is in the menu. */
const inSight = ['restart', 'trigger', 'uncordon', 'cordon', 'evict', 'delete'];

function Bar({ list, selection, exporter, context }: BulkBarProps): ReactNode {
  const count = selection.uids.size;
  const items = useSelectionActions(list, selection, exporter);
  const buttons = items.filter(({ id }) => inSight.includes(id)).slice(-2);
  const rest = items.filter((item) => !buttons.includes(item));
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
    <section className={styles.bar} aria-label="Selection" data-testid="bulk-bar" data-floating-bar="">
      <span className={styles.count} aria-live="polite">
        {formatCount(count)} selected
      </span>
      {buttons.map((item) => (
        <ActionButton key={item.id} item={item} />
      ))}
      <Menu
        label="Actions of the selection"
        align="end"
        trigger={
          <Button variant="quiet" endIcon="chevron-down">
            More
          </Button>
        }
        items={[
          ...rest.map(menuItem),
          ...(rest.length === 0 ? [] : [{ type: 'separator' as const }]),
          { type: 'item', id: 'names', label: 'Copy names', icon: 'copy', onSelect: () => void copyNames() },
          {
            type: 'item',
            id: 'kubectl',
            label: 'Copy as kubectl',
            icon: 'square-terminal',
            onSelect: () => void copyCommands(),
          },
        ]}
      />
      <IconButton label="Clear selection" keys="Escape" icon="x" onClick={selection.clear} />
    </section>
  );
}

/** A button that cannot be pressed says why on hover and to assistive technology; it stays reachable for that. */
function ActionButton({ item }: { readonly item: ActionItem }): ReactNode {
  const { label, icon, danger, disabled, run } = item;
  return (
    <Button
      variant={danger === true ? 'danger' : 'quiet'}
      {...(isIconName(icon) ? { icon } : {})}
      aria-disabled={disabled !== null}
      title={disabled ?? undefined}
      aria-label={disabled === null ? label : `${label} (${disabled})`}
      onClick={disabled === null ? run : undefined}
    >
      {label}
    </Button>
  );
}
