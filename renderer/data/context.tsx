import { createContext, type ReactNode, use } from 'react';
import { PortolanError } from '../../shared/errors.ts';
import type { Data } from './data.ts';

const DataContext = createContext<Data | null>(null);

export function DataProvider({ data, children }: { readonly data: Data; readonly children: ReactNode }): ReactNode {
  return <DataContext value={data}>{children}</DataContext>;
}

export function useData(): Data {
  const data = use(DataContext);
  if (data === null) throw new PortolanError('internal', 'useData needs a DataProvider above it.');
  return data;
}
