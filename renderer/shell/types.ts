import type { ComponentType } from 'react';
import type { AppPage, Page } from '../data/pages.ts';

/** What the shell is given: it knows where things go, not what they are. */
export interface ShellParts {
  /** The list and details of one kind (a KindInfo id). */
  readonly KindPage: ComponentType<{ readonly clusterId: string; readonly kind: string }>;
  /** The search over every object of every open cluster; `null` is closed. */
  readonly Search: ComponentType<{ readonly text: string | null; readonly onClose: () => void }>;
  /** Pages beside kinds; one that is not here is not in the sidebar. */
  readonly pages: readonly Page[];
  /** Pages about all clusters. */
  readonly appPages: readonly AppPage[];
}

export type { Page };
