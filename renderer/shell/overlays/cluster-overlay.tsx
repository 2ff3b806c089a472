import type { ClusterStatus } from '../../../shared/contract/clusters.ts';
import { useData } from '../../data/context.tsx';
import { useApp } from '../../data/hooks.ts';
import { displayName } from '../../data/tabs.ts';
import { Button } from '../../ui/button.tsx';
import { CodeBlock, CopyButton } from '../../ui/copy.tsx';
import { reportFailure } from '../open-context.ts';
import { useLocalNow } from '../status-bar.tsx';
import { useShell, useShellStore } from '../ui-store.ts';
import { plural, secondsUntil, shortPath, signInHelp, signInSentence } from '../words.ts';
import { OverlayCard } from './card.tsx';
import { ConsentCard } from './consent-card.tsx';
import styles from './overlays.module.css';
import { TerminalCard } from './terminal-card.tsx';
import { openTerminal } from './terminal-session.ts';

/** Does this state lie over the content? Everything else is told by the page itself. */
export function hasOverlay(status: ClusterStatus): boolean {
  switch (status.state) {
    case 'auth_failed':
    case 'consent_required':
    case 'signing_in':
      return true;
    case 'unreachable':
      // Once it was here: its rows stay, marked as not current.
      return status.version === undefined;
    case 'connecting':
    case 'connected':
    case 'loading':
    case 'loading_slow':
    case 'ready':
    case 'reconnecting':
    case 'closed':
      return false;
  }
}

export function ClusterOverlay({ status }: { readonly status: ClusterStatus }) {
  const session = useShell((state) => state.terminals.get(status.clusterId));
  if (session !== undefined) return <TerminalCard key={status.clusterId} session={session} status={status} />;
  switch (status.state) {
    case 'auth_failed':
      return <SignInFailed status={status} />;
    case 'consent_required':
      return <ConsentCard status={status} />;
    case 'signing_in':
      return <SigningIn status={status} />;
    case 'unreachable':
      return status.version === undefined ? <Unreachable status={status} /> : null;
    case 'connecting':
    case 'connected':
    case 'loading':
    case 'loading_slow':
    case 'ready':
    case 'reconnecting':
    case 'closed':
      return null;
  }
}

interface CardOf {
  readonly status: ClusterStatus;
}

function RetryButton({ status, quiet = false }: CardOf & { readonly quiet?: boolean }) {
  const data = useData();
  return (
    <Button
      variant={quiet ? 'default' : 'primary'}
      data-testid="retry-now"
      onClick={() => reportFailure(data, data.actions.retry(status.clusterId), status.clusterId)}
    >
      Retry now
    </Button>
  );
}

/** The kubeconfig's program in a terminal of this tab, for programs that ask questions there. */
function TerminalButton({ status, primary }: CardOf & { readonly primary: boolean }) {
  const data = useData();
  const shell = useShellStore();
  return (
    <Button
      variant={primary ? 'primary' : 'default'}
      icon="terminal"
      data-testid="signin-terminal"
      onClick={() => openTerminal(data, shell, status.clusterId)}
    >
      Sign in in a terminal
    </Button>
  );
}

/** "Next try in 41 s · attempt 4 · other clusters are not affected." */
function NextTry({ at, attempt }: { readonly at: number | null | undefined; readonly attempt?: number }) {
  const now = useLocalNow();
  const next =
    at === null ? null : at === undefined ? null : secondsUntil(at, now) === 0 ? (
      'Trying now'
    ) : (
      <>
        Next try in <strong>{secondsUntil(at, now)} s</strong>
      </>
    );
  return (
    <p className={styles.next} data-testid="next-try">
      {next === null ? 'Waits for you to try again' : next}
      {attempt === undefined || attempt < 1 ? '' : ` · attempt ${attempt}`} · other clusters are not affected.
    </p>
  );
}

