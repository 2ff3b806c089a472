import { type ReactNode, useState } from 'react';
import type { Condition, Item, Pair, Section, Value } from '../../../shared/details/model.ts';
import { Button } from '../../ui/button.tsx';
import { CodeBlock, CopyButton } from '../../ui/copy.tsx';
import { StateGlyph } from '../../ui/glyph.tsx';
import { UsageBar } from '../../ui/meter.tsx';
import { Age } from '../time.tsx';
import { PemItem } from './certificates.tsx';
import styles from './details.module.css';
import { FoldSection } from './fold-section.tsx';
import { SchemaTree } from './schema-tree.tsx';
import { ValueView } from './value.tsx';

interface InCluster {
  readonly clusterId: string;
}

export function SectionView({ clusterId, section }: InCluster & { readonly section: Section }): ReactNode {
  return (
    <FoldSection id={section.id} title={section.title}>
      <ItemsView clusterId={clusterId} items={section.items} alone={section.items.length === 1} />
    </FoldSection>
  );
}

export interface ItemsViewProps extends InCluster {
  readonly items: readonly Item[];
  /** The one item of a section: the section's own heading names it. */
  readonly alone?: boolean;
}

export function ItemsView({ clusterId, items, alone = false }: ItemsViewProps): ReactNode {
  return (
    <dl className={styles.items}>
      {items.map((item, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: items are a fixed list of one object; their place is their identity
        <ItemView key={at} clusterId={clusterId} item={item} alone={alone} />
      ))}
    </dl>
  );
}

function ItemView({ clusterId, item, alone }: InCluster & { readonly item: Item; readonly alone: boolean }): ReactNode {
  switch (item.type) {
    case 'field':
      return (
        <Labelled label={item.label} help={item.help}>
          <ValueView clusterId={clusterId} value={item.value} />
        </Labelled>
      );
    case 'lines':
      return (
        <Labelled label={item.label} help={item.help}>
          <Lines clusterId={clusterId} values={item.values} />
        </Labelled>
      );
    case 'pairs':
      return (
        <Labelled label={item.label} help={item.help}>
          <Pairs pairs={item.pairs} />
        </Labelled>
      );
    case 'texts':
      return (
        <Labelled label={item.label} help={item.help}>
          <Texts pairs={item.pairs} />
        </Labelled>
      );
    case 'usage':
      return (
        <Labelled label={item.label} help={item.help}>
          <span className={styles.usage}>
            {`${item.used} of ${item.hard}`}
            <UsageBar
              value={item.ratio}
              max={1}
              tone={item.ratio >= 1 ? 'bad' : item.ratio >= 0.85 ? 'warn' : 'neutral'}
            />
          </span>
        </Labelled>
      );
    case 'conditions':
      return (
        <Wide label="Conditions" hideLabel>
          <Conditions clusterId={clusterId} conditions={item.conditions} />
        </Wide>
      );
    case 'table':
      return (
        <Wide label={item.label} hideLabel={alone} help={item.help}>
          <DetailTable clusterId={clusterId} label={item.label} columns={item.columns} rows={item.rows} />
        </Wide>
      );
    case 'pem':
      return (
        <Wide label={item.label} hideLabel={alone} help={item.help}>
          <PemItem clusterId={clusterId} pem={item.pem} />
        </Wide>
      );
    case 'schema':
      return (
        <Wide label="Fields" hideLabel>
          <SchemaTree nodes={item.nodes} />
        </Wide>
      );
    case 'block':
      return (
        <Wide label={item.label} hideLabel={alone} help={item.help}>
          <CodeBlock label={item.label} copy={item.text}>
            {item.text}
          </CodeBlock>
        </Wide>
      );
  }
}

interface LabelledProps {
  readonly label: string;
  readonly help?: string | undefined;
  readonly children: ReactNode;
}

/** The schema's own words about a field, on hover. */
const helpProps = (help: string | undefined) => (help === undefined ? {} : { title: help, 'data-help': '' });

