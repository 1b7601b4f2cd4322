import type { ComponentProps, ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { BatchAnswer } from '../api/types.js';
import { ReasonDialog } from './reason-dialog.js';

type Props = Omit<ComponentProps<typeof ReasonDialog<BatchAnswer>>, 'meaning' | 'role' | 'ask'>;

/** A supervisor lets what is held go on: why, and signed. */
export function RestartDialog(props: Props): ReactElement {
  const { t } = useTranslation();
  return <ReasonDialog {...props} meaning="restart" role="supervisor" ask={t('restart.why')} />;
}
