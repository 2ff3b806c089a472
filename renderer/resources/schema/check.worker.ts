import type { KindSchema } from '../../../shared/contract/schema.ts';
import { type Checked, checkText, type NamedProblem } from './check.ts';

export type ToChecker =
  | { readonly type: 'schema'; readonly kind: string; readonly schema: KindSchema }
  | { readonly type: 'check'; readonly seq: number; readonly text: string; readonly named: readonly NamedProblem[] };

export interface FromChecker extends Checked {
  readonly seq: number;
}

/** This worker belongs to one editor, of one cluster: what it keeps ends with it. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<ToChecker>) => void) | null;
  postMessage(message: FromChecker): void;
}

function serve(scope: WorkerScope): void {
  const schemas = new Map<string, KindSchema>();
  scope.onmessage = ({ data }: MessageEvent<ToChecker>) => {
    if (data.type === 'schema') schemas.set(data.kind, data.schema);
    else scope.postMessage({ seq: data.seq, ...checkText(data.text, schemas, data.named) });
  };
}

// The types of a window stand for those of a worker here: one program, one set of globals.
serve(globalThis as unknown as WorkerScope);
