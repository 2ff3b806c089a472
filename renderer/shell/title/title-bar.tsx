import { useApp } from '../../data/hooks.ts';
import { IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { useShellStore } from '../ui-store.ts';
import { KubeconfigMenu } from './kubeconfig-menu.tsx';
import { Notifications } from './notifications.tsx';
import { OperationsButton } from './operations-button.tsx';
import styles from './title-bar.module.css';

export function TitleBar() {
  const shell = useShellStore();
  const info = useApp((state) => state.info);
  // Cmd buttons of a Mac's window stand in the bar itself.
  const inset = info?.host === 'desktop' && info.platform === 'darwin';
  return (
    <header className={styles.bar} data-inset={inset ? '' : undefined}>
      <div className={styles.side}>
        <Icon name="compass" className={styles.logo} />
        <span className={styles.product}>Portolan</span>
        <KubeconfigMenu />
      </div>
      <button
        type="button"
        className={styles.command}
        data-testid="command-field"
        onClick={() => shell.setState({ palette: { text: '' } })}
      >
        <Icon name="search" size={14} />
        <span className={styles.commandText}>Search or run a command</span>
        <Kbd shortcut="palette.open" />
      </button>
      <div className={styles.end}>
        <OperationsButton />
        <Notifications />
        <IconButton
          label="Settings"
          icon="settings"
          shortcut="settings.open"
          onClick={() => shell.setState({ settings: 'general' })}
        />
      </div>
    </header>
  );
}
