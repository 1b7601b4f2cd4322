import { type ComponentProps, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { word } from '../text/words.js';
import { Dialog } from '../parts/dialog.js';
import css from './sign-dialog.module.css';
import { SignPanel } from './sign-panel.js';

/** A signature that interrupts the work, over the whole page. */
export function SignDialog(props: ComponentProps<typeof SignPanel>): ReactElement {
  const { t } = useTranslation();
  return (
    <Dialog
      className={css.dialog}
      label={t('sign.title', { meaning: word('meaning', props.meaning) })}
      close={() => props.cancel?.()}
    >
      <SignPanel {...props} />
    </Dialog>
  );
}
