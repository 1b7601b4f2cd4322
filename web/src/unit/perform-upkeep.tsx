import { type ReactElement, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { order } from '../api/client.js';
import { useConnection } from '../api/connection.js';
import type { Unit, UpkeepAct } from '../api/types.js';
import { useCommand } from '../api/use-command.js';
import { dayWords, isDay } from '../parts/day.js';
import { useDrafts } from '../parts/drafts.js';
import { written } from '../parts/instant.js';
import { instantIn } from '../parts/instant-in.js';
import controls from '../parts/control.module.css';
import { usePerson } from '../session/use-session.js';
import { SignDialog } from '../step/sign-dialog.js';
import css from './condition.module.css';
import { ACTS, actWord, PERFORMERS } from './upkeep-words.js';

interface Props {
  unit: Unit;
  act: UpkeepAct;
  zone: string;
  close: () => void;
}

interface InputProps {
  zone: string;
  label: string;
  like?: string;
  type: 'text' | 'date' | 'datetime-local';
  value: string;
  change: (value: string) => void;
}

/** A typed time in words: a month in letters shows what digits hide. */
const timeWords = (zone: string, typed: string): string => {
  const instant = instantIn(zone, typed);
  if (instant !== undefined) return written(instant, zone).full;
  return isDay(typed) ? dayWords(typed) : '';
};

function Input({ zone, label, like, type, value, change }: InputProps): ReactElement {
  const id = useId();
  return (
    <div className={css.field}>
      <label htmlFor={id}>{label}</label>
      {like !== undefined && <p className={css.quiet}>{like}</p>}
      <input
        id={id}
        type={type}
        className={controls.control}
        value={value}
        autoComplete="off"
        onChange={({ currentTarget }) => change(currentTarget.value)}
      />
      {type !== 'text' && value !== '' && <p role="status">{timeWords(zone, value)}</p>}
    </div>
  );
}

/** An instant that is typed at the site, or none; undefined while it is no time. */
const typedInstant = (zone: string, typed: string | undefined): string | null | undefined =>
  (typed ?? '') === '' ? null : instantIn(zone, typed!);

/** Records an act of upkeep: what was done, signed by who did it. */
export function PerformUpkeep({ unit, act, zone, close }: Props): ReactElement {
  const { t } = useTranslation();
  const person = usePerson();
  const offline = useConnection() === 'offline';
  const { drafts, change, forget } = useDrafts(person.username, `upkeep/${unit.code}/${act}`);
  const command = useCommand({ done: close });
  const { until, version, why } = ACTS[act];
  const remark = (drafts.remark ?? '').trim();
  const doneAt = typedInstant(zone, drafts.doneAt);
  const good = until?.form === 'instant' ? typedInstant(zone, drafts.until) : (drafts.until ?? '') || null;
  const firmware = (drafts.version ?? '').trim();

  const given = {
    ...{ act, remark },
    ...(doneAt == null ? {} : { doneAt }),
    ...(good == null ? {} : { until: good }),
    ...(version === true ? { version: firmware } : {}),
  };

  const missing = (): string | undefined => {
    if (doneAt === undefined || good === undefined) return t('upkeep.missing.time');
    if (until?.asked === true && good === null) return t('upkeep.missing.until');
    if (version === true && firmware === '') return t('upkeep.missing.version');
    return remark.length < 3 ? t(why === true ? 'upkeep.missing.why' : 'upkeep.missing.remark') : undefined;
  };
  return (
    <SignDialog
      at={{ person, barred: offline ? 'offline' : null }}
      meaning="performed"
      role={PERFORMERS}
      means={t('upkeep.means.performed')}
      hash={null}
      missing={missing()}
      busy={command.isPending}
      error={command.error}
      cancel={close}
      content={
        <>
          <h2>{t('upkeep.title', { act: actWord(act), unit: unit.code })}</h2>
          <p className={css.quiet}>{unit.title}</p>
          <label className={css.field}>
            {t(why === true ? 'upkeep.why' : 'upkeep.remark')}
            <textarea
              rows={3}
              className={controls.control}
              value={drafts.remark ?? ''}
              onChange={({ currentTarget }) => change('remark', currentTarget.value)}
            />
          </label>
          {version === true && (
            <Input
              zone={zone}
              type="text"
              label={t('upkeep.version')}
              like={t('upkeep.version.like')}
              value={drafts.version ?? ''}
              change={(typed) => change('version', typed)}
            />
          )}
          {until !== undefined && (
            <Input
              zone={zone}
              type={until.form === 'day' ? 'date' : 'datetime-local'}
              label={t(`upkeep.until.${until.form}`)}
              like={t(
                until.asked ? 'upkeep.until.asked' : until.form === 'day' ? 'upkeep.until.open' : 'upkeep.until.hold',
              )}
              value={drafts.until ?? ''}
              change={(typed) => change('until', typed)}
            />
          )}
          <Input
            zone={zone}
            type="datetime-local"
            label={t('upkeep.doneAt')}
            like={t('upkeep.doneAt.like', { zone })}
            value={drafts.doneAt ?? ''}
            change={(typed) => change('doneAt', typed)}
          />
        </>
      }
      comes={() => ({ unit: unit.code, ...given })}
      give={(signing) =>
        command.mutate(order('/api/units/{code}/upkeep', { code: unit.code }, { ...given, signing }), {
          onSuccess: forget,
        })
      }
    />
  );
}
