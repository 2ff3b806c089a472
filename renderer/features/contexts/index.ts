import type { AppPage } from '../../data/pages.ts';
import { ContextsPage } from './contexts-page.tsx';

export const contextsPage: AppPage = {
  id: 'contexts',
  title: 'Contexts',
  icon: 'library',
  group: 'contexts',
  Component: ContextsPage,
};
