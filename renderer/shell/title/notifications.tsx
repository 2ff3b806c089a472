import { useEffect, useRef } from 'react';
import { useData } from '../../data/context.tsx';
import { useApp } from '../../data/hooks.ts';
import { displayName } from '../../data/tabs.ts';
import { useTimes } from '../../data/times.ts';
import { IconButton } from '../../ui/button.tsx';
import { StateGlyph } from '../../ui/glyph.tsx';
import { Popover } from '../../ui/popover.tsx';
import { toast } from '../../ui/toast.tsx';
import styles from './title-bar.module.css';

const roles = { info: 'progress', warn: 'warn', bad: 'bad' } as const;

/** What happened since the start, newest first; each also shows once at the corner. */
export function Notifications() {
  const { actions } = useData();
  const notices = useApp((state) => state.notices);
  const settings = useApp((state) => state.settings);
  const times = useTimes();
  useToasts();
  const unread = notices.filter((notice) => !notice.read);
  const worst = unread.some((notice) => notice.level === 'bad')
    ? 'bad'
    : unread.some((n) => n.level === 'warn')
      ? 'warn'
      : 'info';
  return (
    <span className={styles.bell}>
      <Popover
        label="Notifications"
        flush
        align="end"
        onOpenChange={(open) => {
          if (!open) actions.readNotices();
        }}
        trigger={
          <IconButton
            label={unread.length === 0 ? 'Notifications' : `Notifications, ${unread.length} unread`}
            icon="bell"
            tooltip={false}
            data-testid="notifications"
          />
        }
      >
        {notices.length === 0 ? <p className={styles.none}>Nothing happened that you should know.</p> : null}
        <ul className={styles.notices} hidden={notices.length === 0}>
          {notices.toReversed().map((notice) => (
            <li key={notice.id} className={styles.notice}>
              <StateGlyph state={roles[notice.level]} />
              <div className={styles.noticeText}>
                {notice.message}
                <div className={styles.noticeWhen}>
                  {times.clock(notice.at)}
                  {notice.clusterId === null ? '' : ` · ${displayName(notice.clusterId, settings)}`}
                </div>
              </div>
              <IconButton
                label="Remove this notification"
                icon="x"
                iconSize={12}
                tooltip={false}
                onClick={() => actions.dismissNotice(notice.id)}
              />
            </li>
          ))}
        </ul>
      </Popover>
      {unread.length === 0 ? null : <span className={styles.unread} data-level={worst} />}
    </span>
  );
}

function useToasts(): void {
  const notices = useApp((state) => state.notices);
  const settings = useApp((state) => state.settings);
  const shown = useRef(0);
  useEffect(() => {
    for (const notice of notices) {
      if (notice.id <= shown.current) continue;
      shown.current = notice.id;
      toast({
        level: notice.level,
        message: notice.message,
        ...(notice.clusterId === null ? {} : { title: displayName(notice.clusterId, settings) }),
      });
    }
  }, [notices, settings]);
}
