import { useRef, useState } from 'react';
import type { CallInput } from '../../../shared/contract/index.ts';
import { useData } from '../../data/context.tsx';
import { useApp } from '../../data/hooks.ts';
import { plural, shortPath } from '../../data/wording.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { Menu } from '../../ui/menu.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { toast } from '../../ui/toast.tsx';
import { EMPTY_FORM, formSource, missing } from './add-form.ts';
import { AddFormFields } from './add-form-fields.tsx';
import styles from './contexts.module.css';
import { useWork } from './use-work.ts';

export type AddWay = 'paste' | 'path' | 'form';

const WAYS: readonly { readonly id: AddWay; readonly label: string }[] = [
  { id: 'paste', label: 'Paste' },
  { id: 'path', label: 'File or folder' },
  { id: 'form', label: 'Form' },
];

export interface AddDialogProps {
  readonly way: AddWay;
  /** A dropped file, as if it had been pasted. */
  readonly dropped: { readonly name: string; readonly text: string } | null;
  readonly onAdded: (clusterIds: readonly string[]) => void;
  readonly onClose: () => void;
}

/** New contexts: pasted or dropped, from a file or folder, or by form. Nothing of them runs until a person opens and allows it. */
export function AddDialog({ way: first, dropped, onAdded, onClose }: AddDialogProps) {
  const { api } = useData();
  const home = useApp((state) => state.info?.home ?? '');
  const [way, setWay] = useState<AddWay>(first);
  const [text, setText] = useState(dropped?.text ?? '');
  const [path, setPath] = useState('');
  const [form, setForm] = useState(EMPTY_FORM);
  const [into, setInto] = useState<string | null>(null);
  const [asked, setAsked] = useState(false);
  const work = useWork();
  const area = useRef<HTMLTextAreaElement>(null);
  const lacks =
    way === 'paste'
      ? text.trim() === ''
        ? ''
        : null
      : way === 'path'
        ? path.trim() === ''
          ? ''
          : null
        : missing(form);

  const source = (): CallInput<'contexts.add'>['source'] => {
    if (way === 'paste') return { type: 'text', text, name: dropped?.name ?? '' };
    if (way === 'form') return formSource(form);
    const full = path.trim();
    return { type: 'path', path: full === '~' || full.startsWith('~/') ? home + full.slice(1) : full };
  };
  const add = async () => {
    setAsked(true);
    if (lacks !== null) return;
    const done = await work.run(async () => {
      const answer = await api.call('contexts.add', { source: source(), into: way === 'path' ? null : into });
      const where = shortPath(answer.file, home);
      toast({
        level: 'ok',
        message:
          answer.clusterIds.length === 0
            ? `${where} is read from now on; it brought no new context.`
            : `${plural(answer.clusterIds.length, 'context')} from ${where}.`,
      });
      onAdded(answer.clusterIds);
    });
    if (done) onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Add contexts"
      width={660}
      testId="add-dialog"
      initialFocus={area}
      footer={
        <>
          {way === 'path' ? null : <IntoMenu into={into} onChange={setInto} />}
          <span className={styles.space} />
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" disabled={work.busy || lacks === ''} onClick={() => void add()}>
            Add contexts
          </Button>
        </>
      }
    >
      <Tabs
        label="Where they come from"
        value={way}
        onChange={(id) => {
          work.clear();
          setAsked(false);
          setWay(WAYS.find((one) => one.id === id)?.id ?? 'paste');
        }}
        tabs={WAYS}
      >
        <div className={styles.form}>
          {way === 'paste' ? (
            <TextArea
              label={dropped === null ? 'Text of a kubeconfig' : `Text of ${dropped.name}`}
              rows={14}
              placeholder={'apiVersion: v1\nkind: Config\nclusters: …'}
              value={text}
              onChange={setText}
              areaRef={area}
            />
          ) : way === 'path' ? (
            <>
              <TextField
                label="Path of a kubeconfig, or of a folder of them"
                placeholder="~/work/kubeconfigs"
                value={path}
                onChange={setPath}
                mono
              />
              <p className={styles.text}>It is read where it is and watched from now on; nothing is copied.</p>
            </>
          ) : (
            <AddFormFields form={form} onChange={(part) => setForm({ ...form, ...part })} />
          )}
          {way === 'path' ? null : (
            <p className={styles.text}>
              A program that the kubeconfig names for signing in does not run before you open the context and allow it.
            </p>
          )}
          {asked && lacks !== null && lacks !== '' ? (
            <p className={styles.bad} role="alert">
              {lacks}
            </p>
          ) : null}
          {work.problem === undefined ? null : (
            <p className={styles.bad} role="alert">
              {work.problem}
            </p>
          )}
        </div>
      </Tabs>
    </Dialog>
  );
}

/** A file of its own in `~/.kube`, or one of the known ones. */
function IntoMenu({
  into,
  onChange,
}: {
  readonly into: string | null;
  readonly onChange: (file: string | null) => void;
}) {
  const contexts = useApp((state) => state.contexts?.contexts);
  const home = useApp((state) => state.info?.home ?? '');
  const files = [...new Set((contexts ?? []).map(({ file }) => file))];
  return (
    <Menu
      label="Write to"
      trigger={
        <Button variant="quiet" endIcon="chevron-down" data-testid="add-into">
          {into === null ? 'Into a new file in ~/.kube' : `Into ${shortPath(into, home)}`}
        </Button>
      }
      items={[
        {
          type: 'item',
          id: 'new',
          label: 'A new file in ~/.kube',
          checked: into === null,
          onSelect: () => onChange(null),
        },
        { type: 'separator' },
        ...files.slice(0, 30).map((file) => ({
          type: 'item' as const,
          id: file,
          label: shortPath(file, home),
          checked: into === file,
          onSelect: () => onChange(file),
        })),
      ]}
    />
  );
}