function SignInFailed({ status }: CardOf) {
  const name = useApp(({ settings }) => displayName(status.clusterId, settings));
  const { auth } = status;
  const wantsTerminal = auth?.errorClass === 'plugin-needs-terminal';
  const sentence =
    auth === undefined
      ? (status.reason ?? 'The server does not accept these credentials.')
      : signInSentence(auth.errorClass);
  const output = [auth?.command === undefined ? '' : `$ ${auth.command}`, auth?.stderrTail?.trimEnd() ?? '']
    .filter(Boolean)
    .join('\n');
  const details = [`Sign-in to ${name} (${status.server}) failed`, sentence, auth?.message ?? '', output]
    .filter(Boolean)
    .join('\n');
  return (
    <OverlayCard
      testId="signin-overlay"
      state="bad"
      title={`Sign-in to ${name} failed`}
      actions={
        <>
          {wantsTerminal ? null : <RetryButton status={status} />}
          {auth?.command === undefined || auth.errorClass === 'plugin-not-found' ? null : (
            <TerminalButton status={status} primary={wantsTerminal} />
          )}
          {wantsTerminal ? <RetryButton status={status} quiet /> : null}
          <CopyButton label="Copy details" text={details} />
        </>
      }
    >
      <p className={styles.text}>
        {sentence} {auth === undefined ? '' : signInHelp(auth.errorClass)}
      </p>
      {output === '' ? null : <CodeBlock label="Sign-in command and its last output">{output}</CodeBlock>}
      {auth === undefined || auth.message === '' || auth.message === sentence ? null : (
        <p className={styles.own} data-testid="signin-message">
          {auth.message}
        </p>
      )}
      <NextTry at={auth?.nextTryAt} {...(auth === undefined ? {} : { attempt: auth.attempt })} />
    </OverlayCard>
  );
}

function SigningIn({ status }: CardOf) {
  const name = useApp(({ settings }) => displayName(status.clusterId, settings));
  const now = useLocalNow();
  const seconds = Math.floor((now - status.since) / 1000);
  // A program that answers at once shows nothing at all.
  if (seconds < 1) return null;
  return (
    <OverlayCard testId="signing-in-overlay" state="progress" title={`Signing in to ${name}`}>
      <p className={styles.text}>
        The sign-in command of this context runs{seconds < 3 ? '' : ` since ${plural(seconds, 'second')}`}. It may have
        opened a browser window and wait for you there.
      </p>
      {status.auth?.command === undefined ? null : (
        <CodeBlock label="Sign-in command">{`$ ${status.auth.command}`}</CodeBlock>
      )}
      <p className={styles.next}>Other clusters are not affected.</p>
    </OverlayCard>
  );
}

function Unreachable({ status }: CardOf) {
  const name = useApp(({ settings }) => displayName(status.clusterId, settings));
  const home = useApp((state) => state.info?.home ?? '');
  const wrong = useApp(
    ({ contexts }) => contexts?.contexts.find((one) => one.clusterId === status.clusterId)?.status === 'invalid',
  );
  const reason = status.reason ?? status.error?.message ?? 'The server did not answer.';
  const title = wrong ? `${name} cannot be used as its kubeconfig is` : `${name} is unreachable`;
  const details = [title, `Server: ${status.server}`, `File: ${status.file}`, reason, status.error?.detail ?? ''];
  return (
    <OverlayCard
      testId="unreachable-overlay"
      state="bad"
      title={title}
      actions={
        <>
          <RetryButton status={status} />
          <CopyButton label="Copy details" text={details.filter(Boolean).join('\n')} />
        </>
      }
    >
      <p className={styles.text}>
        {reason}
        {wrong ? ' Correct the file; it is read again at once.' : ''}
      </p>
      <dl className={styles.facts}>
        <dt>Server</dt>
        <dd className="mono">{status.server}</dd>
        <dt>File</dt>
        <dd>{shortPath(status.file, home)}</dd>
      </dl>
      {status.error?.detail === undefined ? null : <CodeBlock label="Details">{status.error.detail}</CodeBlock>}
      <NextTry at={status.nextTryAt} />
    </OverlayCard>
  );
}
