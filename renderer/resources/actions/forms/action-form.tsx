import type { ReactNode } from 'react';
import { DeleteForm } from './delete-form.tsx';
import { EvictForm } from './evict-form.tsx';
import { FinalizersForm } from './finalizers-form.tsx';
import type { FormProps } from './form.ts';
import { ImageForm } from './image-form.tsx';
import { RollbackForm } from './rollback-form.tsx';
import { ScaleForm } from './scale-form.tsx';
import { TextsForm } from './texts-form.tsx';
import { TriggerForm } from './trigger-form.tsx';

/** The choices of an action; nothing for those that have none. */
export function ActionForm(props: FormProps): ReactNode {
  switch (props.asking.action) {
    case 'delete':
      return <DeleteForm {...props} />;
    case 'scale':
      return <ScaleForm {...props} />;
    case 'rollback':
      return <RollbackForm {...props} />;
    case 'set-image':
      return <ImageForm {...props} />;
    case 'trigger':
      return <TriggerForm {...props} />;
    case 'evict':
      return <EvictForm {...props} />;
    case 'label':
    case 'annotate':
      return <TextsForm {...props} />;
    case 'finalizers':
      return <FinalizersForm {...props} />;
    default:
      return null;
  }
}
