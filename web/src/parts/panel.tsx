import { type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Action } from './action.js';
import { Dialog } from './dialog.js';
import css from './panel.module.css';

interface Props {
  title: string;
  children: ReactNode;
  /** what it is there for */
  way: ReactNode;
  close: () => void;
  /** beside it, such as a keypad */
  side?: ReactNode;
}

/** A question over the page, with its way on and its way back. */
export function Panel({ title, children, way, close, side }: Props): ReactElement {
  const { t } = useTranslation();
  return (
    <Dialog className={side === undefined ? css.panel : `${css.panel} ${css.wide}`} label={title} close={close}>
      <h2>{title}</h2>
      {side === undefined ? (
        children
      ) : (
        <div className={css.beside}>
          <div className={css.left}>{children}</div>
          {side}
        </div>
      )}
      <footer className={css.foot}>
        <Action onPress={close}>{t('panel.cancel')}</Action>
        {way}
      </footer>
    </Dialog>
  );
}
