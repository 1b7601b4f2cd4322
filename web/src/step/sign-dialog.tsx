import { type ComponentProps, type ReactElement, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { word } from '../text/words.js';
import css from './sign-dialog.module.css';
import { SignPanel } from './sign-panel.js';

/** A signature that interrupts the work, over the whole page. */
export function SignDialog(props: ComponentProps<typeof SignPanel>): ReactElement {
  const { t } = useTranslation();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={css.dialog}
      aria-label={t('sign.title', { meaning: word('meaning', props.meaning) })}
      onCancel={(event) => {
        event.preventDefault();
        props.cancel?.();
      }}
    >
      <SignPanel {...props} />
    </dialog>
  );
}
