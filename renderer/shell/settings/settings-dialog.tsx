import { Dialog } from '../../ui/dialog.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import type { WindowHost } from '../shortcuts/keys-of.ts';
import type { Page } from '../types.ts';
import { type SettingsSection, useShell, useShellStore } from '../ui-store.ts';
import { AboutSection } from './application.tsx';
import { GeneralSection } from './general.tsx';
import { GuardSection, SourceSection } from './lists.tsx';
import { LogSection } from './log-section.tsx';
import styles from './settings.module.css';
import { ShortcutSection } from './shortcut-section.tsx';
import { TransferSection } from './transfer-section.tsx';

const sections: readonly { readonly id: SettingsSection; readonly label: string }[] = [
  { id: 'general', label: 'General' },
  { id: 'shortcuts', label: 'Shortcuts' },
  { id: 'kubeconfigs', label: 'Kubeconfigs' },
  { id: 'guards', label: 'Guarded clusters' },
  { id: 'transfer', label: 'Export and import' },
  { id: 'log', label: 'Application log' },
  { id: 'about', label: 'About' },
];

interface SettingsProps {
  readonly host: WindowHost;
  /** Where a cluster may begin. */
  readonly pages: readonly Page[];
}

/** Every change holds at once and is kept; there is nothing to save. */
export function SettingsDialog(props: SettingsProps) {
  const shell = useShellStore();
  const section = useShell((state) => state.settings);
  const open = (id: string) => shell.setState({ settings: sections.find((one) => one.id === id)?.id ?? 'general' });
  return (
    <Dialog
      open={section !== null}
      onOpenChange={(next) => !next && shell.setState({ settings: null })}
      title="Settings"
      width={820}
      testId="settings-dialog"
    >
      <div className={styles.body}>
        {section === null ? null : (
          <Tabs label="Settings" value={section} onChange={open} tabs={sections}>
            <div className={styles.section}>
              <Section {...props} section={section} />
            </div>
          </Tabs>
        )}
      </div>
    </Dialog>
  );
}

function Section({ section, host, pages }: SettingsProps & { readonly section: SettingsSection }) {
  switch (section) {
    case 'general':
      return <GeneralSection pages={pages} />;
    case 'shortcuts':
      return <ShortcutSection host={host} />;
    case 'kubeconfigs':
      return <SourceSection />;
    case 'guards':
      return <GuardSection />;
    case 'transfer':
      return <TransferSection />;
    case 'log':
      return <LogSection />;
    case 'about':
      return <AboutSection />;
  }
}
