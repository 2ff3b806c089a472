import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { type Ghost, nextGhosts, type Shown } from './ghosts.ts';
import type { VirtualTableProps } from './types.ts';

/** A pointer that has not moved for this long is not about to click, ms. */
const STILL = 3000;

interface Ghosts<R> {
  readonly list: readonly Ghost<R>[];
  readonly pointerMoved: () => void;
  readonly clear: () => void;
  /** Called while rendering with the rows that will be on display. */
  readonly commit: (shown: readonly Shown<R>[], indexOf: ((key: string) => number | undefined) | undefined) => void;
}

/** Rows that left while the pointer moves over the table; see `ghosts.ts`. */
export function useGhosts<R>({ version }: Pick<VirtualTableProps<R>, 'version'>): Ghosts<R> {
  const [list, setList] = useState<readonly Ghost<R>[]>([]);
  const next = useRef<{ shown: readonly Shown<R>[]; indexOf: ((key: string) => number | undefined) | undefined }>(
    undefined,
  );
  const before = useRef<readonly Shown<R>[]>([]);
  const movedAt = useRef(Number.NEGATIVE_INFINITY);
  const still = useRef<ReturnType<typeof setTimeout>>(undefined);
  const seen = useRef(version);

  const clear = () => {
    clearTimeout(still.current);
    movedAt.current = Number.NEGATIVE_INFINITY;
    if (list.length > 0) setList([]);
  };

  useLayoutEffect(() => {
    const { shown = [], indexOf } = next.current ?? {};
    const changed = seen.current !== version;
    seen.current = version;
    const pointed = performance.now() - movedAt.current < STILL;
    if (changed && pointed && indexOf !== undefined) {
      const was = before.current;
      setList((held) => nextGhosts(held, was, (key) => indexOf(key) !== undefined));
    }
    before.current = shown;
  });
  useEffect(() => () => clearTimeout(still.current), []);

  return {
    list,
    clear,
    pointerMoved: () => {
      movedAt.current = performance.now();
      clearTimeout(still.current);
      still.current = setTimeout(() => setList([]), STILL);
    },
    commit: (shown, indexOf) => {
      next.current = { shown, indexOf };
    },
  };
}
