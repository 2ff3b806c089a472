import { useRef } from 'react';

/** What takes keys on the page itself: its list, as a rule. */
export const mainFocus = (): HTMLElement | null =>
  document.querySelector<HTMLElement>('main [role="grid"]:not([inert] *)') ??
  document.querySelector<HTMLElement>('main [tabindex="0"]:not([inert] *)');

/**
 * Where the focus goes when a dialog closes: to what had it when the dialog opened, if that is still there, else to the
 * page's main content, so that keys go on working.
 */
export function useReturnFocus(open: boolean): () => HTMLElement | false {
  const before = useRef<Element | null>(null);
  const was = useRef(false);
  if (open && !was.current) before.current = document.activeElement;
  was.current = open;
  return () => {
    // Another dialog was opened from this one: the focus is its own already.
    if (document.activeElement?.closest('[role="dialog"]:not([data-closed])')) return false;
    const element = before.current;
    if (element instanceof HTMLElement && element.isConnected && element !== document.body) return element;
    return mainFocus() ?? false;
  };
}
