import type { KeyboardEvent } from 'react';
import type { Row, ViewFold } from '../../../shared/contract/views.ts';
import type { List } from './use-list.ts';
import type { Selection } from './use-selection.ts';

/** The fold after one group was folded or unfolded. */
export function toggledFold(fold: ViewFold, key: string, folded: boolean): ViewFold {
  const others = fold.except.filter((one) => one !== key);
  return { ...fold, except: folded === fold.all ? others : [...others, key] };
}

export interface GroupActions {
  /** Folds or unfolds when the row is a head; answers whether it was one. */
  readonly toggle: (row: Row) => boolean;
  /** Keys on a head: arrows fold and unfold, Enter toggles, Space selects its rows. */
  readonly onKey: (event: KeyboardEvent, row: Row) => boolean;
}

export function useGroups({ prefs, setPrefs }: List, selection: Selection): GroupActions {
  const fold = (row: Row, folded: boolean): void => {
    if (row.group === undefined || row.group.folded === folded) return;
    setPrefs({ ...prefs, fold: toggledFold(prefs.fold, row.group.key, folded) });
  };
  const toggle = (row: Row): boolean => {
    if (row.group === undefined) return false;
    fold(row, !row.group.folded);
    return true;
  };
  return {
    toggle,
    onKey: (event, row) => {
      if (row.group === undefined || event.ctrlKey || event.metaKey || event.altKey) return false;
      switch (event.key) {
        case 'ArrowLeft':
          fold(row, true);
          return true;
        case 'ArrowRight':
          fold(row, false);
          return true;
        case 'Enter':
          return toggle(row);
        case ' ':
          void selection.toggleGroup(row.group.key);
          return true;
        default:
          // What acts on an object has none here.
          return event.key.length === 1 && /[a-z.]/.test(event.key) && !/[jkgG]/.test(event.key);
      }
    },
  };
}
