import { Dialog } from '../../ui/dialog.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { type SettingsSection, useShell, useShellStore } from '../ui-store.ts';
import { AboutSection, LogSection } from './application.tsx';
import { GeneralSection } from './general.tsx';
import { GuardSection, SourceSection } from './lists.tsx';
import styles from './settings.module.css';

const sections: readonly { readonly id: SettingsSection; readonly label: string }[] = [
  { id: 'general', label: 'General' },
  { id: 'kubeconfigs', label: 'Kubeconfigs' },
  { id: 'guards', label: 'Guarded clusters' },
  { id: 'log', label: 'Application log' },
  { id: 'about', label: 'About' },
];

/** Every change holds at once and is kept; there is nothing to save. */
export function SettingsDialog() {
  const shell = useShellStore();
  const section = useShell((state) => state.settings);
  const open = (id: string) => shell.setState({ settings: sections.find((one) => one.id === id)?.id ?? 'general' });
  return (
    <Dialog
      open={section !== null}
      onOpenChange={(next) => !next && shell.setState({ settings: null })}
      title="Settings"
      width={680}
      testId="settings-dialog"
    >
      <div className={styles.body}>
        {section === null ? null : (
          <Tabs label="Settings" value={section} onChange={open} tabs={sections}>
            <div className={styles.section}>
              <Section section={section} />
            </div>
          </Tabs>
        )}
      </div>
    </Dialog>
  );
}

function Section({ section }: { readonly section: SettingsSection }) {
  switch (section) {
    case 'general':
      return <GeneralSection />;
    case 'kubeconfigs':
      return <SourceSection />;
    case 'guards':
      return <GuardSection />;
    case 'log':
      return <LogSection />;
    case 'about':
      return <AboutSection />;
  }
}
