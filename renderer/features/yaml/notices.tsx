import type { ReactNode } from 'react';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import type { SessionState } from './session.ts';

export interface NoticesProps {
  readonly state: SessionState;
  readonly gone: boolean;
  readonly onMerge: () => void;
  readonly onCreate: () => void;
}

/** What stands between the text and the server. */
export function Notices({ state, gone, onMerge, onCreate }: NoticesProps): ReactNode {
  const { notice, mode, dirty } = state;
  return (
    <>
      {gone && mode === 'edit' ? (
        <Banner
          state="warn"
          title="Deleted on the server."
          testId="yaml-gone"
          actions={<Button onClick={onCreate}>Create it again</Button>}
        >
          {dirty ? 'What you typed is kept here.' : 'The text is still here.'}
        </Banner>
      ) : null}
      {notice.type === 'changed' && !gone ? (
        <Banner
          state="warn"
          title="Changed on the server since you began."
          testId="yaml-changed"
          actions={
            <Button variant="primary" onClick={onMerge}>
              Merge
            </Button>
          }
        >
          {overlap(notice.conflicts)}
        </Banner>
      ) : null}
      {notice.type === 'refused' ? (
        <Banner state="bad" title="Not saved." testId="yaml-refused" live="assertive">
          {notice.error.message}
        </Banner>
      ) : null}
    </>
  );
}

function overlap(conflicts: number): string {
  if (conflicts === 0) return 'It does not overlap with your edit.';
  return `It overlaps with your edit in ${conflicts === 1 ? 'one place' : `${conflicts} places`}.`;
}
