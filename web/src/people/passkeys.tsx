import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactElement, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { order } from '../api/client.js';
import { noAnswer, Problem } from '../api/problem.js';
import { refresh } from '../api/refresh.js';
import type { PersonShown } from '../api/types.js';
import { useCommand } from '../api/use-command.js';
import css from '../equipment/equipment.module.css';
import { Action } from '../parts/action.js';
import { written } from '../parts/instant.js';
import { Notice } from '../parts/notice.js';
import { Refused } from '../parts/refused.js';
import { Select } from '../parts/select.js';
import { addKey } from '../session/passkey.js';
import { useZone } from '../session/use-session.js';
import { PasswordField } from './password-field.js';
import looks from './people.module.css';

type Passkey = PersonShown['passkeys'][number];

/** Keys in use, each with what may be done about it. */
export function PasskeyList({
  of,
  act,
}: {
  of: readonly Passkey[];
  act: (passkey: Passkey) => ReactNode;
}): ReactElement {
  const { t } = useTranslation();
  const zone = useZone();
  return (
    <ul className={css.list} aria-label={t('passkeys.title')}>
      {of.map((passkey) => (
        <li key={passkey.id} className={looks.row}>
          <b>{passkey.name}</b>
          <span>
            {t('passkeys.since', { time: written(passkey.registeredAt, zone).full })}
            <small>
              {passkey.usedAt === null
                ? t('passkeys.unused')
                : t('passkeys.used', { time: written(passkey.usedAt, zone).full })}
            </small>
          </span>
          {act(passkey)}
        </li>
      ))}
    </ul>
  );
}

function AddPasskey(): ReactElement {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [attachment, setAttachment] = useState<'cross-platform' | 'platform'>('cross-platform');
  const [state, setState] = useState<Problem | 'idle' | 'busy' | 'done'>('idle');
  const missing = name.trim() === '' || password === '';
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (missing || state === 'busy') return;
    setState('busy');
    try {
      await addKey({ name: name.trim(), password, attachment });
      setName('');
      setState('done');
      await refresh(client, [['people'], ['sessions']]);
    } catch (error) {
      setState(error instanceof Problem ? error : noAnswer());
    }
    setPassword('');
  };
  return (
    <form className={looks.form} onSubmit={(event) => void submit(event)} aria-label={t('passkeys.add')}>
      <Refused error={state instanceof Problem ? state : null} />
      {state === 'done' && <Notice tone="note" title={t('passkeys.done')} />}
      {state === 'busy' && <Notice tone="note" title={t('passkeys.touch')} />}
      <label>
        {t('passkeys.name')}
        <input maxLength={60} value={name} onChange={({ currentTarget }) => setName(currentTarget.value)} />
      </label>
      <Select
        label={t('passkeys.where')}
        value={attachment}
        options={[
          { value: 'cross-platform', title: t('passkeys.where.carried') },
          { value: 'platform', title: t('passkeys.where.here') },
        ]}
        change={(value) => setAttachment(value === 'platform' ? 'platform' : 'cross-platform')}
      />
      <PasswordField label={t('passkeys.password')} value={password} change={setPassword} />
      <Action type="submit" tone="main" busy={state === 'busy'} off={missing}>
        {t('passkeys.add')}
      </Action>
    </form>
  );
}

/** One's own passkeys: which there are, one more, one less. */
export function OwnPasskeys({ person }: { person: PersonShown }): ReactElement {
  const { t } = useTranslation();
  const client = useQueryClient();
  const command = useCommand({ done: () => void refresh(client, [['people'], ['sessions']]) });
  return (
    <section className={css.section} aria-label={t('passkeys.mine')}>
      <h2>{t('passkeys.mine')}</h2>
      <p className={css.quiet}>{t('passkeys.text')}</p>
      <Refused error={command.error} />
      <PasskeyList
        of={person.passkeys}
        act={({ id, name }) => (
          <Action
            label={t('passkeys.removeOf', { name })}
            busy={command.isPending}
            onPress={() => command.mutate(order('/api/me/passkeys/{id}/remove', { id }, undefined))}
          >
            {t('passkeys.remove')}
          </Action>
        )}
      />
      <AddPasskey />
    </section>
  );
}
