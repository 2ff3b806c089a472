import { type ReactNode, useState } from 'react';
import { ALIVE } from '../../data/view-state.ts';
import { awayNote, clusterNotes, progressText, type SearchNote } from '../../resources/finding/notes.ts';
import { StateGlyph } from '../../ui/glyph.tsx';
import { Icon } from '../../ui/icon.tsx';
import styles from './search.module.css';
import type { Found } from './use-found.ts';

/** What was searched, and what was not: a result nobody sees is not the same as none. */
export function NotSearched({ found }: { readonly found: Found }): ReactNode {
  const [all, setAll] = useState(false);
  const answering = found.clusters.flatMap(({ found: one }) => one ?? []);
  const notes = found.clusters.flatMap(({ clusterId, name, status, found: one }) => {
    const ofCluster =
      one === null ? (ALIVE.has(status.state) ? [] : [awayNote(name, status)]) : clusterNotes(name, one);
    return ofCluster.map((note): SearchNote => ({ ...note, id: `${clusterId} ${note.id}` }));
  });
  const loud = notes.filter(({ quiet }) => !quiet);
  // What is left out by choice is so everywhere: once is enough.
  const still = [...new Map(notes.filter(({ quiet }) => quiet).map((note) => [note.text, note])).values()];
  const shown = all ? [...loud, ...still] : loud.slice(0, 2);
  if (found.words.length === 0 && notes.length === 0) return null;
  const busy = answering.some(({ done, error }) => !done && error === null);
  return (
    <footer className={styles.footer} data-testid="search-notes">
      <div className={styles.footerLine}>
        <span role="status">
          {busy ? <StateGlyph state="progress" /> : null}
          {found.words.length === 0 ? 'Every kind of every open cluster is searched.' : progressText(answering)}
        </span>
        {notes.length > 0 ? (
          <button type="button" className={styles.all} aria-expanded={all} onClick={() => setAll(!all)}>
            <Icon name={all ? 'chevron-down' : 'chevron-up'} size={12} />
            {all ? 'Less' : `${loud.length + still.length} not searched or only in part`}
          </button>
        ) : null}
      </div>
      {shown.length === 0 ? null : (
        <ul className={styles.notes}>
          {shown.map((note) => (
            <li key={note.id}>
              <StateGlyph state={note.quiet ? 'off' : 'warn'} size={10} />
              {note.text}
            </li>
          ))}
        </ul>
      )}
    </footer>
  );
}
