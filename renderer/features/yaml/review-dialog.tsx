import { type ReactNode, useState } from 'react';
import type { TextPair } from '../../../shared/contract/compare.ts';
import { useApp } from '../../data/hooks.ts';
import { displayName } from '../../data/tabs.ts';
import { Button } from '../../ui/button.tsx';
import { DiffView } from '../../ui/code/diff-view.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { EmptyState } from '../../ui/empty.tsx';
import { Segmented } from '../../ui/field.tsx';
import styles from './dialogs.module.css';

export interface ReviewDialogProps {
  readonly clusterId: string;
  readonly name: string;
  readonly pair: TextPair;
  readonly saving: boolean;
  readonly onSave: () => void;
  readonly onClose: () => void;
}

/** What saving changes, as the server itself says, before it is changed. */
export function ReviewDialog({ clusterId, name, pair, saving, onSave, onClose }: ReviewDialogProps): ReactNode {
  const cluster = useApp(({ settings }) => displayName(clusterId, settings));
  const [mode, setMode] = useState<'split' | 'unified'>('unified');
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && !saving && onClose()}
      title={`Save ${name} in ${cluster}`}
      width={1080}
      testId="yaml-review"
      footer={
        <>
          <Button onClick={onClose} disabled={saving}>
            Back to the text
          </Button>
          <Button variant="primary" onClick={onSave} disabled={saving}>
            {saving ? 'Saving' : 'Save changes'}
          </Button>
        </>
      }
    >
      <div className={styles.tools}>
        <p className={styles.words}>
          {pair.same ? 'The server would change nothing.' : 'What changes on the server, its own defaults included.'}
        </p>
        <Segmented
          label="Layout"
          value={mode}
          onChange={setMode}
          options={[
            { value: 'unified', label: 'Unified' },
            { value: 'split', label: 'Side by side' },
          ]}
        />
      </div>
      <div className={styles.diff}>
        {pair.same ? (
          <EmptyState icon="check" title="Nothing to save" />
        ) : (
          <DiffView
            left={pair.left}
            right={pair.right}
            leftLabel="On the server now"
            rightLabel="After saving"
            mode={mode}
          />
        )}
      </div>
    </Dialog>
  );
}
