import './theme/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { pickBridge } from './data/bridge.ts';
import { DataProvider } from './data/context.tsx';
import { createData } from './data/data.ts';
import { appPages, KindPage, pages, Search } from './features/index.tsx';
import { Shell } from './shell/shell.tsx';
import { restoreLook } from './theme/theme.ts';
import { ErrorBoundary } from './ui/empty.tsx';

restoreLook(document.documentElement, window.localStorage);

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no #root.');

const data = createData(pickBridge());
window.addEventListener('pagehide', (event) => {
  if (!event.persisted) data.dispose();
});

createRoot(root).render(
  <StrictMode>
    <ErrorBoundary what="the window">
      <DataProvider data={data}>
        <Shell parts={{ KindPage, pages, appPages, Search }} />
      </DataProvider>
    </ErrorBoundary>
  </StrictMode>,
);
