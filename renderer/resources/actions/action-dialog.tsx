import { type FormEvent, type ReactNode, useCallback, useId, useRef, useState } from 'react';
import { actionById } from '../../../shared/actions/actions.ts';
import { consequences, objectWords, titleOf, verbOf } from '../../../shared/actions/words.ts';
import type { ActionRequest } from '../../../shared/contract/actions.ts';
import type { Asking } from '../../data/cluster-store.ts';
import { useData } from '../../data/context.tsx';
import { useApp, useCluster, useHandle } from '../../data/hooks.ts';
import { displayName } from '../../data/tabs.ts';
import { useCatalog } from '../../data/view-hooks.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import styles from './actions.module.css';
import { blockedBy, plainRequest, startOperation } from './begin.ts';
import { ClusterMark } from './cluster-mark.tsx';
import { ActionForm } from './forms/action-form.tsx';
import { ObjectList } from './object-list.tsx';
import { TypedName } from './typed-name.tsx';

export interface ActionDialogProps {
  readonly clusterId: string;
  readonly asking: Asking;
}

/** Which objects of which cluster, what comes of it, the choices, and on a guarded cluster its name to be typed. */
export function ActionDialog({ clusterId, asking }: ActionDialogProps): ReactNode {
  const { action: id, targets } = asking;
  const data = useData();
  const handle = useHandle(clusterId);
  const settings = useApp((state) => state.settings);
  const status = useCluster(clusterId, (state) => state.status);
  const catalog = useCatalog(clusterId);
  const [request, setRequest] = useState<ActionRequest | null>(() => plainRequest(id));
  const [typed, setTyped] = useState('');
  const [starting, setStarting] = useState(false);
  const firstField = useRef<HTMLInputElement>(null);
  const cancel = useRef<HTMLButtonElement>(null);
  const formId = useId();
  const spec = actionById(id);
  const cluster = displayName(clusterId, settings);
  const named = useCallback((kind: string) => catalog?.kinds.find((info) => info.id === kind)?.kind, [catalog]);
  const close = (): void => handle?.setAsking(null);

  const [single] = targets.length === 1 ? targets : [];
  const guarded = status?.guard === 'confirm';
  const mustType = guarded ? cluster : id === 'finalizers' ? (single?.name ?? cluster) : null;
  const blocked = blockedBy(status);
  const ready = request !== null && blocked === null && !starting && (mustType === null || typed === mustType);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!ready) return;
    setStarting(true);
    if (await startOperation(data, clusterId, request, targets)) close();
    else setStarting(false);
  };
  const verb = verbOf(request ?? { id });
  const title = request === null ? `${verb} ${objectWords(targets, named)}` : titleOf(request, targets, named);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && close()}
      title={title}
      width={widths[id] ?? 520}
      testId="action-dialog"
      initialFocus={hasField(id) || mustType !== null ? firstField : cancel}
      footer={
        <>
          <Button ref={cancel} onClick={close}>
            Cancel
          </Button>
          <Button type="submit" form={formId} variant={spec.danger ? 'danger' : 'primary'} disabled={!ready}>
            {targets.length === 1 ? verb : `${verb} ${objectWords(targets, named)}`}
          </Button>
        </>
      }
    >
      <form id={formId} className={styles.body} onSubmit={(event) => void submit(event)}>
        <ClusterMark clusterId={clusterId} />
        {request === null ? null : (
          <div className={styles.consequences}>
            {consequences(request, targets, cluster, named).map((sentence) => (
              <p key={sentence}>{sentence}</p>
            ))}
          </div>
        )}
        {targets.length > 1 ? <ObjectList targets={targets} /> : null}
        <ActionForm clusterId={clusterId} asking={asking} onChange={setRequest} firstField={firstField} />
        {mustType === null ? null : (
          <TypedName
            wanted={mustType}
            why={guarded ? `${cluster} is guarded.` : 'This cannot be taken back.'}
            value={typed}
            onChange={setTyped}
            inputRef={hasField(id) ? null : firstField}
          />
        )}
        {blocked === null ? null : <p className={styles.problem}>{blocked}.</p>}
      </form>
    </Dialog>
  );
}

/** The dialog has something to fill in, which gets the focus; otherwise Cancel has it, so that Enter does no harm. */
const hasField = (id: Asking['action']): boolean => ['scale', 'set-image', 'trigger', 'label', 'annotate'].includes(id);

/** Pixels, of those that need more room. */
const widths: Readonly<Partial<Record<Asking['action'], number>>> = { rollback: 760, annotate: 680, label: 600 };
