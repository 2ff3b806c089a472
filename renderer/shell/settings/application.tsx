import { useApp } from '../../data/hooks.ts';
import { CopyButton } from '../../ui/copy.tsx';
import { Icon } from '../../ui/icon.tsx';
import styles from './settings.module.css';

export function AboutSection() {
  const info = useApp((state) => state.info);
  if (info === null) return null;
  const facts = [
    ['Version', info.version],
    ['Runs as', info.host === 'desktop' ? 'desktop application' : 'web host on this machine'],
    ['System', info.platform],
    ['Demo', info.demo ? 'only the demo clusters' : 'no'],
    ['Licence', 'Apache-2.0'],
  ] as const;
  return (
    <>
      <p className={styles.about}>
        <Icon name="compass" size={20} />
        Portolan, an explorer for many Kubernetes clusters at once
      </p>
      <dl className={styles.facts}>
        {facts.map(([term, text]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <CopyButton label="Copy" variant="default" text={facts.map(([term, text]) => `${term}: ${text}`).join('\n')} />
    </>
  );
}