function Labelled({ label, help, children }: LabelledProps): ReactNode {
  return (
    <div className={styles.item}>
      <dt {...helpProps(help)}>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

interface WideProps {
  readonly label: string;
  readonly hideLabel: boolean;
  readonly help?: string | undefined;
  readonly children: ReactNode;
}

function Wide({ label, hideLabel, help, children }: WideProps): ReactNode {
  return (
    <div className={styles.wide}>
      <dt className={hideLabel ? 'sr-only' : undefined} {...helpProps(help)}>
        {label}
      </dt>
      <dd>{children}</dd>
    </div>
  );
}

function Lines({ clusterId, values }: InCluster & { readonly values: readonly Value[] }): ReactNode {
  return (
    <ul>
      {values.map((value, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity but their place
        <li key={at}>
          <ValueView clusterId={clusterId} value={value} />
        </li>
      ))}
    </ul>
  );
}

/** An object with ten thousand labels must not be ten thousand chips. */
const FIRST_PAIRS = 24;

function useFirst<T>(all: readonly T[], most: number): readonly [readonly T[], ReactNode] {
  const [whole, setWhole] = useState(false);
  if (whole || all.length <= most) return [all, null];
  const more = (
    <Button variant="quiet" onClick={() => setWhole(true)}>
      {`Show all ${all.length}`}
    </Button>
  );
  return [all.slice(0, most), more];
}

function Pairs({ pairs }: { readonly pairs: readonly Pair[] }): ReactNode {
  const [shown, more] = useFirst(pairs, FIRST_PAIRS);
  return (
    <div className={styles.pairs}>
      {shown.map(({ key, value }) => (
        <span key={key} className={styles.pair} title={`${key}=${value}`}>
          {value === '' ? key : `${key}=${value}`}
        </span>
      ))}
      {more}
    </div>
  );
}

const LONG = 160;

function Texts({ pairs }: { readonly pairs: readonly Pair[] }): ReactNode {
  const [shown, more] = useFirst(pairs, FIRST_PAIRS);
  return (
    <ul className={styles.texts}>
      {shown.map((pair) => (
        <Text key={pair.key} pair={pair} />
      ))}
      {more}
    </ul>
  );
}

function Text({ pair }: { readonly pair: Pair }): ReactNode {
  const [whole, setWhole] = useState(false);
  const long = pair.value.length > LONG || pair.value.includes('\n');
  return (
    <li>
      <span className={styles.key}>{pair.key}</span>
      <span className={styles.copyable}>
        <span className={whole ? styles.whole : styles.cut}>{pair.value}</span>
        <CopyButton text={pair.value} />
      </span>
      {long ? (
        <Button variant="quiet" onClick={() => setWhole(!whole)}>
          {whole ? 'Less' : 'More'}
        </Button>
      ) : null}
    </li>
  );
}

/** The last change first: a line through time. Without a time they come last. */
const byTime = (conditions: readonly Condition[]): readonly Condition[] =>
  conditions.toSorted((a, b) => (b.at ?? 0) - (a.at ?? 0));

function Conditions({ clusterId, conditions }: InCluster & { readonly conditions: readonly Condition[] }): ReactNode {
  return (
    <ul className={styles.conditions}>
      {byTime(conditions).map((condition) => (
        <li key={condition.type}>
          <span className={styles.mark}>
            <StateGlyph state={condition.role} />
          </span>
          <div>
            <p>
              <span className={styles.strong}>{condition.type}</span>
              <span className={styles.muted}>{` ${condition.status}`}</span>
              {condition.reason === '' ? null : <span>{` ${condition.reason}`}</span>}
            </p>
            {condition.message === '' ? null : <p className={styles.muted}>{condition.message}</p>}
          </div>
          <span className={styles.age}>
            {condition.at === null ? null : <Age clusterId={clusterId} at={condition.at} />}
          </span>
        </li>
      ))}
    </ul>
  );
}

const FIRST_ROWS = 100;

interface DetailTableProps extends InCluster {
  readonly label: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Value[])[];
}

function DetailTable({ clusterId, label, columns, rows }: DetailTableProps): ReactNode {
  const [shown, more] = useFirst(rows, FIRST_ROWS);
  return (
    <div className={styles.scroll}>
      <table className={styles.table} aria-label={label}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column === '' ? <span className="sr-only">Notes</span> : column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place
            <tr key={at}>
              {row.map((value, column) => (
                <td key={columns[column]}>
                  <ValueView clusterId={clusterId} value={value} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {more}
    </div>
  );
}
