import { useEffect, useState } from 'react';
import type { CallOutput } from '../../../shared/contract/index.ts';
import type { ErrorInfo } from '../../../shared/errors.ts';
import { useData } from '../../data/context.tsx';
import { useApp } from '../../data/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy.tsx';
import { ErrorPanel } from '../../ui/empty.tsx';
import { Icon } from '../../ui/icon.tsx';
import styles from './settings.module.css';

type Lines = CallOutput<'app.logs'>['lines'];

const lineText = ({ at, level, message, clusterId }: Lines[number]): string =>
  `${new Date(at).toISOString()} ${level.toUpperCase().padEnd(5)} ${clusterId === undefined ? '' : `[${clusterId}] `}${message}`;

/** What the application itself did and what failed; it never holds a secret. */
export function LogSection() {
  const { api } = useData();
  const [lines, setLines] = useState<Lines | null>(null);
  const [error, setError] = useState<ErrorInfo | null>(null);
  const [turn, setTurn] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `turn` reads it anew
  useEffect(() => {
    let gone = false;
    void api.ask('app.logs', {}).then((reply) => {
      if (gone) return;
      if (reply.ok) setLines(reply.value.lines);
      setError(reply.ok ? null : reply.error);
    });
    return () => {
      gone = true;
    };
  }, [api, turn]);
  if (error !== null) {
    return <ErrorPanel title="The log could not be read" message={error.message} onRetry={() => setTurn(turn + 1)} />;
  }
  return (
    <>
      <div className={styles.bar}>
        <Button icon="refresh-cw" onClick={() => setTurn(turn + 1)}>
          Read again
        </Button>
        <CopyButton label="Copy all" variant="default" text={() => (lines ?? []).map(lineText).join('\n')} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={styles.log} aria-label="Application log" tabIndex={0}>
        {lines === null ? '' : lines.length === 0 ? 'Nothing was logged yet.' : lines.map(lineText).join('\n')}
      </section>
    </>
  );
}

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
