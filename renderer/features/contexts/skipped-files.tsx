import type { SkippedFile } from '../../../shared/contract/contexts.ts';
import { useApp } from '../../data/hooks.ts';
import { plural, shortPath } from '../../data/wording.ts';
import { Button } from '../../ui/button.tsx';
import { Popover } from '../../ui/popover.tsx';
import styles from './contexts.module.css';

/** Files that were found and not taken, each with its reason. */
export function SkippedFiles({ skipped }: { readonly skipped: readonly SkippedFile[] }) {
  const home = useApp((state) => state.info?.home ?? '');
  if (skipped.length === 0) return null;
  return (
    <Popover
      label="Skipped files"
      align="end"
      trigger={
        <Button variant="quiet" icon="info" data-testid="contexts-skipped">
          {plural(skipped.length, 'file was', 'files were')} skipped
        </Button>
      }
    >
      <ul className={styles.skipped}>
        {skipped.map((one) => (
          <li key={`${one.file}\n${one.reason}`}>
            <span className="mono">{shortPath(one.file, home)}</span>
            <span className={styles.reason}>{one.reason}</span>
          </li>
        ))}
      </ul>
    </Popover>
  );
}
