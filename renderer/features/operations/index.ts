import type { Page } from '../../data/pages.ts';
import { OperationsPage } from './operations-page.tsx';

export const operationsPage: Page = {
  id: 'operations',
  title: 'Operations',
  icon: 'list-checks',
  place: 'bottom',
  Component: OperationsPage,
};
