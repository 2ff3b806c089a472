import type { ComponentType } from 'react';
import type { KindInfo } from '../../shared/contract/catalog.ts';
import type { ObjectRef, ObjectState } from '../data/live-object.ts';

/** What a tab of the details panel is given: one object of one cluster, live. Actions in it go to this cluster, whatever tab is in front. */
export interface PanelTabProps {
  readonly clusterId: string;
  readonly target: ObjectRef & { readonly uid: string | null };
  readonly info: KindInfo | null;
  readonly state: ObjectState;
}

export interface PanelCountProps extends PanelTabProps {
  readonly report: (count: number) => void;
}

export interface PanelMarkProps extends PanelTabProps {
  readonly report: (marked: boolean) => void;
}

/** A tab that a feature adds to the details panel of the kinds it applies to. */
export interface PanelTab {
  readonly id: string;
  readonly label: string;
  readonly applies: (kind: string, info: KindInfo | null) => boolean;
  readonly Component: ComponentType<PanelTabProps>;
  /** Draws nothing: tells the number beside the label, and again when it changes. */
  readonly Count?: ComponentType<PanelCountProps>;
  /** Draws nothing: tells whether something in the tab waits for the person (a draft), for a mark beside the label. */
  readonly Mark?: ComponentType<PanelMarkProps>;
  /** A part at the end of the summary. */
  readonly Summary?: ComponentType<PanelTabProps>;
}
