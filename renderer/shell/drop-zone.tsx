import { useEffect, useState } from 'react';
import { useData } from '../data/context.tsx';
import { Icon } from '../ui/icon.tsx';
import styles from './drop-zone.module.css';
import { useShellStore } from './ui-store.ts';

/** Kubeconfigs are small; a disk image that was dropped by mistake is not read. */
const MOST_BYTES = 4 << 20;

const holdsFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true;

/** A kubeconfig may be dropped anywhere on the window: it is looked at on the page of contexts before anything is written. */
export function DropZone() {
  const { actions } = useData();
  const shell = useShellStore();
  const [over, setOver] = useState(false);
  useEffect(() => {
    const onOver = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const onLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const onDrop = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      // Never the browser's own answer, which is to leave this page for the file.
      event.preventDefault();
      setOver(false);
      const file = event.dataTransfer?.files[0];
      if (file !== undefined) void take(file);
    };
    const take = async (file: File) => {
      if (file.size > MOST_BYTES) {
        actions.notice('bad', `${file.name} is too large for a kubeconfig.`);
        return;
      }
      try {
        const text = await file.text();
        actions.showPage('contexts');
        shell.setState({ dropped: { name: file.name, text } });
      } catch {
        actions.notice('bad', `${file.name} cannot be read: only files can be dropped, one at a time.`);
      }
    };
    window.addEventListener('dragover', onOver);
    window.addEventListener('dragleave', onLeave);
    window.addEventListener('drop', onDrop);
    return () => {
      window.removeEventListener('dragover', onOver);
      window.removeEventListener('dragleave', onLeave);
      window.removeEventListener('drop', onDrop);
    };
  }, [actions, shell]);
  if (!over) return null;
  return (
    <div className={styles.zone} data-testid="drop-zone">
      <p className={styles.card}>
        <Icon name="library" size={24} />
        Drop a kubeconfig to add its contexts
      </p>
    </div>
  );
}
