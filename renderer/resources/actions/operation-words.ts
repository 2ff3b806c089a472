import { objectWords, where } from '../../../shared/actions/words.ts';
import type { Operation } from '../../../shared/contract/operations.ts';

const many = (count: number): string => count.toLocaleString('en-US');

/** `3 of 20 done, 1 failed`. */
export function progressText({ done, failed, cancelled, total }: Operation): string {
  const parts = [`${many(done)} of ${many(total)} done`];
  if (failed > 0) parts.push(`${many(failed)} failed`);
  if (cancelled > 0) parts.push(`${many(cancelled)} left alone`);
  return parts.join(', ');
}

/** How it ended, with the first refusal in the server's own words. */
export function resultText(operation: Operation): string {
  const { title, dryRun, items, total, failed, state } = operation;
  const what = dryRun ? `${title} (dry run)` : title;
  const [first] = items;
  if (state === 'done') {
    if (total > 1 || !first?.deed) return `${what}: done.`;
    return `${objectWords([first])}: ${first.deed.said}${dryRun ? ' (dry run)' : ''}.`;
  }
  const words = failed > 0 && first?.error ? ` ${total > 1 ? `${where(first)}: ` : ''}${first.error.message}` : '';
  if (total === 1) return words === '' ? `${what}: cancelled.` : `${what}:${words}`;
  return `${what}: ${progressText(operation)}.${words}`;
}
