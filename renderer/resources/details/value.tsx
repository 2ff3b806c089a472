import type { ReactNode } from 'react';
import type { Part, Value } from '../../../shared/details/model.ts';
import { cx } from '../../ui/cx.ts';
import { ObjectLinkView } from '../object-link.tsx';
import { Age, FullTime, Relative } from '../time.tsx';
import styles from './details.module.css';

function PartView({ clusterId, part }: { readonly clusterId: string; readonly part: Part }): ReactNode {
  switch (part.type) {
    case 'text':
      return (
        <span className={cx(part.muted && styles.muted, part.mono && 'mono')} data-state={part.role}>
          {part.text}
        </span>
      );
    case 'link':
      return (
        <ObjectLinkView clusterId={clusterId} to={part.to}>
          {part.text}
        </ObjectLinkView>
      );
    case 'relative':
      return <Relative clusterId={clusterId} at={part.at} />;
    case 'age':
      return <Age clusterId={clusterId} at={part.at} />;
    case 'time':
      return <FullTime at={part.at} />;
  }
}

export function ValueView({ clusterId, value }: { readonly clusterId: string; readonly value: Value }): ReactNode {
  return value.map((part, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: parts have no identity but their place
    <PartView key={at} clusterId={clusterId} part={part} />
  ));
}
