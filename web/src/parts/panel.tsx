import { type ReactElement, type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Action } from './action.js';
import css from './panel.module.css';

interface Props {
  title: string;
  children: ReactNode;
  /** what it is there for */
  way: ReactNode;
  close: () => void;
}

/** A question over the page, with its way on and its way back. */
export function Panel({ title, children, way, close }: Props): ReactElement {
  const { t } = useTranslation();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={css.panel}
      aria-label={title}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
    >
      <h2>{title}</h2>
      {children}
      <footer className={css.foot}>
        <Action onPress={close}>{t('panel.cancel')}</Action>
        {way}
      </footer>
    </dialog>
  );
}
