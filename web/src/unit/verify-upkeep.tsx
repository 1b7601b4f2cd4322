import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { order } from '../api/client.js';
import { useConnection } from '../api/connection.js';
import type { Unit, Upkeep } from '../api/types.js';
import { useCommand } from '../api/use-command.js';
import { Action } from '../parts/action.js';
import { useDrafts } from '../parts/drafts.js';
import { Lines } from '../parts/lines.js';
import { Notice } from '../parts/notice.js';
import controls from '../parts/control.module.css';
import { usePerson } from '../session/use-session.js';
import { SignDialog } from '../step/sign-dialog.js';
import css from './condition.module.css';
import { refusedUpkeepQuery, upkeepQuery } from './queries.js';
import { ACTS, actWord, signedText, upkeepLines } from './upkeep-words.js';

interface Props {
  unit: Unit;
  upkeep: Upkeep;
  zone: string;
  close: () => void;
}

const signedAs = ({ signatures }: Upkeep, meaning: string, zone: string): string =>
  signatures
    .filter((one) => one.meaning === meaning)
    .map((one) => signedText(one, zone))
    .join('; ');

/** What was done, and who says so. */
const Said = ({ upkeep, zone }: Pick<Props, 'upkeep' | 'zone'>): ReactElement => {
  const { t } = useTranslation();
  const by = { name: t('upkeep.performedBy'), value: signedAs(upkeep, 'performed', zone) };
  return <Lines rows={[...upkeepLines(upkeep, zone), by]} />;
};

/** A second person signs for what was done, over what they are shown. */
function VerifyUpkeep({ unit, upkeep, zone, close }: Props): ReactElement {
  const { t } = useTranslation();
  const person = usePerson();
  const offline = useConnection() === 'offline';
  const command = useCommand({ done: close });
  const { id, act, hash } = upkeep;
  return (
    <SignDialog
      at={{ person, barred: offline ? 'offline' : null }}
      meaning="verified"
      role={ACTS[act].verifiedBy}
      means={t('upkeep.means.verified')}
      hash={hash}
      busy={command.isPending}
      error={command.error}
      cancel={close}
      content={
        <>
          <h2>{t('upkeep.title', { act: actWord(act), unit: unit.code })}</h2>
          <Said upkeep={upkeep} zone={zone} />
        </>
      }
      give={(credentials) =>
        command.mutate(
          order(
            '/api/units/{code}/upkeep/{id}/verify',
            { code: unit.code, id },
            { signing: { ...credentials, meaning: 'verified', hash } },
          ),
        )
      }
    />
  );
}

/** A second person signs that it is not as stated, and why. */
function RefuseUpkeep({ unit, upkeep, zone, close }: Props): ReactElement {
  const { t } = useTranslation();
  const person = usePerson();
  const offline = useConnection() === 'offline';
  const command = useCommand({ done: close });
  const { id, act, hash } = upkeep;
  const { drafts, change, forget } = useDrafts(person.username, `upkeep/${id}/refuse`);
  const reason = (drafts.reason ?? '').trim();
  return (
    <SignDialog
      at={{ person, barred: offline ? 'offline' : null }}
      meaning="refused"
      role={ACTS[act].verifiedBy}
      means={t('upkeep.means.refused')}
      hash={hash}
      missing={reason.length < 3 ? t('upkeep.missing.refusal') : undefined}
      busy={command.isPending}
      error={command.error}
      cancel={close}
      content={
        <>
          <h2>{t('upkeep.refuse.title', { act: actWord(act), unit: unit.code })}</h2>
          <Said upkeep={upkeep} zone={zone} />
          <label className={css.field}>
            {t('upkeep.refuse.why')}
            <textarea
              rows={3}
              maxLength={1000}
              className={controls.control}
              value={drafts.reason ?? ''}
              onChange={({ currentTarget }) => change('reason', currentTarget.value)}
            />
          </label>
          <p className={css.quiet}>{t('upkeep.refuse.text')}</p>
        </>
      }
      give={(credentials) =>
        command.mutate(
          order(
            '/api/units/{code}/upkeep/{id}/refuse',
            { code: unit.code, id },
            { reason, signing: { ...credentials, meaning: 'refused', hash } },
          ),
          { onSuccess: forget },
        )
      }
    />
  );
}

/** Acts that were done and do not count yet: each waits for its second person. */
export function WaitingUpkeep({ unit, zone }: { unit: Unit; zone: string }): ReactElement | null {
  const { t } = useTranslation();
  const may = usePerson().may('upkeep.verify');
  const waiting = useQuery(upkeepQuery(unit.code)).data ?? [];
  const [open, setOpen] = useState<{ id: string; judge: 'verify' | 'refuse' } | null>(null);
  const chosen = waiting.find(({ id }) => id === open?.id);
  if (waiting.length === 0) return null;
  const Judge = open?.judge === 'refuse' ? RefuseUpkeep : VerifyUpkeep;
  return (
    <section className={css.section} aria-label={t('upkeep.waiting')}>
      <h2>{t('upkeep.waiting')}</h2>
      <ul className={css.list}>
        {waiting.map((upkeep) => {
          const { id, act } = upkeep;
          return (
            <li key={id}>
              <Notice
                tone="note"
                title={t('upkeep.waits', { act: actWord(act) })}
                way={
                  may && (
                    <>
                      <Action tone="quiet" onPress={() => setOpen({ id, judge: 'refuse' })}>
                        {t('upkeep.refuse')}
                      </Action>
                      <Action tone="main" onPress={() => setOpen({ id, judge: 'verify' })}>
                        {t('upkeep.verify')}
                      </Action>
                    </>
                  )
                }
              >
                <Said upkeep={upkeep} zone={zone} />
              </Notice>
            </li>
          );
        })}
      </ul>
      {chosen !== undefined && (
        <Judge key={chosen.id} unit={unit} upkeep={chosen} zone={zone} close={() => setOpen(null)} />
      )}
    </section>
  );
}

/** Acts that have no effect, since their second person refused them: struck out, with who, when and why, until one is done again. */
export function RefusedUpkeep({ unit, zone }: { unit: Unit; zone: string }): ReactElement | null {
  const { t } = useTranslation();
  const refused = useQuery(refusedUpkeepQuery(unit.code)).data ?? [];
  if (refused.length === 0) return null;
  return (
    <section className={css.section} aria-label={t('upkeep.refused')}>
      <h2>{t('upkeep.refused')}</h2>
      <ul className={css.list}>
        {refused.map((upkeep) => (
          <li key={upkeep.id}>
            <Notice tone="alert" title={t('upkeep.isRefused', { act: actWord(upkeep.act) })}>
              <Lines
                rows={[
                  { name: t('upkeep.refusedBy'), value: signedAs(upkeep, 'refused', zone) },
                  { name: t('upkeep.refuse.why'), value: upkeep.refusal ?? '' },
                ]}
              />
              <div className={css.struck}>
                <Said upkeep={upkeep} zone={zone} />
              </div>
            </Notice>
          </li>
        ))}
      </ul>
    </section>
  );
}
