import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { order } from '../api/client.js';
import { refresh } from '../api/refresh.js';
import type { PersonShown } from '../api/types.js';
import { useCommand } from '../api/use-command.js';
import css from '../equipment/equipment.module.css';
import { Action } from '../parts/action.js';
import { Answer } from '../parts/answer.js';
import { written } from '../parts/instant.js';
import { Notice } from '../parts/notice.js';
import { Refused } from '../parts/refused.js';
import { useZone } from '../session/use-session.js';
import { word } from '../text/words.js';
import { OwnAccount } from './own-account.js';
import { OwnTraining } from './own-training.js';
import { OwnPasskeys } from './passkeys.js';
import { PeopleFrame } from './people-frame.js';
import { PasswordField } from './password-field.js';
import looks from './people.module.css';
import { grantWords } from './person-words.js';
import { ownAccountQuery, ownSessionsQuery } from './queries.js';
import { SessionsList } from './sessions-list.js';

function OwnRoles({ person }: { person: PersonShown }): ReactElement {
  const { t } = useTranslation();
  const zone = useZone();
  const { roles, signingNeeds } = person;
  return (
    <section className={css.section} aria-label={t('me.roles')}>
      <h2>{t('me.roles')}</h2>
      {roles.length === 0 && <p>{t('person.noRole')}</p>}
      <ul className={css.list}>
        {roles.map((grant) => (
          <li key={grant.grant} className={looks.row}>
            {grantWords(grant, (at) => written(at, zone).full)}
          </li>
        ))}
      </ul>
      <p>
        {signingNeeds.length === 0
          ? t('person.signs')
          : t('me.cannotSign', { needs: signingNeeds.map((need) => word('need', need)).join('; ') })}
      </p>
    </section>
  );
}

function ChangePassword({ person }: { person: PersonShown }): ReactElement {
  const { t } = useTranslation();
  const zone = useZone();
  const client = useQueryClient();
  const [password, setPassword] = useState('');
  const [newPassword, setNewPassword] = useState('');
  const [shown, setShown] = useState(false);
  const command = useCommand({
    done: () => {
      setPassword('');
      setNewPassword('');
      void refresh(client, [['people'], ['sessions']]);
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (password !== '' && newPassword !== '') command.mutate(order('/api/me/password', {}, { password, newPassword }));
  };
  return (
    <section className={css.section} aria-label={t('me.password')}>
      <h2>{t('me.password')}</h2>
      {person.secretSetAt !== null && (
        <p className={css.quiet}>{t('me.password.since', { time: written(person.secretSetAt, zone).full })}</p>
      )}
      <form className={looks.form} onSubmit={submit}>
        <Refused error={command.error} />
        {command.isSuccess && <Notice tone="note" title={t('me.password.done')} />}
        <PasswordField label={t('password.present')} value={password} change={setPassword} />
        <label>
          {t('password.new')}
          <input
            type={shown ? 'text' : 'password'}
            autoCapitalize="none"
            spellCheck={false}
            autoComplete="new-password"
            value={newPassword}
            onChange={({ currentTarget }) => setNewPassword(currentTarget.value)}
          />
        </label>
        <Action tone="quiet" onPress={() => setShown(!shown)}>
          {t(shown ? 'password.hide' : 'password.show')}
        </Action>
        <Action type="submit" tone="main" busy={command.isPending} off={password === '' || newPassword === ''}>
          {t('password.submit')}
        </Action>
      </form>
    </section>
  );
}

function OwnSessions(): ReactElement {
  const { t } = useTranslation();
  const client = useQueryClient();
  const query = useQuery(ownSessionsQuery);
  const command = useCommand({ done: () => void refresh(client, [['sessions']]) });
  return (
    <section className={css.section} aria-label={t('me.sessions')}>
      <h2>{t('me.sessions')}</h2>
      <Refused error={command.error} />
      <Answer query={query} what={t('sessions.loading')}>
        {(sessions) => (
          <SessionsList
            sessions={sessions}
            label={t('me.sessions')}
            end={({ id }) => command.mutate(order('/api/me/sessions/{id}/end', { id }, undefined))}
          />
        )}
      </Answer>
    </section>
  );
}

/** One's own account: what one may do and where, one's password and passkeys, what one has to read, and where one is signed in. */
export function MePage(): ReactElement {
  const { t } = useTranslation();
  const query = useQuery(ownAccountQuery);
  return (
    <PeopleFrame at="me" title={t('me.title')} needs="session.own">
      <Answer query={query} what={t('me.loading')}>
        {(person) => (
          <>
            <OwnRoles person={person} />
            <ChangePassword person={person} />
            <OwnAccount person={person} />
            <OwnPasskeys person={person} />
          </>
        )}
      </Answer>
      <OwnTraining />
      <OwnSessions />
    </PeopleFrame>
  );
}
