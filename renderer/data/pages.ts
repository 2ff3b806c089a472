import type { ComponentType } from 'react';

export interface DroppedFile {
  readonly name: string;
  readonly text: string;
}

/** What a page of the application may ask of the window. */
export interface AppPageProps {
  /** The page's id: several entries of the sidebar may be one page seen from several sides. */
  readonly page: string;
  /** Opens a context, or shows its tab; `then` runs when it is open. A name open from another file becomes a question. */
  openContext(clusterId: string, then?: () => void): void;
  openSettings(section: 'kubeconfigs' | 'guards'): void;
  /** A file that was dropped onto the window and waits to be looked at. */
  readonly dropped: DroppedFile | null;
  onDropTaken(): void;
  /** Numbers for the sidebar, by page id. */
  setCounts(counts: Readonly<Record<string, number>>): void;
}

/** A page about all clusters, in front of the tabs. */
export interface AppPage {
  readonly id: string;
  readonly title: string;
  /** lucide icon name, kebab case. */
  readonly icon: string;
  /** Heading under which it stands; `fleet` pages are offered while more than one cluster is open. */
  readonly group: 'fleet' | 'contexts';
  readonly Component: ComponentType<AppPageProps>;
}

/** A page of one cluster beside the lists of kinds; the shell takes the list of them as an argument. */
export interface Page {
  readonly id: string;
  readonly title: string;
  /** lucide icon name, kebab case. */
  readonly icon: string;
  readonly place: 'top' | 'bottom';
  readonly Component: ComponentType<{ readonly clusterId: string }>;
}
