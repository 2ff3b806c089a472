import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import type { ClusterStatus } from '../../../shared/contract/clusters.ts';
import { useApp } from '../../data/hooks.ts';
import { displayName } from '../../data/tabs.ts';
import { Button } from '../../ui/button.tsx';
import { OverlayCard } from './card.tsx';
import styles from './overlays.module.css';
import type { TerminalSession } from './terminal-session.ts';

interface TerminalCardProps {
  readonly session: TerminalSession;
  readonly status: ClusterStatus;
}

/** The sign-in program at work, over this tab only. */
export function TerminalCard({ session, status }: TerminalCardProps) {
  const name = useApp(({ settings }) => displayName(status.clusterId, settings));
  const { phase, target } = useStore(session.store);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => (box.current === null ? undefined : session.mount(box.current)), [session]);
  return (
    <OverlayCard
      testId="terminal-overlay"
      state="progress"
      wide
      title={`Signing in to ${name} in a terminal`}
      actions={
        <>
          <Button data-testid="terminal-stop" onClick={() => session.close()}>
            Stop the program
          </Button>
          <span className={styles.target} data-testid="terminal-target">
            {target === null ? '' : `Opens ${target}`}
          </span>
        </>
      }
    >
      <p className={styles.text}>
        {phase === 'starting' ? 'The sign-in command starts.' : 'The sign-in command runs; answer it here.'} What it
        prints as a credential is used and not shown. Other clusters are not affected.
      </p>
      <div ref={box} className={styles.terminal} data-testid="terminal" />
    </OverlayCard>
  );
}
