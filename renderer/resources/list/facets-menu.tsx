import { type ReactNode, useEffect, useState } from 'react';
import type { Facet } from '../../../shared/contract/views.ts';
import type { StateRole } from '../../../shared/kinds/spec.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Picker, type PickerItem } from '../../ui/picker.tsx';
import { Popover } from '../../ui/popover.tsx';
import { ROLE_WORDS } from './cells.tsx';
import { formatCount } from './counts.ts';
import { chosenValues, withValues } from './facet-terms.ts';
import styles from './menus.module.css';

export interface FacetsMenuProps {
  readonly filter: string;
  readonly onFilter: (filter: string) => void;
  readonly facets: (of: readonly string[] | null) => Promise<readonly Facet[]>;
}

/** Which values there are, with how many rows each: picking one filters by it. First the property, then its values. */
export function FacetsMenu(props: FacetsMenuProps): ReactNode {
  const [open, setOpen] = useState(false);
  return (
    <Popover
      flush
      label="Filter by value"
      align="end"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <IconButton
          label="Filter by value"
          icon="sliders-horizontal"
          iconSize={14}
          tooltip={false}
          data-testid="facets"
        />
      }
    >
      {open ? <Facets {...props} /> : null}
    </Popover>
  );
}

function Facets({ filter, onFilter, facets }: FacetsMenuProps): ReactNode {
  const [of, setOf] = useState<string | null>(null);
  const [found, setFound] = useState<readonly Facet[] | null>(null);
  useEffect(() => {
    let alive = true;
    setFound(null);
    void facets(of === null ? null : [of]).then((answer) => {
      if (alive) setFound(answer);
    });
    return () => {
      alive = false;
    };
  }, [of, facets]);
  if (of === null)
    return (
      <Picker
        key="facets"
        width={320}
        label="Property"
        placeholder="Find a property"
        items={(found ?? []).map(facetItem)}
        onPick={setOf}
        empty={found === null ? 'Counting…' : 'All rows are alike: there is nothing to choose from.'}
        testId="facets-picker"
      />
    );
  const facet = found?.[0];
  const labels = of === 'labels';
  const chosen = new Set(labels ? [] : chosenValues(filter, of));
  const pick = (value: string): void => {
    if (labels) {
      setOf(`label:${value}`);
      return;
    }
    const next = new Set(chosen);
    if (!next.delete(value)) next.add(value);
    onFilter(withValues(filter, of, [...next]));
  };
  return (
    <Picker
      key={of}
      multi={!labels}
      width={320}
      label={facet?.title ?? 'Values'}
      placeholder={labels ? 'Find a label' : 'Find a value'}
      items={(facet?.values ?? []).map((value) => valueItem(of, value, chosen.has(value.value)))}
      onPick={pick}
      empty={found === null ? 'Counting…' : 'Nothing matches.'}
      header={
        <div className={styles.back}>
          <Button variant="quiet" icon="chevron-left" onClick={() => setOf(of.startsWith('label:') ? 'labels' : null)}>
            {facet?.title ?? 'Back'}
          </Button>
          {facet === undefined || facet.more === 0 ? null : (
            <span className={styles.more}>{`and ${formatCount(facet.more)} more values`}</span>
          )}
        </div>
      }
      testId="facet-values"
    />
  );
}

const facetItem = ({ of, title, values, more }: Facet): PickerItem => ({
  id: of,
  label: title,
  detail: of === 'labels' ? `${values.length + more} keys` : `${formatCount(values.length + more)} values`,
});

function valueItem(of: string, { value, count, matching }: Facet['values'][number], checked: boolean): PickerItem {
  const detail = matching === count ? formatCount(count) : `${formatCount(matching)} of ${formatCount(count)}`;
  if (of !== 'state') return { id: value, label: value, detail, checked };
  const role = value as StateRole;
  return { id: value, label: ROLE_WORDS[role], detail, checked, glyph: role };
}
