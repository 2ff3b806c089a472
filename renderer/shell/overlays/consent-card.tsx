import type { ClusterStatus, ConsentRequest } from '../../../shared/contract/clusters.ts';
import { useData } from '../../data/context.tsx';
import { useApp } from '../../data/hooks.ts';
import { displayName } from '../../data/tabs.ts';
import { Button } from '../../ui/button.tsx';
import { reportFailure } from '../open-context.ts';
import { plural, shortPath } from '../words.ts';
import { OverlayCard } from './card.tsx';
import styles from './overlays.module.css';

type Program = Pick<ConsentRequest, 'file' | 'command' | 'resolvedPath' | 'args' | 'env'>;

/** A kubeconfig is code: before its program runs, a person sees exactly what would run. */
export function ConsentCard({ status }: { readonly status: ClusterStatus }) {
  const data = useData();
  const name = useApp(({ settings }) => displayName(status.clusterId, settings));
  const { consent } = status;
  if (consent === undefined) return null;
  const more = consent.together ?? [];
  const answer = (allow: boolean) => {
    reportFailure(data, data.actions.consent(status.clusterId, consent.key, allow), status.clusterId);
    if (!allow) reportFailure(data, data.actions.closeCluster(status.clusterId), status.clusterId);
  };
  return (
    <OverlayCard
      testId="consent-overlay"
      state="warn"
      title={`${name} signs in with a program`}
      actions={
        <>
          <Button
            variant="primary"
            data-testid="consent-allow"
            disabled={consent.resolvedPath === null}
            onClick={() => answer(true)}
          >
            {more.length === 0 ? 'Run this program' : `Run these ${more.length + 1} programs`}
          </Button>
          <Button data-testid="consent-deny" onClick={() => answer(false)}>
            Do not run, close the tab
          </Button>
        </>
      }
    >
      <p className={styles.text}>
        {consent.changed
          ? 'The program, its arguments or the file changed since you allowed it. '
          : 'The kubeconfig names a program that has to run on this machine. '}
        Allow it only if you trust the file. You are asked again when any of this changes.
      </p>
      <ProgramFacts program={consent} />
      {more.length === 0 ? null : (
        <details className={styles.together}>
          <summary>The same answer covers {plural(more.length, 'more program')} of your own kubeconfigs</summary>
          {more.map((program) => (
            <ProgramFacts key={`${program.file}\n${program.command}\n${program.args.join('\n')}`} program={program} />
          ))}
        </details>
      )}
    </OverlayCard>
  );
}

function ProgramFacts({ program }: { readonly program: Program }) {
  const home = useApp((state) => state.info?.home ?? '');
  return (
    <dl className={styles.facts}>
      <dt>Program</dt>
      <dd className="mono" data-testid="consent-path">
        {program.resolvedPath ?? `${program.command} (not found on this machine)`}
      </dd>
      <dt>Arguments</dt>
      <dd className="mono" data-testid="consent-args">
        {program.args.length === 0 ? 'none' : program.args.map((arg) => <code key={arg}>{arg}</code>)}
      </dd>
      <dt>Environment</dt>
      <dd className="mono" data-testid="consent-env">
        {program.env.length === 0
          ? 'none'
          : program.env.map(({ name, value }) => <code key={name}>{`${name}=${value}`}</code>)}
      </dd>
      <dt>File</dt>
      <dd data-testid="consent-file">{shortPath(program.file, home)}</dd>
    </dl>
  );
}
