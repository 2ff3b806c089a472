import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef } from 'react';
import styles from './split.module.css';
import { clampSize, keySize } from './split-size.ts';

export interface SplitPaneProps {
  readonly side: 'left' | 'right' | 'bottom';
  /** Pixels of the panel. */
  readonly size: number;
  readonly min: number;
  readonly max: number;
  readonly onSize: (px: number) => void;
  /** Name of the handle: "Resize details". */
  readonly label: string;
  readonly panel: ReactNode | null;
  readonly children: ReactNode;
}

/** Main content with a panel on one side; the handle is a focusable separator (arrows move it, Home and End to the limits). */
export function SplitPane({ side, size, min, max, onSize, label, panel, children }: SplitPaneProps) {
  const main = <div className={styles.main}>{children}</div>;
  const open = panel !== null && panel !== undefined && panel !== false;
  const held = (
    <>
      <ResizeHandle side={side} size={size} min={min} max={max} onSize={onSize} label={label} />
      <div className={styles.panel} style={side === 'bottom' ? { height: size } : { width: size }}>
        {panel}
      </div>
    </>
  );
  return (
    <div className={styles.split} data-side={side}>
      {main}
      {open ? held : null}
    </div>
  );
}

export type ResizeHandleProps = Omit<SplitPaneProps, 'panel' | 'children'>;

export function ResizeHandle({ side, size, min, max, onSize, label }: ResizeHandleProps) {
  const from = useRef<{ readonly at: number; readonly size: number } | null>(null);
  const horizontal = side !== 'bottom';
  const sign = side === 'left' ? 1 : -1;
  const place = (event: PointerEvent) => (horizontal ? event.clientX : event.clientY);
  const onKeyDown = (event: KeyboardEvent) => {
    const next = keySize(event.key, side, size, min, max);
    if (next === null) return;
    event.preventDefault();
    onSize(next);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a separator that moves is focusable and has a value, which hr has not
    <div
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={horizontal ? 'vertical' : 'horizontal'}
      aria-valuenow={Math.round(size)}
      aria-valuemin={min}
      aria-valuemax={max}
      className={styles.handle}
      data-side={side}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = { at: place(event), size };
      }}
      onPointerMove={(event) => {
        if (from.current === null) return;
        onSize(clampSize(from.current.size + sign * (place(event) - from.current.at), min, max));
      }}
      onPointerUp={() => {
        from.current = null;
      }}
      onPointerCancel={() => {
        from.current = null;
      }}
    />
  );
}
