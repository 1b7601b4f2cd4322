import { TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { order } from '../api/client.js';
import { statementQuery } from '../api/queries.js';
import { useCommand } from '../api/use-command.js';
import { Action } from '../parts/action.js';
import { Answer } from '../parts/answer.js';
import { Refused } from '../parts/refused.js';
import css from './sign-in.module.css';
import { usePerson } from './use-session.js';

/** 11.100(c): what a person accepts, by a signature, before they can sign anything else. */
export function OwnStatement({ later }: { later: () => void }): ReactElement {
  const { t } = useTranslation();
  const { username } = usePerson();
  const [password, setPassword] = useState('');
  const query = useQuery(statementQuery);
  const command = useCommand();
  const accept = (event: FormEvent, hash: string): void => {
    event.preventDefault();
    command.mutate(order('/api/me/statement', {}, { username, password, hash }));
  };
  return (
    <main className={css.page}>
      <Answer query={query} what={t('statement.loading')}>
        {({ text, hash }) => (
          <form className={css.form} onSubmit={(event) => accept(event, hash)}>
            <h1>{t('statement.title')}</h1>
            <p className={css.hint}>{t('statement.text')}</p>
            <p>{text}</p>
            <Refused error={command.error} />
            <TextInput
              type="password"
              label={t('signIn.password')}
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
              autoComplete="off"
              classNames={{ input: css.input!, label: css.label! }}
            />
            <Action type="submit" tone="main" busy={command.isPending} off={password === ''}>
              {t('statement.submit')}
            </Action>
            <Action tone="quiet" onPress={later}>
              {t('statement.later')}
            </Action>
          </form>
        )}
      </Answer>
    </main>
  );
}
