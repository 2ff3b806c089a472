import { type ReactNode, useRef, useState } from 'react';
import type { ErrorInfo } from '../../../shared/errors.ts';
import { useData } from '../../data/context.tsx';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';

export interface AddressDialogProps {
  readonly onText: (text: string, url: string) => void;
  readonly onClose: () => void;
}

/** A text from an https address; it is shown before anything is done with it. */
export function AddressDialog({ onText, onClose }: AddressDialogProps): ReactNode {
  const { api } = useData();
  const [url, setUrl] = useState('');
  const [asking, setAsking] = useState(false);
  const [error, setError] = useState<ErrorInfo | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const read = async (privateAddress: boolean): Promise<void> => {
    setAsking(true);
    setError(null);
    const reply = await api.ask('apply.fetch', { url: url.trim(), privateAddress });
    setAsking(false);
    if (reply.ok) onText(reply.value.text, reply.value.url);
    else setError(reply.error);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Read from an address"
      description="Portolan reads the text from this machine, 4 MB at most, and shows it before anything is applied."
      initialFocus={field}
      testId="address"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" disabled={url.trim() === '' || asking} onClick={() => void read(false)}>
            {asking ? 'Reading' : 'Read'}
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (url.trim() !== '') void read(false);
        }}
      >
        <TextField
          label="Address"
          mono
          placeholder="https://example.com/manifest.yaml"
          value={url}
          onChange={setUrl}
          inputRef={field}
        />
      </form>
      {error === null ? null : (
        <Banner
          state="bad"
          actions={
            error.code === 'forbidden' ? (
              <Button onClick={() => void read(true)}>Read it all the same</Button>
            ) : undefined
          }
        >
          {error.message}
        </Banner>
      )}
    </Dialog>
  );
}
