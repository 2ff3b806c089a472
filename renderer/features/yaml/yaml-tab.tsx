import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { ErrorInfo } from '../../../shared/errors.ts';
import { useData } from '../../data/context.tsx';
import type { PanelTabProps } from '../../resources/panel-tab.ts';
import { saveText } from '../../resources/save.ts';
import { IconButton } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy.tsx';
import { ErrorPanel } from '../../ui/empty.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { createYamlEditor, type YamlEditor } from './editor.ts';
import styles from './yaml-tab.module.css';

interface Read {
  readonly yaml: string | null;
  readonly masked: boolean;
  readonly error: ErrorInfo | null;
}

const NOTHING: Read = { yaml: null, masked: false, error: null };

/** The object's YAML, read again with every new resourceVersion; answers for another object are dropped. */
function useYaml({ clusterId, target, state }: PanelTabProps): Read {
  const { api } = useData();
  const [read, setRead] = useState<Read>(NOTHING);
  const { kind, namespace, name } = target;
  const version = state.text?.resourceVersion ?? '';
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new version is the reason to read again
  useEffect(() => {
    let current = true;
    void api.ask('objects.yaml', { clusterId, kind, namespace, name, managedFields: true }).then((reply) => {
      if (!current) return;
      if (reply.ok) setRead({ yaml: reply.value.yaml, masked: reply.value.masked, error: null });
      else setRead((was) => ({ ...was, error: reply.error }));
    });
    return () => {
      current = false;
    };
  }, [api, clusterId, kind, namespace, name, version]);
  return read;
}

export function YamlTab(props: PanelTabProps): ReactNode {
  const read = useYaml(props);
  if (read.yaml === null) {
    if (read.error === null) return <Waiting />;
    return <ErrorPanel title="The YAML cannot be read" message={read.error.message} detail={read.error.detail} />;
  }
  return <YamlView yaml={read.yaml} masked={read.masked} name={props.target.name} />;
}

interface YamlViewProps {
  readonly yaml: string;
  readonly masked: boolean;
  readonly name: string;
}

function YamlView({ yaml, masked, name }: YamlViewProps): ReactNode {
  const place = useRef<HTMLDivElement>(null);
  const editor = useRef<YamlEditor>(null);
  const [wrap, setWrap] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: made once; later texts are set into it
  useEffect(() => {
    if (place.current === null) return undefined;
    const made = createYamlEditor(place.current, yaml, `YAML of ${name}`);
    editor.current = made;
    return () => {
      editor.current = null;
      made.destroy();
    };
  }, [name]);
  useEffect(() => editor.current?.setText(yaml), [yaml]);
  useEffect(() => editor.current?.setWrap(wrap), [wrap]);
  return (
    <div className={styles.tab} data-testid="yaml">
      <div className={styles.bar}>
        <span className={styles.note}>{masked ? 'Secret values are masked.' : 'Read-only'}</span>
        <IconButton
          label="Search"
          keys="Mod+F"
          icon="search"
          iconSize={14}
          onClick={() => editor.current?.openSearch()}
        />
        <IconButton
          label="Wrap lines"
          icon="corner-down-left"
          iconSize={14}
          pressed={wrap}
          onClick={() => setWrap(!wrap)}
        />
        <IconButton
          label="Save as a file"
          icon="download"
          iconSize={14}
          onClick={() => saveText(`${name}.yaml`, 'application/yaml', yaml)}
        />
        <CopyButton text={yaml} />
      </div>
      <div ref={place} className={styles.editor} />
    </div>
  );
}

function Waiting(): ReactNode {
  return (
    <div className={styles.waiting} aria-busy="true">
      {[30, 46, 38, 62, 54, 41].map((width) => (
        <Skeleton key={width} width={`${width}%`} />
      ))}
    </div>
  );
}
