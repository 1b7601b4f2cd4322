import { TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newKey, order, send } from '../api/client.js';
import { noAnswer, Problem } from '../api/problem.js';
import { demoQuery, ENDED, sessionQuery } from '../api/queries.js';
import { Action } from '../parts/action.js';
import { Notice } from '../parts/notice.js';
import { problemWords, word } from '../text/words.js';
import type { Session } from '../api/types.js';
import { DemoPeople } from './demo-people.js';
import { signInByKey } from './passkey.js';
import { ProviderWay, takeReturned } from './provider-way.js';
import css from './sign-in.module.css';

/** Why the last session ended, where it did not end by the person's own wish. */
function Ended(): ReactElement | null {
  const { data } = useQuery<{ why?: string } | null>({ queryKey: ENDED, queryFn: () => null, enabled: false });
  return data?.why === undefined ? null : <Notice tone="note" title={word('signIn.ended', data.why)} />;
}

export function SignIn(): ReactElement {
  const { t } = useTranslation();
  const client = useQueryClient();
  const demo = useQuery(demoQuery).data;
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [error, setError] = useState<Problem | null>(takeReturned);
  const [busy, setBusy] = useState(false);
  const missing = username === '' || password === '';

  const enter = async (by: () => Promise<Session>): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      const session = await by();
      client.removeQueries({ queryKey: ENDED });
      client.setQueryData(sessionQuery.queryKey, session);
    } catch (problem) {
      setError(problem instanceof Problem ? problem : noAnswer());
      setPassword('');
      setBusy(false);
    }
  };
  const signIn = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (missing) return;
    await enter(() => send(order('/api/session', {}, { username: username.trim(), password }), newKey()));
  };

  const words = error === null ? null : problemWords(t, error);
  return (
    <main className={css.page}>
      <form className={css.form} onSubmit={(event) => void signIn(event)}>
        <h1 className={css.title}>
          <img src="/icon.svg" alt="" width={48} height={48} /> {t('app.name')}
        </h1>
        <Ended />
        {words !== null && (
          <Notice urgent tone="action" title={words.title}>
            {words.text}
          </Notice>
        )}
        <TextInput
          label={t('signIn.username')}
          value={username}
          onChange={(event) => setUsername(event.currentTarget.value)}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          classNames={{ input: css.input!, label: css.label! }}
        />
        <TextInput
          type="password"
          label={t('signIn.password')}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          autoComplete="current-password"
          classNames={{ input: css.input!, label: css.label! }}
        />
        <Action type="submit" tone="main" off={missing} busy={busy}>
          {t(busy ? 'signIn.submitting' : 'signIn.submit')}
        </Action>
        {missing && <p className={css.hint}>{t(busy ? 'signIn.touch' : 'signIn.missing')}</p>}
        <Action busy={busy} onPress={() => void enter(signInByKey)}>
          {t('signIn.passkey')}
        </Action>
        <ProviderWay failed={setError} />
      </form>
      {demo?.demo === true && (
        <DemoPeople
          chosen={username}
          choose={(person, secret) => {
            setUsername(person);
            setPassword(secret);
          }}
        />
      )}
    </main>
  );
}
