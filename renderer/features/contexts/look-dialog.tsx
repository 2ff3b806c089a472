import { useRef, useState } from 'react';
import { useData } from '../../data/context.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import styles from './contexts.module.css';
import { COLOR_NAMES } from './row-menu.ts';
import type { ContextDialogProps } from './small-dialogs.tsx';
import { useWork } from './use-work.ts';

/** How Portolan shows a context; nothing of it is written to the kubeconfig. */
export function LookDialog({ row, onDone }: ContextDialogProps) {
  const { api } = useData();
  const { marks, info } = row;
  const [displayName, setDisplayName] = useState(marks.displayName ?? '');
  const [icon, setIcon] = useState(marks.icon ?? '');
  const [tags, setTags] = useState((marks.tags ?? []).join(', '));
  const [color, setColor] = useState<number | null>(marks.color ?? null);
  const field = useRef<HTMLInputElement>(null);
  const work = useWork();
  const save = async () => {
    const list = [...new Set(tags.split(',').map((tag) => tag.trim()))].filter(Boolean);
    const done = await work.run(() =>
      api.call('contexts.mark', {
        clusterId: row.id,
        displayName: displayName.trim() || null,
        icon: icon.trim() || null,
        tags: list.length === 0 ? null : list,
        color,
      }),
    );
    if (done) onDone();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onDone()}
      title={`How ${info.clusterName} is shown`}
      testId="look-dialog"
      initialFocus={field}
      description="Kept by Portolan; the kubeconfig is not changed."
      footer={
        <>
          <Button onClick={onDone}>Cancel</Button>
          <Button variant="primary" disabled={work.busy} onClick={() => void save()}>
            Save
          </Button>
        </>
      }
    >
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <TextField
          label="Display name"
          placeholder={info.clusterName}
          value={displayName}
          onChange={setDisplayName}
          inputRef={field}
        />
        <TextField
          label="Icon: an emoji, or one or two letters"
          value={icon}
          onChange={(text) => setIcon(text.slice(0, 16))}
        />
        <TextField label="Tags, separated by commas" placeholder="production, eu" value={tags} onChange={setTags} />
        <fieldset className={styles.colors}>
          <legend>Colour</legend>
          <label className={styles.color} title="Chosen by Portolan">
            <input
              type="radio"
              name="color"
              className="sr-only"
              checked={color === null}
              onChange={() => setColor(null)}
            />
            <span className={styles.auto}>Auto</span>
          </label>
          {COLOR_NAMES.map((name, at) => (
            <label key={name} className={styles.color} title={name}>
              <input
                type="radio"
                name="color"
                className="sr-only"
                aria-label={name}
                checked={color === at}
                onChange={() => setColor(at)}
              />
              <span className={styles.dot} style={{ background: `var(--cluster-${at})` }} />
            </label>
          ))}
        </fieldset>
        {work.problem === undefined ? null : (
          <p className={styles.bad} role="alert">
            {work.problem}
          </p>
        )}
        <button type="submit" hidden />
      </form>
    </Dialog>
  );
}
