import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { order } from '../api/client.js';
import type { BatchException, SigningContent } from '../api/types.js';
import { useCommand } from '../api/use-command.js';
import { Action } from '../parts/action.js';
import { useDrafts } from '../parts/drafts.js';
import controls from '../parts/control.module.css';
import css from './exception.module.css';
import { SignDialog } from './sign-dialog.js';
import type { StepAtHand } from './step-at-hand.js';
import { WholeContent } from './step-content.js';
import { ExceptionLine } from './exception-line.js';

interface Props {
  at: StepAtHand;
  exception: BatchException;
  signing: SigningContent;
  close: () => void;
}

/** A supervisor assesses an exception: the step goes on, or the batch stops; signed here, at this tablet. */
export function ExceptionAnswer({ at, exception, signing, close }: Props): ReactElement {
  const { t } = useTranslation();
  const { batch, step, person } = at;
  const { drafts, change, forget } = useDrafts(person.username, `batch/${batch.id}/${exception.id}/answer`);
  const [decision, setDecision] = useState<'continue' | 'stop'>('continue');
  const command = useCommand({
    done: () => {
      forget();
      close();
    },
  });
  const comment = (drafts.comment ?? '').trim();
  return (
    <SignDialog
      at={at}
      meaning={decision}
      role="supervisor"
      hash={signing.hash}
      busy={command.isPending}
      error={command.error}
      missing={comment.length < 3 ? t('exception.answer.missing') : undefined}
      cancel={close}
      give={(credentials) =>
        command.mutate(
          order(
            '/api/batches/{id}/steps/{step}/exceptions/{exception}/answer',
            { id: batch.id, step: step.id, exception: exception.id },
            {
              seen: step.version,
              decision,
              comment,
              signing: { ...credentials, meaning: decision, hash: signing.hash },
            },
          ),
        )
      }
      content={
        <>
          <h2>{t('exception.answer.title')}</h2>
          <ExceptionLine exception={exception} names={at.names} zone={at.zone} />
          {exception.comment !== null && <p>{t('content.comment', { comment: exception.comment })}</p>}
          <div className={css.pair}>
            {(['continue', 'stop'] as const).map((choice) => (
              <Action
                key={choice}
                tone={choice === 'stop' ? 'stop' : 'other'}
                pressed={decision === choice}
                onPress={() => setDecision(choice)}
              >
                {t(`exception.answer.${choice}`)}
              </Action>
            ))}
          </div>
          <label className={css.label}>
            {t('exception.answer.comment')}
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
