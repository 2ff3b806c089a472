import { useMemo, useRef } from 'react';
import { useData } from '../../data/context.tsx';
import { useApp } from '../../data/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { Picker } from '../../ui/picker.tsx';
import { Popover } from '../../ui/popover.tsx';
import { mainFocus } from '../../ui/return-focus.ts';
import { openContext } from '../open-context.ts';
import { useShell, useShellStore } from '../ui-store.ts';
import { plural, shortPath } from '../words.ts';
import { kubeconfigItems, menuWidth } from './kubeconfig-items.ts';
import styles from './title-bar.module.css';

/** Every context of every file; a check opens its tab, unchecking closes it. */
export function KubeconfigMenu() {
  const shell = useShellStore();
  const isOpen = useShell((state) => state.kubeconfig);
  // Whoever opened a cluster goes on there; whoever only looked is back where they were.
  const picked = useRef(false);
  return (
    <Popover
      label="Kubeconfig contexts"
      flush
      align="end"
      open={isOpen}
      onOpenChange={(kubeconfig) => {
        picked.current = picked.current && !kubeconfig;
        shell.setState({ kubeconfig });
      }}
      finalFocus={() => (picked.current ? (mainFocus() ?? true) : true)}
      trigger={
        <Button endIcon="chevron-down" className={styles.trigger} data-testid="kubeconfig-trigger">
          Select Kubeconfig
        </Button>
      }
    >
      <Contexts
        onPicked={() => {
          picked.current = true;
        }}
      />
    </Popover>
  );
}

function Contexts({ onPicked }: { readonly onPicked: () => void }) {
  const data = useData();
  const shell = useShellStore();
  const contexts = useApp((state) => state.contexts);
  const open = useApp((state) => state.open);
  const home = useApp((state) => state.info?.home ?? '');
  const marks = useApp((state) => state.settings.clusters);
  const items = useMemo(
    () => kubeconfigItems(contexts?.contexts ?? [], open, home, marks),
    [contexts, open, home, marks],
  );
  const pick = (clusterId: string) => {
    onPicked();
    if (open.includes(clusterId)) data.actions.closeTabs([clusterId]);
    else void openContext(data, shell, clusterId);
  };
  return (
    <Picker
      label="Search contexts"
      placeholder="Search contexts and files"
      multi
      items={items}
      width={menuWidth(items)}
      onPick={pick}
      testId="kubeconfig-menu"
      empty={
        items.length === 0
          ? 'No kubeconfig was found. Portolan looks in KUBECONFIG and in ~/.kube; more files and folders can be added in the settings.'
          : 'No context matches.'
      }
      footer={<Footer />}
    />
  );
}

function Footer() {
  const { actions } = useData();
  const shell = useShellStore();
  return (
    <>
      <Skipped />
      <div className={styles.footer}>
        <Button
          variant="quiet"
          icon="library"
          data-testid="manage-contexts-menu"
          onClick={() => {
            shell.setState({ kubeconfig: false });
            actions.showPage('contexts');
          }}
        >
          Manage contexts…
        </Button>
      </div>
    </>
  );
}

function Skipped() {
  const skipped = useApp((state) => state.contexts?.skipped);
  const home = useApp((state) => state.info?.home ?? '');
  if (skipped === undefined || skipped.length === 0) return null;
  return (
    <div className={styles.footer}>
      <details className={styles.skipped} data-testid="skipped-files">
        <summary>{plural(skipped.length, 'file was', 'files were')} skipped</summary>
        <ul>
          {skipped.map((one) => (
            <li key={one.file}>
              {shortPath(one.file, home)}
              <span className={styles.reason}>{one.reason}</span>
            </li>
          ))}
        </ul>
      </details>
    </div>
  );
}
