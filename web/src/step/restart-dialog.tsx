import type { UseMutationResult } from '@tanstack/react-query';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Order } from '../api/client.js';
import type { Problem } from '../api/problem.js';
import type { BatchAnswer, SigningContent } from '../api/types.js';
import { useDrafts } from '../parts/drafts.js';
import css from './exception.module.css';
import { SignDialog } from './sign-dialog.js';
import type { Credentials } from './sign-panel.js';
import type { StepAtHand } from './step-at-hand.js';
import { WholeContent } from './step-content.js';

interface Props {
  at: Pick<StepAtHand, 'person' | 'barred'>;
  title: string;
  signing: SigningContent;
  /** of the draft */
  subject: string;
  command: UseMutationResult<BatchAnswer, Problem, Order<BatchAnswer>>;
  orderOf: (comment: string, signing: Credentials & { meaning: string; hash: string }) => Order<BatchAnswer>;
  close: () => void;
  children: ReactNode;
}

/** A supervisor lets what is held go on: why, and signed. */
export function RestartDialog({ at, title, signing, subject, command, orderOf, close, children }: Props): ReactElement {
  const { t } = useTranslation();
  const { drafts, change, forget } = useDrafts(at.person.username, subject);
  const comment = (drafts.comment ?? '').trim();
  const { hash } = signing;
  return (
    <SignDialog
      at={at}
      meaning="restart"
      role="supervisor"
      hash={hash}
      busy={command.isPending}
      error={command.error}
      missing={comment.length < 3 ? t('restart.why') : undefined}
      cancel={close}
      give={(credentials) =>
        command.mutate(orderOf(comment, { ...credentials, meaning: 'restart', hash }), { onSuccess: forget })
      }
      content={
        <>
          <h2>{title}</h2>
          <p>{children}</p>
          <label className={css.label}>
            {t('restart.why')}
            <textarea
              className={css.text}
              rows={3}
              value={drafts.comment ?? ''}
              onChange={(event) => change('comment', event.currentTarget.value)}
            />
          </label>
          <WholeContent content={signing.content} />
        </>
      }
    />
  );
}
