import { type ReactNode, useRef, useState } from 'react';
import { useData } from '../../data/context.tsx';
import { useCatalog } from '../../data/view-hooks.ts';
import { kindName } from '../../resources/titles.ts';
import { Button } from '../../ui/button.tsx';
import { Picker } from '../../ui/picker.tsx';
import { Popover } from '../../ui/popover.tsx';
import { toast } from '../../ui/toast.tsx';
import { AddressDialog } from './address-dialog.tsx';
import { readManifests } from './files.ts';
import { templateOf, templates } from './templates.ts';

export interface SourcesProps {
  readonly clusterId: string;
  /** A text that came from somewhere, to be added. */
  readonly onText: (text: string) => void;
}

/** Where a text can come from, beside the keyboard. */
export function Sources({ clusterId, onText }: SourcesProps): ReactNode {
  const [address, setAddress] = useState(false);
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const take = async (input: HTMLInputElement): Promise<void> => {
    const chosen = [...(input.files ?? [])];
    // The same file can be chosen again.
    input.value = '';
    await takeFiles(chosen, onText);
  };
  return (
    <>
      <TemplatePicker clusterId={clusterId} onText={onText} />
      <Button icon="file-plus" onClick={() => files.current?.click()}>
        Files
      </Button>
      <Button icon="folder-open" onClick={() => folder.current?.click()}>
        Folder
      </Button>
      <Button icon="globe" onClick={() => setAddress(true)}>
        Address
      </Button>
      <input
        ref={files}
        type="file"
        multiple
        hidden
        accept=".yaml,.yml,.json"
        aria-label="Files to read"
        data-testid="create-files"
        onChange={(event) => void take(event.currentTarget)}
      />
      <input
        ref={(element) => {
          folder.current = element;
          // No attribute of React's own: a folder instead of files.
          element?.setAttribute('webkitdirectory', '');
        }}
        type="file"
        hidden
        aria-label="Folder to read"
        onChange={(event) => void take(event.currentTarget)}
      />
      {address ? (
        <AddressDialog
          onClose={() => setAddress(false)}
          onText={(text, url) => {
            setAddress(false);
            onText(`# ${url}\n${text}`);
          }}
        />
      ) : null}
    </>
  );
}

export async function takeFiles(files: readonly File[], onText: (text: string) => void): Promise<void> {
  const { text, problems } = await readManifests(files);
  for (const message of problems) toast({ level: 'warn', message });
  if (text !== '') onText(text);
}

function TemplatePicker({ clusterId, onText }: SourcesProps): ReactNode {
  const { api } = useData();
  const [open, setOpen] = useState(false);
  const kinds = useCatalog(clusterId)?.kinds ?? [];
  const known = new Set(templates.map(({ title }) => title));
  const others = kinds
    .filter((info) => info.verbs.includes('create') && info.verbs.includes('patch') && !known.has(info.kind))
    .map((info) => ({
      id: `schema ${info.id}`,
      label: kindName(info.id, info),
      detail: info.group,
      group: 'From the schema',
    }))
    .sort((a, b) => a.label.localeCompare(b.label));
  const items = [...templates.map(({ id, title }) => ({ id, label: title, group: 'Templates' })), ...others];
  const pick = async (id: string): Promise<void> => {
    setOpen(false);
    const template = templates.find((one) => one.id === id);
    if (template !== undefined) return onText(template.yaml);
    const info = kinds.find((one) => `schema ${one.id}` === id);
    if (info === undefined) return;
    const reply = await api.ask('schema.get', { clusterId, kind: info.id });
    if (reply.ok) onText(templateOf(reply.value, info));
    else toast({ level: 'warn', message: `No template of ${info.kind}: ${reply.error.message}` });
  };
  return (
    <Popover
      flush
      label="Templates"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button icon="layout-template" endIcon="chevron-down">
          Template
        </Button>
      }
    >
      <Picker
        label="Templates"
        placeholder="Find a template or a kind"
        items={items}
        onPick={(id) => void pick(id)}
        width={340}
        testId="templates"
      />
    </Popover>
  );
}
