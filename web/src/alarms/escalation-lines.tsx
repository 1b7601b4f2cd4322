import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Action } from '../parts/action.js';
import { Select } from '../parts/select.js';
import { TextField } from '../parts/text-field.js';
import { word } from '../text/words.js';
import css from './escalation.module.css';
import type { Policy } from './typed-policy.js';

interface Line<T> {
  line: T;
  put: (line: T) => void;
  remove: () => void;
}

const DAYS = [1, 2, 3, 4, 5, 6, 7];
const PRIORITIES = ['critical', 'high', 'medium', 'low'] as const;
/** Whoever is on duty then. */
const ROTA = 'rota';

function Remove({ what, remove }: { what: string; remove: () => void }): ReactElement {
  const { t } = useTranslation();
  return (
    <Action tone="quiet" label={t('escalation.remove.of', { what })} onPress={remove}>
      {t('escalation.remove')}
    </Action>
  );
}

interface ManyProps<T> {
  label: string;
  all: readonly T[];
  chosen: readonly T[];
  titleOf: (one: T) => string;
  change: (chosen: T[]) => void;
}

/** Several of a few, each by a touch; kept in their own order. */
const Many = <T extends string | number>({ label, all, chosen, titleOf, change }: ManyProps<T>): ReactElement => (
  <div className={css.many} role="group" aria-label={label}>
    <span>{label}</span>
    <div>
      {all.map((one) => (
        <Action
          key={one}
          tone="quiet"
          pressed={chosen.includes(one)}
          onPress={() =>
            change(all.filter((other) => (other === one ? !chosen.includes(one) : chosen.includes(other))))
          }
        >
          {titleOf(one)}
        </Action>
      ))}
    </div>
  </div>
);

/** Who, and where they are reached. */
export function ContactLine({ line, put, remove }: Line<Policy['contacts'][number]>): ReactElement {
  const { t } = useTranslation();
  const { name, kind, target } = line;
  return (
    <>
      <TextField label={t('escalation.contact.name')} value={name} change={(value) => put({ ...line, name: value })} />
      <Select
        label={t('escalation.contact.kind')}
        value={kind}
        options={(['mail', 'webhook'] as const).map((one) => ({ value: one, title: word('contactKind', one) }))}
        change={(value) => put({ ...line, kind: value === 'webhook' ? 'webhook' : 'mail' })}
      />
      <TextField
        label={t('escalation.contact.target')}
        value={target}
        hint={t(`escalation.contact.target.${kind}`)}
        change={(value) => put({ ...line, target: value })}
      />
      <Remove what={name} remove={remove} />
    </>
  );
}

/** Who is on duty, on which days, between which times of day. */
export function DutyLine({
  line,
  put,
  remove,
  names,
}: Line<Policy['rota'][number]> & { names: readonly string[] }): ReactElement {
  const { t } = useTranslation();
  const { days, from, until, contact } = line;
  return (
    <>
      <Many
        label={t('escalation.duty.days')}
        all={DAYS}
        chosen={days}
        titleOf={(day) => word('escalation.day', `${day}`)}
        change={(chosen) => put({ ...line, days: chosen })}
      />
      <TextField
        type="time"
        label={t('escalation.duty.from')}
        value={from}
        change={(value) => put({ ...line, from: value })}
      />
      <TextField
        type="time"
        label={t('escalation.duty.until')}
        value={until}
        change={(value) => put({ ...line, until: value })}
      />
      <Select
        label={t('escalation.duty.contact')}
        every="–"
        value={contact}
        options={names.map((name) => ({ value: name, title: name }))}
        change={(value) => put({ ...line, contact: value ?? '' })}
      />
      <Remove what={contact} remove={remove} />
    </>
  );
}

/** After what time, of which alarms, whom. */
export function StepLine({
  line,
  put,
  remove,
  names,
  number,
}: Line<Policy['steps'][number]> & { names: readonly string[]; number: number }): ReactElement {
  const { t } = useTranslation();
  const { minutes, priorities, to } = line;
  const gone = to.filter((name) => name !== ROTA && !names.includes(name));
  return (
    <>
      <h3>{t('escalation.step', { number })}</h3>
      <TextField
        numeric
        label={t('escalation.step.after')}
        value={minutes}
        change={(value) => put({ ...line, minutes: value })}
      />
      <Many
        label={t('escalation.step.priorities')}
        all={PRIORITIES}
        chosen={priorities}
        titleOf={(priority) => word('priority', priority)}
        change={(chosen) => put({ ...line, priorities: chosen })}
      />
      <Many
        label={t('escalation.step.to')}
        all={[ROTA, ...names, ...gone]}
        chosen={to}
        titleOf={(name) => (name === ROTA ? t('escalation.step.rota') : name)}
        change={(chosen) => put({ ...line, to: chosen })}
      />
      <Remove what={t('escalation.step', { number })} remove={remove} />
    </>
  );
}
