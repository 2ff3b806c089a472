import { Dialog as Base } from '@base-ui/react/dialog';
import { type ReactNode, type RefObject, useId, useRef, useState } from 'react';
import { Button, IconButton } from './button.tsx';
import styles from './dialog.module.css';
import { TextField } from './field.tsx';
import { useReturnFocus } from './return-focus.ts';

export interface DialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: ReactNode;
  readonly description?: ReactNode;
  /** Pixels; never wider than the window. */
  readonly width?: number;
  readonly footer?: ReactNode;
  readonly initialFocus?: RefObject<HTMLElement | null>;
  readonly testId?: string;
  readonly children?: ReactNode;
}

export function Dialog(props: DialogProps) {
  const { open, onOpenChange, title, description, width = 480, footer, initialFocus, testId, children } = props;
  const popup = useRef<HTMLDivElement>(null);
  const returnFocus = useReturnFocus(open);
  return (
    <Base.Root open={open} onOpenChange={(next) => onOpenChange(next)}>
      <Base.Portal>
        <Base.Backdrop className={styles.backdrop} />
        <Base.Popup
          className={styles.popup}
          style={{ width }}
          data-testid={testId}
          ref={popup}
          initialFocus={initialFocus ?? popup}
          finalFocus={returnFocus}
        >
          <header className={styles.header}>
            <Base.Title className={styles.title}>{title}</Base.Title>
            <Base.Close render={<IconButton label="Close" icon="x" tooltip={false} />} />
          </header>
          <div className={styles.body}>
            {description === undefined ? null : (
              <Base.Description className={styles.description}>{description}</Base.Description>
            )}
            {children}
          </div>
          {footer === undefined ? null : <footer className={styles.footer}>{footer}</footer>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

export interface ConfirmDialogProps {
  readonly open: boolean;
  readonly title: string;
  /** The consequence, naming object and cluster. */
  readonly children: ReactNode;
  /** A verb: "Delete 3 pods". */
  readonly confirmLabel: string;
  readonly danger?: boolean;
  /** On guarded clusters: the text that must be typed. */
  readonly typed?: string;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

export function ConfirmDialog({
  open,
  title,
  children,
  confirmLabel,
  danger,
  typed,
  onConfirm,
  onClose,
}: ConfirmDialogProps) {
  const [text, setText] = useState('');
  const form = useId();
  const ready = typed === undefined || text === typed;
  const close = () => {
    setText('');
    onClose();
  };
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && close()}
      title={title}
      width={440}
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button type="submit" form={form} variant={danger ? 'danger' : 'primary'} disabled={!ready}>
            {confirmLabel}
          </Button>
        </>
      }
    >
      <form
        id={form}
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (!ready) return;
          onConfirm();
          close();
        }}
      >
        <div>{children}</div>
        {typed === undefined ? null : (
          <TextField label={`Type ${typed} to confirm`} value={text} onChange={setText} mono autoComplete="off" />
        )}
      </form>
    </Dialog>
  );
}
