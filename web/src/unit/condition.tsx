import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { order } from '../api/client.js';
import { useConnection } from '../api/connection.js';
import { Problem } from '../api/problem.js';
import type { Condition as State, Unit, UpkeepAct } from '../api/types.js';
import { useCommand } from '../api/use-command.js';
import { Action } from '../parts/action.js';
import { dayIn, daysBetween } from '../parts/day.js';
import { written } from '../parts/instant.js';
import { Mark, Status } from '../parts/mark.js';
import { useNow } from '../parts/use-now.js';
import { usePerson } from '../session/use-session.js';
import { ReasonPanel } from '../step/reason-panel.js';
import { problemWords } from '../text/words.js';
import css from './condition.module.css';
import { IdentityCard } from './identity-card.js';
import { PerformUpkeep } from './perform-upkeep.js';
import { StatusLabel } from './status-label.js';
import { ACTS, actWord, untilText } from './upkeep-words.js';
import { RefusedUpkeep, WaitingUpkeep } from './verify-upkeep.js';

/** From so many days before it a due day is counted down, and pointed out. */
const COUNTED_DAYS = 60;
const NEAR_DAYS = 14;

const STANDINGS = ['cleaned', 'calibrated', 'qualified', 'maintained'] as const;

/** How far a day is, as long as that matters; the clock of a clean hold stands on the label. */
function Due({ until, zone }: { until: string; zone: string }): ReactElement | null {
  const { t } = useTranslation();
  const now = useNow();
  const days = until.includes('T') ? COUNTED_DAYS + 1 : daysBetween(dayIn(zone, now), until);
  const isOver = until.includes('T') ? Date.parse(until) <= now : days < 0;
  if (isOver) return <Status tone="alert">{t('condition.over')}</Status>;
  if (days > COUNTED_DAYS) return null;
  if (days > NEAR_DAYS) return <span className={css.quiet}>{t('condition.days', { count: days })}</span>;
  return <Status tone="note">{t('condition.days', { count: days })}</Status>;
}

/** What is on record of the unit's upkeep, and until when it holds. */
function Standings({ condition, zone }: { condition: State; zone: string }): ReactElement {
  const { t } = useTranslation();
  const { firmware, approved } = condition;
  return (
    <dl className={css.standings}>
      {STANDINGS.map((act) => {
        const standing = condition[act];
        return (
          <div key={act}>
            <dt>{actWord(act)}</dt>
            <dd>
              {standing === null ? (
                <span className={css.quiet}>{t('condition.never')}</span>
              ) : (
                <>
                  <b>{written(standing.at, zone).full}</b>
                  {standing.until !== null && (
                    <>
                      <span>{t('condition.until', { until: untilText(standing.until, zone) })}</span>
                      <Due until={standing.until} zone={zone} />
                    </>
                  )}
                </>
              )}
            </dd>
          </div>
        );
      })}
      <div>
        <dt>{t('condition.firmware')}</dt>
        <dd>
          {firmware === null ? <span className={css.quiet}>{t('condition.never')}</span> : <b>{firmware}</b>}
          {approved.length > 0 && <span>{t('condition.approved', { versions: approved.join(', ') })}</span>}
        </dd>
      </div>
    </dl>
  );
}

/** What keeps it from a batch now, each with what happens next. */
function Hindrances({ unit }: { unit: Unit }): ReactElement {
  const { t } = useTranslation();
  const { hindrances } = unit.condition;
  const said = [
    ...(unit.quarantine === null
      ? []
      : [{ code: 'unit.quarantined', values: { unit: unit.code, ...unit.quarantine } }]),
    ...hindrances,
  ];
  if (said.length === 0) return <p>{t('condition.fit')}</p>;
  return (
    <ul className={css.list} aria-label={t('condition.hindrances')}>
      {said.map(({ code, values }) => {
        const { title } = problemWords(t, new Problem(409, code, values));
        return (
          <li key={code} className={css.hindrance}>
            <Mark tone="alert" size={24} />
            <b>{title}</b>
          </li>
        );
      })}
    </ul>
  );
}

function LiftQuarantine({ unit, close }: { unit: Unit; close: () => void }): ReactElement {
  const { t } = useTranslation();
  const offline = useConnection() === 'offline';
  const command = useCommand({ done: close });
  return (
    <ReasonPanel
      at={{ barred: offline ? 'offline' : null }}
      title={t('quarantine.lift.title', { unit: unit.code })}
      text={t('quarantine.lift.text', { reason: unit.quarantine?.reason ?? '' })}
      submit={t('quarantine.lift')}
      busy={command.isPending}
      error={command.error}
      give={(reason) => command.mutate(order('/api/units/{code}/lift-quarantine', { code: unit.code }, { reason }))}
      close={close}
    />
  );
}

/** What may be done to the unit, and put on record. */
function Acts({ unit, zone }: { unit: Unit; zone: string }): ReactElement | null {
  const { t } = useTranslation();
  const { may } = usePerson();
  const [open, setOpen] = useState<UpkeepAct | 'lift' | null>(null);
  const isOut = unit.condition.outOfService !== null;
  const acts = (Object.keys(ACTS) as UpkeepAct[]).filter(
    (act) => act !== (isOut ? 'taken-out-of-service' : 'returned-to-service'),
  );
  const close = (): void => setOpen(null);
  const mayLift = unit.quarantine !== null && may('plant.write');
  if (!may('upkeep.perform') && !mayLift) return null;
  return (
    <section className={css.section} aria-label={t('upkeep.acts')}>
      <h2>{t('upkeep.acts')}</h2>
      <p className={css.quiet}>{t('upkeep.acts.text')}</p>
      <div className={css.acts}>
        {may('upkeep.perform') &&
          acts.map((act) => (
            <Action key={act} tone={act === 'taken-out-of-service' ? 'stop' : 'other'} onPress={() => setOpen(act)}>
              {actWord(act)}
            </Action>
          ))}
        {mayLift && <Action onPress={() => setOpen('lift')}>{t('quarantine.lift')}</Action>}
      </div>
      {open === 'lift' && <LiftQuarantine unit={unit} close={close} />}
      {open !== null && open !== 'lift' && (
        <PerformUpkeep key={open} unit={unit} act={open} zone={zone} close={close} />
      )}
    </section>
  );
}

/** Whether the unit is fit for a batch, what is on record of that, and what is to be done for it. */
export function Condition({ unit, zone }: { unit: Unit; zone: string }): ReactElement {
  const { t } = useTranslation();
  const { condition } = unit;
  return (
    <>
      <section className={css.card} aria-label={t('condition.label')}>
        <h2 className={css.big}>
          <StatusLabel condition={condition} zone={zone} />
        </h2>
        {condition.outOfService !== null && (
          <p>{t('unit.since', { time: written(condition.outOfService.since, zone).full })}</p>
        )}
        {condition.usedUntil !== null && (
          <p className={css.quiet}>{t('condition.usedUntil', { time: written(condition.usedUntil, zone).full })}</p>
        )}
        <Hindrances unit={unit} />
      </section>
      <WaitingUpkeep unit={unit} zone={zone} />
      <RefusedUpkeep unit={unit} zone={zone} />
      <Acts unit={unit} zone={zone} />
      <div className={css.columns}>
        <section className={css.section}>
          <h2>{t('condition.standing')}</h2>
          <Standings condition={condition} zone={zone} />
        </section>
        <IdentityCard unit={unit} />
      </div>
    </>
  );
}
