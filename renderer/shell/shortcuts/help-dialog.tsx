import { useApp } from '../../data/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { isMac, keyText } from '../../ui/keys.ts';
import { useShell, useShellStore } from '../ui-store.ts';
import styles from './help-dialog.module.css';
import { keysOf, type WindowHost } from './keys-of.ts';
import { type Shortcut, shortcuts } from './registry.ts';

const groups: readonly Shortcut['group'][] = ['Application', 'Clusters', 'Moving around', 'Lists'];

/** Every key there is, read from the same list that makes them work. */
export function HelpDialog({ host }: { readonly host: WindowHost }) {
  const shell = useShellStore();
  const open = useShell((state) => state.help);
  const overrides = useApp(({ settings }) => settings.shortcuts);
  return (
    <Dialog
      open={open}
      onOpenChange={(help) => shell.setState({ help })}
      title="Keyboard shortcuts"
      width={760}
      testId="help-dialog"
      footer={<Button onClick={() => shell.setState({ help: false, settings: 'shortcuts' })}>Change keys</Button>}
    >
      <div className={styles.columns}>
        {groups.map((group) => (
          <section key={group} className={styles.group}>
            <h3>{group}</h3>
            <dl>
              {(shortcuts as readonly Shortcut[])
                .filter((shortcut) => shortcut.group === group)
                .map((shortcut) => (
                  <div key={shortcut.id} className={styles.line} data-shortcut={shortcut.id}>
                    <dt>
                      {shortcut.title}
                      {host === 'web' && shortcut.webNote !== undefined && overrides[shortcut.id] === undefined ? (
                        <p>{shortcut.webNote}</p>
                      ) : null}
                    </dt>
                    <dd>
                      <Keys keys={keysOf(shortcut, host, overrides)} />
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

/** A run such as Ctrl+1 … Ctrl+9 is shown by its ends. */
export function Keys({ keys }: { readonly keys: readonly string[] }) {
  const runs = runsOf(keys);
  if (runs.length === 0) return <span className={styles.keys}>no key</span>;
  return runs.map(([first, last]) => (
    <span key={first} className={styles.keys}>
      <Kbd keys={first} />
      {last === first ? null : <> … {keyText(last.split('+').at(-1) ?? last, isMac())}</>}
    </span>
  ));
}

function runsOf(keys: readonly string[]): readonly (readonly [string, string])[] {
  const runs: [string, string][] = [];
  for (const key of keys) {
    const last = runs.at(-1);
    const numbered = /^(.*)(\d)$/;
    const [, prefix, digit] = numbered.exec(key) ?? [];
    const [, beforePrefix, before] = last === undefined ? [] : (numbered.exec(last[1]) ?? []);
    if (last !== undefined && digit !== undefined && prefix === beforePrefix && Number(before) + 1 === Number(digit))
      last[1] = key;
    else runs.push([key, key]);
  }
  return runs;
}
