import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { batchesQuery } from '../api/queries.js';
import type { Alarm, AlarmOccurrence } from '../api/types.js';
import { Action } from '../parts/action.js';
import actions from '../parts/action.module.css';
import { clockFace } from '../parts/duration.js';
import { usePerson, useZone } from '../session/use-session.js';
import { word } from '../text/words.js';
import { stamp } from '../unit/logbook-words.js';
import { type AlarmAct, actsOf, lengthText, type TitleOf } from './alarm-words.js';
import { AlarmStory } from './alarm-story.js';
import css from './alarms.module.css';

const Fact = ({ name, children }: { name: string; children: ReactNode }): ReactElement => (
  <div className={css.fact}>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);

/** Codes of the batches that held the unit then, each a way there. */
function Batches({ ids }: { ids: readonly string[] }): ReactElement {
  const { t } = useTranslation();
  const known = useQuery({ ...batchesQuery, enabled: usePerson().may('batch.read') }).data;
  return (
    <span className={css.links}>
      {ids.map((id) => (
        <Link key={id} to="/batches/$batch" params={{ batch: id }} className={actions.action}>
          {known?.find((batch) => batch.id === id)?.code ?? t('logbook.batch')}
        </Link>
      ))}
    </span>
  );
}

const UnitLinks = ({ codes }: { codes: readonly string[] }): ReactElement => (
  <span className={css.links}>
    {codes.map((unit) => (
      <Link key={unit} to="/units/$unit" params={{ unit }} className={actions.action}>
        {unit}
      </Link>
    ))}
  </span>
);

/** When it was raised, who answered it and how fast, and when it was over. */
export function Times({ occurrence }: { occurrence: AlarmOccurrence }): ReactElement {
  const { t } = useTranslation();
  const zone = useZone();
  const { raisedAt, acknowledgedAt, acknowledgedBy, responseSeconds, comment, returnedAt } = occurrence;
  const { answeredAt, answeredBy, batches, units } = occurrence;
  const by = { name: acknowledgedBy ?? '', time: acknowledgedAt === null ? '' : stamp(acknowledgedAt, zone) };
  return (
    <>
      <Fact name={t('alarm.raised')}>{stamp(raisedAt, zone)}</Fact>
      {acknowledgedAt !== null && (
        <Fact name={t('alarm.acknowledgedBy')}>
          {responseSeconds === null
            ? t('alarm.by', by)
            : t('alarm.after', { ...by, length: clockFace(responseSeconds * 1000) })}
          {comment !== null && <q className={css.comment}>{comment}</q>}
        </Fact>
      )}
      {returnedAt !== null && <Fact name={t('alarm.returned')}>{stamp(returnedAt, zone)}</Fact>}
      {answeredAt !== null && (
        <Fact name={t('alarm.answered')}>
          {t('alarm.answered.by', { name: answeredBy ?? '', time: stamp(answeredAt, zone) })}
        </Fact>
      )}
      {batches.length > 0 && (
        <Fact name={t('alarm.batches')}>
          <Batches ids={batches} />
        </Fact>
      )}
      {units.length > 0 && (
        <Fact name={t('alarm.units')}>
          <UnitLinks codes={units} />
        </Fact>
      )}
    </>
  );
}

/** Who withheld it, why, and until when. */
function Withheld({ alarm }: { alarm: Alarm }): ReactElement | null {
  const { t } = useTranslation();
  const zone = useZone();
  const { withheld, state, shelved, active, since: raised } = alarm;
  if (withheld === null) return null;
  const { by, since, until } = withheld;
  const design = { reason: word('suppressedBecause', withheld.reason) };
  const values = { name: by ?? '', time: stamp(since, zone), reason: withheld.reason };
  const words = (): string => {
    // one that was never raised is suppressed as its unit is used now
    if (by === null)
      return raised === null
        ? t('alarm.withheld.now', design)
        : t('alarm.withheld.design', { ...design, time: stamp(since, zone) });
    return until === null
      ? t('alarm.withheld.by', values)
      : t('alarm.withheld.until', { ...values, until: stamp(until, zone) });
  };
  return (
    <Fact name={word('alarm.withheld', state)}>
      {words()}
      {active && <b className={css.note}>{t('alarm.isThere')}</b>}
      {shelved > 0 && <span className={css.note}>{t('alarm.shelvedTimes', { count: shelved })}</span>}
    </Fact>
  );
}

interface DetailProps {
  alarm: Alarm;
  titleOf: TitleOf;
  act: (act: AlarmAct, alarm: Alarm) => void;
}

/** What to do about an alarm, why, what is known of it, what may be done with it, and its story. */
export function AlarmDetail({ alarm, titleOf, act }: DetailProps): ReactElement {
  const { t } = useTranslation();
  const { may } = usePerson();
  const { id, unit, response, cause, consequence, respondWithin, occurrence, withheld } = alarm;
  // one that was never raised nor withheld by a person has no story yet
  const hasStory = occurrence !== null || (withheld?.by ?? null) !== null || alarm.since !== null;
  return (
    <div className={css.inside}>
      {response === null && cause === null && consequence === null ? (
        <p className={css.response}>{t('alarm.unrationalised')}</p>
      ) : (
        <div className={css.response}>
          <h3>
            {t('alarm.response')}
            {respondWithin !== null && ` ${t('alarm.response.within', { within: lengthText(respondWithin) })}`}
          </h3>
          <p>{response}</p>
        </div>
      )}
      <dl className={css.facts}>
        {cause !== null && <Fact name={t('alarm.cause')}>{cause}</Fact>}
        {consequence !== null && <Fact name={t('alarm.consequence')}>{consequence}</Fact>}
        <Withheld alarm={alarm} />
        {occurrence !== null && <Times occurrence={occurrence} />}
      </dl>
      <div className={css.acts}>
        {actsOf(alarm, may).map((one) => (
          <Action key={one} tone={one === 'acknowledge' ? 'main' : 'other'} onPress={() => act(one, alarm)}>
            {t(`alarm.act.${one}`)}
          </Action>
        ))}
        {unit !== null && <UnitLinks codes={[unit]} />}
      </div>
      {hasStory && <AlarmStory id={id} unit={unit} titleOf={titleOf} />}
    </div>
  );
}

/** What is kept of one time that an alarm was raised; who it was and its whole story beneath. */
export const OccurrenceDetail = ({
  occurrence,
  titleOf,
}: {
  occurrence: AlarmOccurrence;
  titleOf: TitleOf;
}): ReactElement => (
  <div className={css.inside}>
    <dl className={css.facts}>
      <Times occurrence={occurrence} />
    </dl>
    <AlarmStory id={occurrence.alarm} unit={occurrence.unit} titleOf={titleOf} />
  </div>
);
