import { type CSSProperties, type ReactNode, useMemo, useState } from 'react';
import type { Row } from '../../../shared/contract/views.ts';
import { kindById } from '../../../shared/kinds/index.ts';
import type { StateRole } from '../../../shared/kinds/spec.ts';
import { useData } from '../../data/context.tsx';
import { useApp, useCluster, useHandle } from '../../data/hooks.ts';
import type { ObjectState } from '../../data/live-object.ts';
import type { PanelState } from '../../data/panel.ts';
import { clusterColor, displayName } from '../../data/tabs.ts';
import { IconButton } from '../../ui/button.tsx';
import { copyText } from '../../ui/copy.tsx';
import { StateGlyph } from '../../ui/glyph.tsx';
import { Menu } from '../../ui/menu.tsx';
import { toast } from '../../ui/toast.tsx';
import { menuItem, useActions } from '../actions/use-actions.ts';
import { kubectlGet } from '../list/kubectl.ts';
import { openOwner } from '../owner.ts';
import type { PanelTabProps } from '../panel-tab.ts';
import { kindName } from '../titles.ts';
import styles from './details-panel.module.css';
import { OwnerChain } from './owner-chain.tsx';

export interface PanelHeaderProps extends PanelTabProps {
  readonly panel: PanelState;
  readonly onBack: (() => void) | null;
  readonly onRead: () => void;
}

/** Glyph, name, where it is, who owns it, and what can be done with it. */
export function PanelHeader({ clusterId, panel, info, state, onBack, onRead }: PanelHeaderProps): ReactNode {
  const data = useData();
  const handle = useHandle(clusterId);
  const context = useCluster(clusterId, ({ status }) => status.clusterName) ?? '';
  const held = panel.uid === null ? null : (handle?.views.held(panel.kind, panel.uid) ?? null);
  const role = roleOf(panel.kind, state, held?.row ?? null);
  const copy = (text: string): void => {
    void copyText(text).then((done) =>
      toast(
        done ? { level: 'ok', message: 'Copied.' } : { level: 'warn', message: 'The browser did not allow to copy.' },
      ),
    );
  };
  // The uid of the object that is shown: never another one that took its name.
  const uid = state.text?.uid ?? panel.uid;
  const gone = state.status === 'gone';
  const { kind, namespace, name } = panel;
  // Asked for when somebody looks, and anew each time: rights and the object's state change.
  const [open, setOpen] = useState(false);
  const targets = useMemo(
    () => (open && !gone ? [{ kind, namespace, name, uid }] : []),
    [open, gone, kind, namespace, name, uid],
  );
  const items = useActions(clusterId, targets);
  const kubectl = info === null ? null : kubectlGet(context, info, panel.namespace, [panel.name]);
  return (
    <header className={styles.header}>
      <div className={styles.top}>
        {onBack === null ? null : <IconButton label="Back" icon="chevron-left" onClick={onBack} />}
        <StateGlyph state={role} label={role} />
        <h2 className={styles.name} title={panel.name}>
          {panel.name}
        </h2>
        <IconButton label="Read again" icon="refresh-cw" iconSize={14} onClick={onRead} />
        <Menu
          label={`Actions of ${panel.name}`}
          align="end"
          onOpenChange={setOpen}
          trigger={<IconButton label="More actions" icon="ellipsis" iconSize={14} tooltip={false} />}
          items={[
            ...items.map(menuItem),
            ...(items.length === 0 ? [] : [{ type: 'separator' as const }]),
            {
              type: 'item',
              id: 'compare',
              label: 'Compare with…',
              icon: 'git-compare',
              onSelect: () =>
                void data.commands.run(clusterId, {
                  name: 'diff.open',
                  left: { kind: panel.kind, namespace: panel.namespace, name: panel.name },
                }),
            },
            { type: 'item', id: 'name', label: 'Copy name', icon: 'copy', onSelect: () => copy(panel.name) },
            {
              type: 'item',
              id: 'kubectl',
              label: 'Copy as kubectl',
              icon: 'square-terminal',
              disabled: kubectl === null,
              onSelect: () => copy(kubectl ?? ''),
            },
            {
              type: 'item',
              id: 'link',
              label: 'Copy link',
              icon: 'link',
              onSelect: () => data.commands.run(clusterId, { name: 'link.copy', object: panel }),
            },
            {
              type: 'item',
              id: 'owner',
              label: 'Go to its owner',
              icon: 'share-2',
              onSelect: () => void openOwner(data, clusterId, panel),
            },
          ]}
        />
        <IconButton label="Close" keys="Escape" icon="x" onClick={() => handle?.setPanel(null)} />
      </div>
      <p className={styles.where}>
        <ClusterMark clusterId={clusterId} />
        {kindName(panel.kind, info)}
        {panel.namespace === '' ? '' : ` in ${panel.namespace}`}
        {state.object === null ? null : <OwnerChain clusterId={clusterId} object={state.object} />}
      </p>
    </header>
  );
}

/** Which cluster this is about, when more than one is open. */
function ClusterMark({ clusterId }: { readonly clusterId: string }): ReactNode {
  const open = useApp((state) => state.open);
  const settings = useApp((state) => state.settings);
  if (open.length < 2) return null;
  const color = `var(--cluster-${clusterColor(clusterId, open, settings)})`;
  return (
    <span className={styles.cluster} style={{ '--mark': color } as CSSProperties}>
      {displayName(clusterId, settings)}
    </span>
  );
}

function roleOf(kind: string, state: ObjectState, listed: Row | null): StateRole {
  if (state.status === 'gone') return 'off';
  const declared = kindById(kind);
  if (declared !== undefined && state.object !== null) return declared.state(state.object).role;
  return state.row?.state ?? listed?.state ?? 'unknown';
}
