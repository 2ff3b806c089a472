import { dataRows } from './data.ts';
import { engineRows } from './engines.ts';
import { fileRows } from './files.ts';
import { httpRows } from './http.ts';
import { reachRows } from './reach.ts';
import type { FaultRow } from './row.ts';
import { signInRows } from './signin.ts';
import { streamRows } from './streams.ts';

/** `SAFETY.md` §3, row by row. */
export const faultRows: readonly FaultRow[] = [
  ...signInRows,
  ...httpRows,
  ...reachRows,
  ...streamRows,
  ...fileRows,
  ...engineRows,
  ...dataRows,
];
