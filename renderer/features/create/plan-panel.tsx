import { type ReactNode, useState } from 'react';
import type { PlannedDocument } from '../../../shared/contract/apply.ts';
import { useApp, useCluster } from '../../data/hooks.ts';
import { displayName } from '../../data/tabs.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState, ErrorPanel } from '../../ui/empty.tsx';
import { Switch, TextField } from '../../ui/field.tsx';
import styles from './create.module.css';
import { SetList } from './set-list.tsx';
import { type Applying, isApplied, type Progress } from './use-apply.ts';

export interface PlanPanelProps {
  readonly clusterId: string;
  readonly applying: Applying;
  /** The text is not the one that was planned any more. */
  readonly stale: boolean;
  readonly force: boolean;
  readonly onForce: (force: boolean) => void;
  readonly onPlan: () => void;
  readonly onReveal: (line: number) => void;
}

/** What would happen, and after applying, what did. */
export function PlanPanel(props: PlanPanelProps): ReactNode {
  const { progress } = props.applying;
  if (progress.type === 'none') {
    return (
      <EmptyState icon="file-plus" title="Nothing is applied yet">
        Type or paste objects, drop files here, or begin with a template. The plan asks the server what would happen,
        and changes nothing.
      </EmptyState>
    );
  }
  if (progress.type === 'planning') return <EmptyState icon="clock" title="Asking the server" />;
  if (progress.type === 'failed') {
    return <ErrorPanel title="Nothing was planned" message={progress.error.message} detail={progress.error.detail} />;
  }
  return (
    <div className={styles.plan}>
      <Summary progress={progress} stale={props.stale} onPlan={props.onPlan} />
      <SetList
        clusterId={props.clusterId}
        documents={progress.plan.documents}
        results={progress.type === 'applied' ? progress.result.documents : null}
        onReveal={props.onReveal}
      />
      {progress.type === 'applied' ? null : <ApplyBar {...props} documents={progress.plan.documents} />}
    </div>
  );
}

type Shown = Extract<Progress, { readonly plan: unknown }>;

function Summary({
  progress,
  stale,
  onPlan,
}: {
  readonly progress: Shown;
  readonly stale: boolean;
  readonly onPlan: () => void;
}) {
  if (progress.type === 'applied') {
    const bad = progress.result.documents.filter(
      ({ outcome }) => outcome === 'refused' || outcome === 'conflict',
    ).length;
    return (
      <Banner state={bad === 0 ? 'ok' : 'bad'} testId="set-result">
        {counted(progress.result.documents.map(({ outcome }) => outcome))}
      </Banner>
    );
  }
  if (stale) {
    return (
      <Banner state="warn" actions={<Button onClick={onPlan}>Plan again</Button>}>
        The text changed since this plan.
      </Banner>
    );
  }
  return (
    <p className={styles.summary} data-testid="set-plan">
      {counted(progress.plan.documents.map(({ verdict }) => verdict))}
    </p>
  );
}

const named: Readonly<Record<string, string>> = {
  create: 'to create',
  waits: 'to create after what they need',
  change: 'to change',
  unchanged: 'unchanged',
  conflict: 'in conflict',
  refused: 'refused',
  created: 'created',
  changed: 'changed',
};

function counted(outcomes: readonly string[]): string {
  const counts = Object.keys(named).flatMap((outcome) => {
    const count = outcomes.filter((one) => one === outcome).length;
    return count === 0 ? [] : [`${count} ${named[outcome]}`];
  });
  return counts.length === 0 ? 'Nothing was applied.' : `${counts.join(' · ')}.`;
}

interface ApplyBarProps extends PlanPanelProps {
  readonly documents: readonly PlannedDocument[];
}

function ApplyBar({ clusterId, applying, documents, stale, force, onForce }: ApplyBarProps): ReactNode {
  const cluster = useApp(({ settings }) => displayName(clusterId, settings));
  const guard = useCluster(clusterId, ({ status }) => status.guard) ?? 'none';
  const [typed, setTyped] = useState('');
  const count = documents.filter(({ verdict }) => isApplied(verdict)).length;
  const conflicts = documents.some(({ verdict }) => verdict === 'conflict');
  const guarded = guard === 'confirm' && typed !== cluster;
  const busy = applying.progress.type === 'applying';
  return (
    <footer className={styles.applyBar}>
      {conflicts || force ? (
        <Switch
          label="Force"
          description="Take over the fields that others manage. Their next change may take them back."
          checked={force}
          onChange={onForce}
        />
      ) : null}
      {guard === 'confirm' && count > 0 ? (
        <TextField label={`Guarded: type ${cluster} to apply`} mono value={typed} onChange={setTyped} />
      ) : null}
      <Button
        variant="primary"
        disabled={count === 0 || stale || guarded || busy || guard === 'read-only'}
        onClick={() => void applying.run()}
        data-testid="apply"
      >
        {busy ? 'Applying' : guard === 'read-only' ? `${cluster} is read-only` : `Apply ${count} to ${cluster}`}
      </Button>
    </footer>
  );
}
