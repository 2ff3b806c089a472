import { type ReactNode, useState } from 'react';
import type { AppliedDocument, ApplyDocument, PlannedDocument } from '../../../shared/contract/apply.ts';
import { useHandle } from '../../data/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { DiffView } from '../../ui/code/diff-view.tsx';
import { StateGlyph, type StateRoleName } from '../../ui/glyph.tsx';
import styles from './create.module.css';

type Outcome = PlannedDocument['verdict'] | AppliedDocument['outcome'];

const words: Readonly<Record<Outcome, readonly [StateRoleName, string]>> = {
  create: ['progress', 'Create'],
  change: ['progress', 'Change'],
  waits: ['progress', 'Create later'],
  unchanged: ['off', 'Unchanged'],
  conflict: ['warn', 'Conflict'],
  refused: ['bad', 'Refused'],
  created: ['ok', 'Created'],
  changed: ['ok', 'Changed'],
};

export interface SetListProps {
  readonly clusterId: string;
  readonly documents: readonly PlannedDocument[];
  /** After applying: how it went, by index. */
  readonly results: readonly AppliedDocument[] | null;
  /** Shows the document in the text. */
  readonly onReveal: (line: number) => void;
}

/** One line for each document: what would happen with it, or what did. */
export function SetList({ clusterId, documents, results, onReveal }: SetListProps): ReactNode {
  const [open, setOpen] = useState<number | null>(null);
  return (
    <ul className={styles.documents} data-testid="set">
      {documents.map((document) => {
        const result = results?.find(({ index }) => index === document.index) ?? null;
        return (
          <li key={document.index} className={styles.document} data-verdict={document.verdict}>
            <Line
              clusterId={clusterId}
              document={document}
              result={result}
              open={open === document.index}
              onToggle={() => setOpen(open === document.index ? null : document.index)}
            />
            <Reasons document={result ?? document} onReveal={() => onReveal(document.line)} />
            {open === document.index ? (
              <div className={styles.change}>
                <DiffView
                  left={document.before}
                  right={document.after}
                  leftLabel="On the server now"
                  rightLabel="After applying"
                  mode="unified"
                />
              </div>
            ) : null}
          </li>
        );
      })}
    </ul>
  );
}

interface LineProps {
  readonly clusterId: string;
  readonly document: PlannedDocument;
  readonly result: AppliedDocument | null;
  readonly open: boolean;
  readonly onToggle: () => void;
}

function Line({ clusterId, document, result, open, onToggle }: LineProps): ReactNode {
  const handle = useHandle(clusterId);
  const [role, label] = words[result?.outcome ?? document.verdict];
  const { kind, kindId, namespace, name, before, after } = document;
  const exists = kindId !== '' && result !== null && ['created', 'changed', 'unchanged'].includes(result.outcome);
  return (
    <div className={styles.line}>
      <StateGlyph state={role} />
      <span className={styles.verdict}>{label}</span>
      <span className={styles.what}>
        {kind === '' ? 'No kind' : kind} <strong>{name === '' ? '(no name)' : name}</strong>
        {namespace === '' ? null : <span className={styles.where}> in {namespace}</span>}
      </span>
      {after !== '' && before !== after ? (
        <Button variant="quiet" aria-expanded={open} onClick={onToggle}>
          {open ? 'Hide' : before === '' ? 'Show' : 'Show changes'}
        </Button>
      ) : null}
      {exists ? (
        <Button variant="quiet" onClick={() => handle?.openObject(kindId, namespace, name)}>
          Open
        </Button>
      ) : null}
    </div>
  );
}

interface ReasonsProps {
  readonly document: ApplyDocument & Pick<PlannedDocument, 'message' | 'conflicts' | 'causes'>;
  readonly onReveal: () => void;
}

/** The server's words, who manages the fields of a conflict, and the line to look at. */
function Reasons({ document, onReveal }: ReasonsProps): ReactNode {
  const { message, conflicts, line } = document;
  if (message === '') return null;
  const managers = Map.groupBy(conflicts, ({ manager }) => manager);
  return (
    <div className={styles.reasons}>
      {conflicts.length === 0 ? (
        <p>{message}</p>
      ) : (
        [...managers].map(([manager, fields]) => (
          <p key={manager}>
            <strong>{manager}</strong> manages {fields.map(({ field }) => field).join(', ')}
          </p>
        ))
      )}
      <Button variant="quiet" onClick={onReveal}>
        Line {line}
      </Button>
    </div>
  );
}
