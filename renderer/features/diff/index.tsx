import { lazy, type ReactNode, Suspense } from 'react';
import type { Page } from '../../data/pages.ts';

const DiffPage = lazy(() => import('./diff-page.tsx').then((module) => ({ default: module.DiffPage })));

function LazyDiffPage(props: { readonly clusterId: string }): ReactNode {
  return (
    <Suspense fallback={<div aria-busy="true" />}>
      <DiffPage {...props} />
    </Suspense>
  );
}

export const diffPage: Page = {
  id: 'diff',
  title: 'Compare objects',
  icon: 'git-compare',
  place: 'bottom',
  Component: LazyDiffPage,
};
