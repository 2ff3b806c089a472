import { Toast as Base } from '@base-ui/react/toast';
import { IconButton } from './button.tsx';
import { StateGlyph, type StateRoleName } from './glyph.tsx';
import styles from './toast.module.css';

export interface ToastMessage {
  readonly level: 'info' | 'ok' | 'warn' | 'bad';
  readonly message: string;
  readonly title?: string;
  readonly action?: { readonly label: string; readonly onClick: () => void };
}

const roles: Readonly<Record<ToastMessage['level'], StateRoleName>> = {
  info: 'progress',
  ok: 'ok',
  warn: 'warn',
  bad: 'bad',
};

const manager = Base.createToastManager<{ readonly role: StateRoleName }>();

/** Says something at the corner, without taking the focus. What is bad stays until it is closed. */
export function toast({ level, message, title, action }: ToastMessage): void {
  manager.add({
    ...(title === undefined ? {} : { title }),
    description: message,
    timeout: level === 'bad' ? 0 : 6000,
    priority: level === 'bad' ? 'high' : 'low',
    data: { role: roles[level] },
    ...(action === undefined ? {} : { actionProps: { children: action.label, onClick: action.onClick } }),
  });
}

function ToastList() {
  const { toasts } = Base.useToastManager<{ readonly role: StateRoleName }>();
  return toasts.map((item) => (
    <Base.Root
      key={item.id}
      toast={item}
      className={styles.toast}
      data-testid="toast"
      {...(item.title === undefined ? { 'aria-label': 'Message' } : {})}
    >
      <Base.Content className={styles.content}>
        <StateGlyph state={item.data?.role ?? 'progress'} />
        <div className={styles.text}>
          <Base.Title className={styles.title} />
          <Base.Description className={styles.description} />
        </div>
        <Base.Action className={styles.action} />
        <Base.Close render={<IconButton label="Close this message" icon="x" tooltip={false} iconSize={14} />} />
      </Base.Content>
    </Base.Root>
  ));
}

/** Mounted once by the shell. */
export function Toaster() {
  return (
    <Base.Provider toastManager={manager} limit={4}>
      <Base.Portal>
        <Base.Viewport className={styles.viewport}>
          <ToastList />
        </Base.Viewport>
      </Base.Portal>
    </Base.Provider>
  );
}
