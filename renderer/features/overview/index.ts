import type { Page } from '../../data/pages.ts';
import { OverviewPage } from './overview-page.tsx';

export const overviewPage: Page = {
  id: 'overview',
  title: 'Overview',
  icon: 'layout-dashboard',
  place: 'top',
  Component: OverviewPage,
};
