import type { ComponentType } from 'react';

/** A page of one cluster beside the lists of kinds; the shell takes the list of them as an argument. */
export interface Page {
  readonly id: string;
  readonly title: string;
  /** lucide icon name, kebab case. */
  readonly icon: string;
  readonly place: 'top' | 'bottom';
  readonly Component: ComponentType<{ readonly clusterId: string }>;
}
