import type { UseMutationResult } from '@tanstack/react-query';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Order } from '../api/client.js';
import type { Problem } from '../api/problem.js';
import type { SigningContent } from '../api/types.js';
import { useDrafts } from '../parts/drafts.js';
import controls from '../parts/control.module.css';
import css from './exception.module.css';
import { SignDialog } from './sign-dialog.js';
import type { Credentials } from './sign-panel.js';
import type { StepAtHand } from './step-at-hand.js';
import { WholeContent } from './step-content.js';

export type Given = Credentials & { meaning: string; hash: string };

interface Props<T> {
  at: Pick<StepAtHand, 'person' | 'barred'>;
  title: string;
  meaning: string;
  role: string;
  signing: SigningContent;
  /** of the draft */
  subject: string;
  command: UseMutationResult<T, Problem, Order<T>>;
  orderOf: (reason: string, signing: Given) => Order<NoInfer<T>>;
  close: () => void;
  children: ReactNode;
  /** between the words and the reason */
  more?: ReactNode;
  /** what is asked for, where it is not why */
  ask?: string;
  /** what is still missing besides the reason */
  missing?: string | undefined;
}

/** An act that takes a reason and a signature, over the whole page. */
export function ReasonDialog<T>(props: Props<T>): ReactElement {
  const { at, title, meaning, role, signing, subject, command, orderOf, close, children, more } = props;
  const { t } = useTranslation();
  const { drafts, change, forget } = useDrafts(at.person.username, subject);
  const reason = (drafts.comment ?? '').trim();
  const { hash } = signing;
  const ask = props.ask ?? t('reason.why');
  return (
    <SignDialog
      at={at}
      meaning={meaning}
      role={role}
      hash={hash}
      busy={command.isPending}
      error={command.error}
      missing={props.missing ?? (reason.length < 3 ? (props.ask ?? t('reason.missing')) : undefined)}
      cancel={close}
      give={(credentials) => command.mutate(orderOf(reason, { ...credentials, meaning, hash }), { onSuccess: forget })}
      content={
        <>
          <h2>{title}</h2>
          <div>{children}</div>
          {more}
          <label className={css.label}>
            {ask}
            <textarea
              className={controls.control}
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
