import { TextInput } from '@mantine/core';
import { type FormEvent, type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { order } from '../api/client.js';
import { useCommand } from '../api/use-command.js';
import { Action } from '../parts/action.js';
import { Refused } from '../parts/refused.js';
import css from './sign-in.module.css';
import { useSignOut } from './use-session.js';

/** Before anything else: a password that was set by somebody else gives way to one's own. */
export function OwnPassword(): ReactElement {
  const { t } = useTranslation();
  const [password, setPassword] = useState('');
  const [newPassword, setNewPassword] = useState('');
  const [shown, setShown] = useState(false);
  const command = useCommand();
  const signOut = useSignOut();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    command.mutate(order('/api/me/password', {}, { password, newPassword }));
  };
  const look = { input: css.input!, label: css.label! };
  return (
    <main className={css.page}>
      <form className={css.form} onSubmit={submit}>
        <h1>{t('password.title')}</h1>
        <p>{t('password.text')}</p>
        <Refused error={command.error} />
        <TextInput
          type="password"
          label={t('password.present')}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          autoComplete="current-password"
          classNames={look}
        />
        <TextInput
          type={shown ? 'text' : 'password'}
          autoCapitalize="none"
          spellCheck={false}
          label={t('password.new')}
          value={newPassword}
          onChange={(event) => setNewPassword(event.currentTarget.value)}
          autoComplete="new-password"
          classNames={look}
        />
        <Action tone="quiet" onPress={() => setShown(!shown)}>
          {t(shown ? 'password.hide' : 'password.show')}
        </Action>
        <Action type="submit" tone="main" busy={command.isPending} off={password === '' || newPassword === ''}>
          {t('password.submit')}
        </Action>
        <Action tone="quiet" onPress={() => void signOut()}>
          {t('account.signOut')}
        </Action>
      </form>
    </main>
  );
}
