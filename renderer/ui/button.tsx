import type { ComponentPropsWithRef } from 'react';
import styles from './button.module.css';
import { cx } from './cx.ts';
import { Icon, type IconName } from './icon.tsx';
import { Kbd } from './kbd.tsx';
import { Tooltip } from './tooltip.tsx';

export interface ButtonProps extends ComponentPropsWithRef<'button'> {
  readonly variant?: 'default' | 'primary' | 'quiet' | 'danger';
  readonly icon?: IconName;
  /** Icon at the end: the chevron of a dropdown. */
  readonly endIcon?: IconName;
  readonly keys?: string;
  /** A shortcut's id, as for `Kbd`. */
  readonly shortcut?: string;
}

export function Button({
  variant = 'default',
  icon,
  endIcon,
  keys,
  shortcut,
  className,
  children,
  ...rest
}: ButtonProps) {
  return (
    <button type="button" {...rest} className={cx(styles.button, styles[variant], className)}>
      {icon === undefined ? null : <Icon name={icon} size={14} />}
      {children}
      <Kbd keys={keys} shortcut={shortcut} bare />
      {endIcon === undefined ? null : <Icon name={endIcon} size={14} className={styles.end} />}
    </button>
  );
}

export interface IconButtonProps extends Omit<ComponentPropsWithRef<'button'>, 'children'> {
  /** What it does, as a verb; spoken, and shown on hover. */
  readonly label: string;
  readonly icon: IconName;
  readonly keys?: string;
  /** A shortcut's id, as for `Kbd`. */
  readonly shortcut?: string;
  readonly pressed?: boolean;
  readonly tooltip?: boolean;
  readonly bordered?: boolean;
  readonly iconSize?: number;
}

export function IconButton({
  label,
  icon,
  keys,
  shortcut,
  pressed,
  tooltip = true,
  bordered = false,
  iconSize = 16,
  className,
  ...rest
}: IconButtonProps) {
  const button = (
    <button
      type="button"
      {...rest}
      aria-label={label}
      {...(pressed === undefined ? {} : { 'aria-pressed': pressed })}
      className={cx(styles.iconButton, bordered && styles.bordered, className)}
    >
      <Icon name={icon} size={iconSize} />
    </button>
  );
  if (!tooltip) return button;
  return (
    <Tooltip label={label} keys={keys} shortcut={shortcut}>
      {button}
    </Tooltip>
  );
}
