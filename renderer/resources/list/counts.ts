const number = new Intl.NumberFormat('en-US');

export const formatCount = (count: number): string => number.format(count);

export interface Counted {
  readonly total: number;
  readonly unfiltered: number;
  readonly loading: { readonly loaded: number; readonly about: number | null } | null;
  readonly filtered: boolean;
  /** All of the kind in the cluster, as counted beside the list; `null` when not known. */
  readonly everywhere: number | null;
  /** Only some namespaces are shown. */
  readonly some: boolean;
}

/** What stands beside the kind: `20,331`, `1,204 of 20,331`, or `500 of about 50,000` until it is exact. */
export function countText({ total, unfiltered, loading, filtered, everywhere, some }: Counted): string {
  if (loading !== null) {
    const loaded = formatCount(loading.loaded);
    const most = loading.about ?? everywhere;
    const about = most === null || most <= loading.loaded ? null : roundAbout(most);
    return about === null ? `${loaded} so far` : `${loaded} of about ${formatCount(about)}`;
  }
  if (filtered) return `${formatCount(total)} of ${formatCount(unfiltered)}`;
  if (some && everywhere !== null && everywhere > total) return `${formatCount(total)} of ${formatCount(everywhere)}`;
  return formatCount(total);
}

/** Two significant figures: an estimate must not look exact. */
function roundAbout(about: number): number {
  if (about < 100) return about;
  const unit = 10 ** (Math.floor(Math.log10(about)) - 1);
  return Math.round(about / unit) * unit;
}
