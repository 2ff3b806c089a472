import { lazy, type ReactNode, Suspense } from 'react';
import type { Page } from '../../data/pages.ts';

const CreatePage = lazy(() => import('./create-page.tsx').then((module) => ({ default: module.CreatePage })));

function LazyCreatePage(props: { readonly clusterId: string }): ReactNode {
  return (
    <Suspense fallback={<div aria-busy="true" />}>
      <CreatePage {...props} />
    </Suspense>
  );
}

export const createPage: Page = {
  id: 'create',
  title: 'Create from YAML',
  icon: 'file-plus',
  place: 'bottom',
  Component: LazyCreatePage,
};
