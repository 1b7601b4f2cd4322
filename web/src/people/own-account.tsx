import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { order } from '../api/client.js';
import { waysQuery } from '../api/queries.js';
import { returnedQuery } from './queries.js';
import { refresh } from '../api/refresh.js';
import type { PersonShown } from '../api/types.js';
import { useCommand } from '../api/use-command.js';
import css from '../equipment/equipment.module.css';
import { Action } from '../parts/action.js';
import { Notice } from '../parts/notice.js';
import { Refused } from '../parts/refused.js';
import { PasswordField } from './password-field.js';
import looks from './people.module.css';

/** The account at the enterprise's identity provider that opens a session; linked by one's own password. */
export function OwnAccount({ person }: { person: PersonShown }): ReactElement | null {
  const { t } = useTranslation();
  const client = useQueryClient();
  const provider = useQuery(waysQuery).data?.provider ?? null;
  const [password, setPassword] = useState('');
  const link = useCommand<{ url: string }>({ done: ({ url }) => window.location.assign(url) });
  const returned = useQuery(returnedQuery).data?.name ?? null;
  const confirm = useCommand({ done: () => void refresh(client, [['people'], ['sessions']]) });
  const unlink = useCommand({ done: () => void refresh(client, [['people']]) });
  if (provider === null && person.account === null) return null;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (password !== '') link.mutate(order('/api/me/account', {}, { password }));
  };
  return (
    <section className={css.section} aria-label={t('me.account')}>
      <h2>{t('me.account')}</h2>
      <Refused error={link.error ?? confirm.error ?? unlink.error} />
      {returned !== null && (
        <Notice tone="note" title={t('me.account.returned', { name: returned, provider })}>
          {t('me.account.returned.text', { person: person.name })}
        </Notice>
      )}
      {returned !== null && (
        <Action
          tone="main"
          busy={confirm.isPending}
          onPress={() => confirm.mutate(order('/api/me/account/link', {}, undefined))}
        >
          {t('me.account.confirm')}
        </Action>
      )}
      {person.account === null ? (
        <form className={looks.form} onSubmit={submit}>
          <p>{t('me.account.none', { provider })}</p>
          <PasswordField label={t('password.present')} value={password} change={setPassword} />
          <Action type="submit" tone="main" busy={link.isPending} off={password === ''}>
            {t('me.account.link', { provider })}
          </Action>
        </form>
      ) : (
        <>
          <p>{t('me.account.linked', { provider: provider ?? person.account })}</p>
          <Action
            tone="quiet"
            busy={unlink.isPending}
            onPress={() => unlink.mutate(order('/api/me/account/unlink', {}, undefined))}
          >
            {t('me.account.unlink')}
          </Action>
        </>
      )}
    </section>
  );
}
