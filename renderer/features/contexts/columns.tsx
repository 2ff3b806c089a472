import type { ContextInfo } from '../../../shared/contract/contexts.ts';
import type { Settings } from '../../../shared/settings.ts';
import { clusterColor, tabGlyph } from '../../data/tabs.ts';
import { plural, shortPath } from '../../data/wording.ts';
import { Badge, Chip } from '../../ui/chip.tsx';
import { MiddleEllipsis } from '../../ui/ellipsis.tsx';
import { StateGlyph } from '../../ui/glyph.tsx';
import { Icon } from '../../ui/icon.tsx';
import type { TableColumn } from '../../ui/table/types.ts';
import styles from './contexts.module.css';
import { type ContextRow, certificateWords, type PageRow, userWords } from './rows.ts';

export interface ColumnParts {
  readonly settings: Settings;
  readonly open: readonly string[];
  readonly home: string;
  readonly now: number;
  readonly grouped: boolean;
  readonly counts: (clusterId: string, kind: string) => number | null;
  readonly onFavourite: (row: ContextRow) => void;
}

const only =
  (draw: (row: ContextRow) => React.ReactNode) =>
  (row: PageRow): React.ReactNode =>
    row.type === 'file' ? null : draw(row);

export function contextColumns(parts: ColumnParts): readonly TableColumn<PageRow>[] {
  const { home, now, counts } = parts;
  const count = (kind: string) =>
    only(({ id, status }) => (status === null ? null : (counts(id, kind)?.toLocaleString('en-US') ?? '–')));
  return [
    { id: 'state', title: 'State', width: 34, minWidth: 30, hideTitle: true, render: only(stateCell) },
    {
      id: 'favourite',
      title: 'Favourite',
      width: 28,
      minWidth: 28,
      hideTitle: true,
      render: only((row) => <Favourite row={row} onToggle={parts.onFavourite} />),
    },
    {
      id: 'name',
      title: 'CONTEXT',
      width: 240,
      minWidth: 200,
      grow: true,
      strong: true,
      label: (row) => (row.type === 'file' ? row.file : row.info.clusterName),
      render: (row) =>
        row.type === 'file' ? <FileCell row={row} home={home} /> : <NameCell row={row} parts={parts} />,
    },
    { id: 'tags', title: 'TAGS', width: 130, render: only(tagsCell) },
    {
      id: 'server',
      title: 'SERVER',
      width: 180,
      label: (row) => (row.type === 'file' ? '' : (row.info.server ?? '')),
      render: only((row) => <span className="truncate">{host(row.info.server)}</span>),
    },
    {
      id: 'user',
      title: 'SIGN-IN',
      width: 150,
      render: only(({ info }) => (
        <span className="truncate" title={info.user ?? undefined}>
          {userWords(info.userKind)}
          {info.user === null ? null : <span className={styles.muted}> {info.user}</span>}
        </span>
      )),
    },
    {
      id: 'expires',
      title: 'CERTIFICATE',
      width: 104,
      align: 'end',
      render: only(({ info }) => {
        const words = certificateWords(info.certificateEnd, now);
        return words === null ? null : (
          <span data-tone={words.tone} className={styles.tone} title={new Date(info.certificateEnd ?? 0).toISOString()}>
            {words.text}
          </span>
        );
      }),
    },
    { id: 'version', title: 'VERSION', width: 80, render: only(({ status }) => status?.version ?? null) },
    { id: 'nodes', title: 'NODES', width: 62, align: 'end', render: count('nodes') },
    { id: 'pods', title: 'PODS', width: 70, align: 'end', render: count('pods') },
    ...(parts.grouped
      ? []
      : [
          {
            id: 'file',
            title: 'FILE',
            width: 180,
            render: only((row) => (
              <span className="truncate" title={row.info.file}>
                {shortPath(row.info.file, home)}
              </span>
            )),
          },
        ]),
  ];
}

/** Host and port of a server's address; the whole text where it is no address. */
function host(server: string | null): string {
  if (server === null) return '';
  return URL.canParse(server) ? new URL(server).host : server;
}

function stateCell({ info, status }: ContextRow) {
  if (status !== null) {
    const glyph = tabGlyph(status);
    return <StateGlyph state={glyph.role} label={glyph.label} />;
  }
  return info.status === 'invalid' ? (
    <StateGlyph state="bad" label="Cannot be used" />
  ) : (
    <StateGlyph state="off" label="Not open" />
  );
}

function Favourite({ row, onToggle }: { readonly row: ContextRow; readonly onToggle: (row: ContextRow) => void }) {
  const on = row.marks.favourite === true;
  return (
    <button
      type="button"
      tabIndex={-1}
      className={styles.star}
      aria-pressed={on}
      aria-label={`Favourite ${row.name}`}
      onClick={(event) => {
        event.stopPropagation();
        onToggle(row);
      }}
    >
      <Icon name="star" size={13} />
    </button>
  );
}

function NameCell({ row, parts }: { readonly row: ContextRow; readonly parts: ColumnParts }) {
  const { info, marks, name, status } = row;
  const guard = status?.guard ?? marks.guard ?? 'none';
  const tint = clusterColor(row.id, parts.open, parts.settings);
  const colored = status !== null || marks.color !== undefined;
  return (
    <span className={styles.name}>
      {marks.icon !== undefined && marks.icon !== '' ? (
        <span className={styles.icon} aria-hidden="true">
          {marks.icon}
        </span>
      ) : (
        // Without a colour it keeps the room: names begin on one line.
        <span className={styles.swatch} style={colored ? { background: `var(--cluster-${tint})` } : undefined} />
      )}
      <MiddleEllipsis text={name} tail={12} />
      {name === info.clusterName ? null : <span className={styles.context}>{info.clusterName}</span>}
      {info.current ? <Badge title="The current-context of its kubeconfig">current</Badge> : null}
      {guard === 'none' ? null : <Badge tone="bad">{guard === 'read-only' ? 'Read-only' : 'Guarded'}</Badge>}
      {info.problem === undefined ? null : (
        <span className={styles.problem} title={info.problem}>
          {shortProblem(info)}
        </span>
      )}
    </span>
  );
}

/** The row says already which context of which file it is. */
function shortProblem({ problem = '', clusterName, file }: ContextInfo): string {
  return problem.replace(`Context "${clusterName}" in ${file} `, '');
}

function FileCell({ row, home }: { readonly row: Extract<PageRow, { readonly type: 'file' }>; readonly home: string }) {
  return (
    <span className={styles.file}>
      <Icon name="file-key" size={13} />
      <span className="truncate" title={row.file}>
        {shortPath(row.file, home)}
      </span>
      <span className={styles.muted}>{plural(row.count, 'context')}</span>
      {row.source !== null ? <Badge title="Added here by hand">added</Badge> : null}
    </span>
  );
}

function tagsCell({ marks }: ContextRow) {
  return (
    <span className={styles.tags}>
      {(marks.tags ?? []).map((tag) => (
        <Chip key={tag}>{tag}</Chip>
      ))}
    </span>
  );
}
