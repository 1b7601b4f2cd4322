import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useConnection } from '../api/connection.js';
import { address } from '../api/routes.js';
import { useCommand } from '../api/use-command.js';
import { Action } from '../parts/action.js';
import { Answer } from '../parts/answer.js';
import { Lines } from '../parts/lines.js';
import { TextField } from '../parts/text-field.js';
import { usePerson } from '../session/use-session.js';
import { SignDialog } from '../step/sign-dialog.js';
import { word } from '../text/words.js';
import { stamp } from '../unit/logbook-words.js';
import { reviewsQuery } from './queries.js';
import css from './trail.module.css';
import { subjectWords } from './trail-words.js';
import type { TrailReviews as Reviews } from './types.js';

const MEANING = 'reviewed';
const ROLES = ['qa-reviewer', 'qualified-person'];

/** A signature over what is on record since the last review, with what was found. */
function SignReview({ known, close }: { known: Reviews; close: () => void }): ReactElement {
  const { t } = useTranslation();
  const client = useQueryClient();
  const person = usePerson();
  const offline = useConnection() === 'offline';
  const [remark, setRemark] = useState('');
  // what was offered when it was opened is what is signed, whatever comes meanwhile
  const [{ from, to, facts, critical, head, hash }] = useState(known.offer);
  const { kind, id } = known.subject;
  const command = useCommand<Reviews>({
    done: (answer) => {
      client.setQueryData(reviewsQuery(kind, id).queryKey, answer);
      close();
    },
  });
  return (
    <SignDialog
      at={{ person, barred: offline ? 'offline' : null }}
      meaning={MEANING}
      role={ROLES}
      hash={hash}
      means={t('trail.review.means')}
      content={
        <>
          <h2>{subjectWords(known.subject)}</h2>
          <p>{t('trail.review.content', { from, to, facts, critical })}</p>
          <Lines rows={[{ name: t('trail.review.head'), value: head }]} />
        </>
      }
      above={
        <div className={css.remark}>
          <TextField label={t('trail.review.remark')} value={remark} change={setRemark} />
        </div>
      }
      missing={remark.trim() === '' ? t('trail.review.missing') : undefined}
      busy={command.isPending}
      error={command.error}
      give={(credentials) =>
        command.mutate({
          path: address('/api/trail/reviews/{kind}/{id}', { kind, id }),
          body: { to, remark: remark.trim(), signing: { ...credentials, meaning: MEANING, hash } },
        })
      }
      cancel={close}
    />
  );
}

function Waiting({ known, sign }: { known: Reviews; sign: (() => void) | null }): ReactElement {
  const { t } = useTranslation();
  const { facts: count, critical, hash } = known.offer;
  if (hash === null) return <p>{t('trail.review.all')}</p>;
  return (
    <div className={css.ways}>
      <p>{t(known.reviews.length === 0 ? 'trail.review.open' : 'trail.review.waits', { count, critical })}</p>
      {sign !== null && <Action onPress={sign}>{t('trail.review.give')}</Action>}
    </div>
  );
}

/** Who reviewed the trail of something, up to where, and what came since (An.11-9). */
export function TrailReviews({ kind, id }: { kind: string; id: string }): ReactElement {
  const { t } = useTranslation();
  const query = useQuery(reviewsQuery(kind, id));
  const may = usePerson().may('trail.review');
  const [signing, setSigning] = useState(false);
  return (
    <section className={css.reviews} aria-label={t('trail.reviews')}>
      <h2>{t('trail.reviews')}</h2>
      <Answer query={query} what={t('trail.reviews.loading')}>
        {(known) => (
          <>
            {known.reviews.length === 0 && <p>{t('trail.reviews.none')}</p>}
            <ul className={css.changes}>
              {known.reviews.map(({ id: review, from, to, facts, critical, name, role, at, zone, remark }) => (
                <li key={review}>
                  <b>{t('trail.review.line', { from, to, facts, critical })}</b>
                  <div>{t('trail.review.by', { name, role: word('role', role), time: stamp(at, zone) })}</div>
                  <div>{remark}</div>
                </li>
              ))}
            </ul>
            <Waiting known={known} sign={may ? () => setSigning(true) : null} />
            {signing && <SignReview known={known} close={() => setSigning(false)} />}
          </>
        )}
      </Answer>
    </section>
  );
}
