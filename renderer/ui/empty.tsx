import { Component, type ErrorInfo, type ReactNode } from 'react';
import { Button } from './button.tsx';
import { CodeBlock, CopyButton } from './copy.tsx';
import styles from './empty.module.css';
import { StateGlyph } from './glyph.tsx';
import { Icon, type IconName } from './icon.tsx';

export interface EmptyStateProps {
  readonly icon?: IconName;
  readonly title: ReactNode;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  readonly testId?: string;
}

/** Why there is nothing to see, in the middle of where it would be. */
export function EmptyState({ icon, title, children, actions, testId }: EmptyStateProps) {
  return (
    <div className={styles.empty} data-testid={testId}>
      {icon === undefined ? null : <Icon name={icon} size={32} className={styles.icon} />}
      <p className={styles.title}>{title}</p>
      {children === undefined ? null : <div className={styles.text}>{children}</div>}
      {actions === undefined ? null : <div className={styles.actions}>{actions}</div>}
    </div>
  );
}

export interface ErrorPanelProps {
  readonly title: string;
  readonly message: string;
  readonly detail?: string | undefined;
  readonly retryLabel?: string;
  readonly onRetry?: (() => void) | undefined;
}

/** An error in one part: that part only, with the words of whoever failed, copy and retry. */
export function ErrorPanel({ title, message, detail, retryLabel = 'Try again', onRetry }: ErrorPanelProps) {
  return (
    <div className={styles.error} role="alert" data-testid="error-panel">
      <p className={styles.errorTitle}>
        <StateGlyph state="bad" />
        {title}
      </p>
      <p className={styles.text}>{message}</p>
      {detail === undefined || detail === '' ? null : <CodeBlock label="Details">{detail}</CodeBlock>}
      <div className={styles.actions}>
        {onRetry === undefined ? null : (
          <Button variant="primary" onClick={onRetry}>
            {retryLabel}
          </Button>
        )}
        <CopyButton label="Copy details" text={[title, message, detail ?? ''].join('\n').trim()} />
      </div>
    </div>
  );
}

export interface ErrorBoundaryProps {
  /** What failed, as a person names it: "the list of pods". */
  readonly what: string;
  /** A new key clears the failure: another page, another cluster. */
  readonly resetKey?: string;
  readonly children: ReactNode;
}

interface BoundaryState {
  readonly error: Error | null;
  readonly key: string | undefined;
}

/** A fault in one part of the page stays in that part. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, BoundaryState> {
  override state: BoundaryState = { error: null, key: this.props.resetKey };

  static getDerivedStateFromError(error: unknown): Partial<BoundaryState> {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  static getDerivedStateFromProps(props: ErrorBoundaryProps, state: BoundaryState): Partial<BoundaryState> | null {
    return props.resetKey === state.key ? null : { error: null, key: props.resetKey };
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    console.error(`${this.props.what} failed`, error, info.componentStack);
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <ErrorPanel
        title={`Something went wrong in ${this.props.what}`}
        message={error.message}
        detail={error.stack}
        retryLabel="Show it again"
        onRetry={() => this.setState({ error: null })}
      />
    );
  }
}
