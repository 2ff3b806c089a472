import { Tabs as Base } from '@base-ui/react/tabs';
import type { ReactNode } from 'react';
import { StateGlyph, type StateRoleName } from './glyph.tsx';
import styles from './tabs.module.css';

export interface TabItem {
  readonly id: string;
  readonly label: string;
  readonly count?: number;
  readonly glyph?: StateRoleName;
}

export interface TabsProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (id: string) => void;
  readonly tabs: readonly TabItem[];
  /** What the active tab shows. */
  readonly children?: ReactNode;
}

export function Tabs({ label, value, onChange, tabs, children }: TabsProps) {
  return (
    <Base.Root value={value} onValueChange={(next) => onChange(String(next))} className={styles.root}>
      <Base.List className={styles.list} aria-label={label} activateOnFocus>
        {tabs.map((tab) => (
          <Base.Tab key={tab.id} value={tab.id} className={styles.tab}>
            {tab.glyph === undefined ? null : <StateGlyph state={tab.glyph} />}
            {tab.label}
            {tab.count === undefined ? null : <span className={styles.count}>{tab.count}</span>}
          </Base.Tab>
        ))}
      </Base.List>
      <Base.Panel value={value} className={styles.panel}>
        {children}
      </Base.Panel>
    </Base.Root>
  );
}
