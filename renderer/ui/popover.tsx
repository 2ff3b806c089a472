import { Popover as Base } from '@base-ui/react/popover';
import type { ReactElement, ReactNode } from 'react';
import styles from './popover.module.css';

export interface PopoverProps {
  readonly trigger: ReactElement;
  /** Name of the popup for assistive technology. */
  readonly label: string;
  readonly open?: boolean;
  readonly onOpenChange?: (open: boolean) => void;
  /** Where the focus goes when it closes; `true` is the trigger. */
  readonly finalFocus?: () => HTMLElement | boolean;
  readonly align?: 'start' | 'center' | 'end';
  /** Without the popup's own padding, for lists. */
  readonly flush?: boolean;
  readonly children: ReactNode;
}

export function Popover({
  trigger,
  label,
  open,
  onOpenChange,
  finalFocus,
  align = 'start',
  flush = false,
  children,
}: PopoverProps) {
  const controlled = {
    ...(open === undefined ? {} : { open }),
    ...(onOpenChange === undefined ? {} : { onOpenChange: (next: boolean) => onOpenChange(next) }),
  };
  return (
    <Base.Root {...controlled}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner className={styles.positioner} align={align} sideOffset={4} collisionPadding={8}>
          <Base.Popup
            className={flush ? styles.flush : styles.popup}
            aria-label={label}
            finalFocus={finalFocus ?? true}
          >
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
