import { useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useConnection } from '../api/connection.js';
import { refresh } from '../api/refresh.js';
import type { AccessPolicy } from '../api/types.js';
import { useCommand } from '../api/use-command.js';
import css from '../equipment/equipment.module.css';
import { Action } from '../parts/action.js';
import { Lines } from '../parts/lines.js';
import { Select } from '../parts/select.js';
import { usePerson } from '../session/use-session.js';
import { ReasonPanel } from '../step/reason-panel.js';
import looks from './people.module.css';

/** Each number of the policy: where it stands, and what it may be. */
const NUMBERS = [
  { group: 'password', name: 'least', from: 12, to: 64 },
  { group: 'password', name: 'remembered', from: 0, to: 24 },
  { group: 'password', name: 'maxAgeDays', from: 30, to: 730, none: true },
  { group: 'lockout', name: 'failures', from: 3, to: 10 },
  { group: 'lockout', name: 'windowMinutes', from: 5, to: 60 },
  { group: 'lockout', name: 'lockMinutes', from: 15, to: 1440 },
  { group: 'session', name: 'idleMinutes', from: 1, to: 60 },
  { group: 'session', name: 'lifetimeHours', from: 1, to: 24 },
] as const;

type Name = (typeof NUMBERS)[number]['name'];
type Numbers = Record<Name, number | null>;

const numbersOf = ({ settings }: AccessPolicy): Numbers => ({
  ...settings.password,
  ...settings.lockout,
  ...settings.session,
});

const MODES = ['full', 'part-11'] as const;

function Change({ policy, close }: { policy: AccessPolicy; close: () => void }): ReactElement {
  const { t } = useTranslation();
  const client = useQueryClient();
  const offline = useConnection() === 'offline';
  const [typed, setTyped] = useState(() =>
    Object.fromEntries(Object.entries(numbersOf(policy)).map(([name, value]) => [name, value?.toString() ?? ''])),
  );
  const [signing, setSigning] = useState<string>(policy.settings.signing ?? 'full');
  const command = useCommand({ done: () => void refresh(client, [['security']]).then(close) });
  const numberOf = (name: Name): number | null => (typed[name] === '' ? null : Number(typed[name]));
  const wrong = NUMBERS.filter(({ name, from, to, ...rest }) => {
    const value = numberOf(name);
    return value === null ? !('none' in rest) : !(Number.isInteger(value) && value >= from && value <= to);
  });
  const give = (reason: string): void => {
    const body: Record<string, unknown> = { reason, signing };
    for (const { group, name } of NUMBERS) body[group] = { ...(body[group] as object), [name]: numberOf(name) };
    command.mutate({ path: '/api/security/policy', method: 'PUT', body });
  };
  return (
    <ReasonPanel
      at={{ barred: offline ? 'offline' : null }}
      title={t('policy.change')}
      text={t('policy.change.text')}
      submit={t('policy.change')}
      busy={command.isPending}
      error={command.error}
      incomplete={wrong.length > 0}
      give={give}
      close={close}
    >
      <div className={looks.form}>
        {NUMBERS.map(({ name, from, to }) => (
          <label key={name}>
            {t('policy.range', { what: t(`policy.${name}`), from, to })}
            <input
              inputMode="numeric"
              value={typed[name]}
              aria-invalid={wrong.some((one) => one.name === name) || undefined}
              onChange={({ currentTarget }) => setTyped({ ...typed, [name]: currentTarget.value })}
            />
          </label>
        ))}
        <Select
          label={t('policy.signing')}
          value={signing}
          options={MODES.map((mode) => ({ value: mode, title: t(`policy.signing.${mode}`) }))}
          change={(mode) => setSigning(mode ?? 'full')}
        />
      </div>
    </ReasonPanel>
  );
}

/** What is asked of passwords and sessions, and the letter that signatures bind. */
export function Policy({ policy }: { policy: AccessPolicy }): ReactElement {
  const { t } = useTranslation();
  const may = usePerson().may('security.write');
  const [open, setOpen] = useState(false);
  const numbers = numbersOf(policy);
  const { certification } = policy;
  const letter =
    certification === null
      ? t('policy.noLetter')
      : t('policy.letterOf', { reference: certification.reference, day: certification.sentOn });
  return (
    <section className={css.section} aria-label={t('policy.title')}>
      <div className={css.head}>
        <h2>{t('policy.title')}</h2>
        {may && <Action onPress={() => setOpen(true)}>{t('policy.change')}</Action>}
      </div>
      <Lines
        rows={[
          ...NUMBERS.map(({ name }) => ({
            name: t(`policy.${name}`),
            value: numbers[name] === null ? t('policy.never') : `${numbers[name]}`,
          })),
          { name: t('policy.signing'), value: t(`policy.signing.${policy.settings.signing ?? 'full'}`) },
          { name: t('policy.letter'), value: letter },
        ]}
      />
      {open && <Change policy={policy} close={() => setOpen(false)} />}
    </section>
  );
}
