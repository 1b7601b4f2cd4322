import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { order } from '../api/client.js';
import { sitesQuery } from '../api/queries.js';
import { refresh } from '../api/refresh.js';
import type { PersonShown } from '../api/types.js';
import { useCommand } from '../api/use-command.js';
import css from '../equipment/equipment.module.css';
import { Action } from '../parts/action.js';
import { Answer } from '../parts/answer.js';
import { written } from '../parts/instant.js';
import { Status } from '../parts/mark.js';
import { Panel } from '../parts/panel.js';
import { Refused } from '../parts/refused.js';
import { Select } from '../parts/select.js';
import { usePerson, useZone } from '../session/use-session.js';
import { PeopleFrame } from './people-frame.js';
import looks from './people.module.css';
import { grantWords } from './person-words.js';
import { peopleQuery } from './queries.js';

/** What of a person calls for somebody. */
export function PersonMarks({ person }: { person: PersonShown }): ReactElement {
  const { t } = useTranslation();
  const { status, lockedUntil, reset, signingNeeds } = person;
  return (
    <span className={looks.marks}>
      {status === 'disabled' && <Status tone="off">{t('person.disabled')}</Status>}
      {lockedUntil !== null && <Status tone="alert">{t('person.locked')}</Status>}
      {reset !== null && <Status tone="note">{t('person.resetWaits')}</Status>}
      {status === 'active' && signingNeeds.length === 0 && <Status tone="done">{t('person.signs')}</Status>}
    </span>
  );
}

function Register({ close }: { close: () => void }): ReactElement {
  const { t } = useTranslation();
  const client = useQueryClient();
  const sites = useQuery(sitesQuery).data ?? [];
  const [given, setGiven] = useState({ username: '', name: '', password: '' });
  const [chosen, setSite] = useState<string | undefined>();
  const site = chosen ?? sites[0]?.code;
  const command = useCommand({ done: () => void refresh(client, [['people']]).then(close) });
  const missing = Object.values(given).some((text) => text.trim() === '') || site === undefined;
  const give = (): void => {
    if (site !== undefined) command.mutate(order('/api/people', {}, { ...given, site }));
  };
  return (
    <Panel
      title={t('people.register')}
      close={close}
      way={
        <Action tone="main" off={missing} busy={command.isPending} onPress={give}>
          {t('people.register')}
        </Action>
      }
    >
      <p>{t('people.register.text')}</p>
      <Refused error={command.error} />
      <div className={looks.form}>
        {(['username', 'name', 'password'] as const).map((field) => (
          <label key={field}>
            {t(`people.${field}`)}
            <input
              type={field === 'password' ? 'password' : 'text'}
              autoComplete="off"
              autoCapitalize="none"
              value={given[field]}
              onChange={({ currentTarget }) => setGiven({ ...given, [field]: currentTarget.value })}
            />
          </label>
        ))}
        <Select
          label={t('people.site')}
          value={site}
          options={sites.map(({ code, name }) => ({ value: code, title: name }))}
          change={setSite}
        />
      </div>
    </Panel>
  );
}

/** Everybody of the sites in sight: what they may do, and what of them calls for somebody. */
export function PeoplePage(): ReactElement {
  const { t } = useTranslation();
  const zone = useZone();
  const { may } = usePerson();
  const [open, setOpen] = useState(false);
  const query = useQuery({ ...peopleQuery, enabled: may('person.read') });
  return (
    <PeopleFrame at="people" title={t('people.title')} needs="person.read">
      {may('person.write') && (
        <div className={css.ways}>
          <Action tone="main" onPress={() => setOpen(true)}>
            {t('people.register')}
          </Action>
        </div>
      )}
      <Answer query={query} what={t('people.loading')}>
        {(people) => (
          <ul className={css.list} aria-label={t('people.title')}>
            {people.map((person) => (
              <li key={person.id}>
                <Link to="/people/$person" params={{ person: person.id }} className={looks.row}>
                  <span>
                    <b>{person.name}</b>
                    <small>{person.username}</small>
                  </span>
                  <span>
                    {person.roles.length === 0
                      ? t('person.noRole')
                      : person.roles.map((grant) => grantWords(grant, (at) => written(at, zone).full)).join('; ')}
                  </span>
                  <PersonMarks person={person} />
                </Link>
              </li>
            ))}
          </ul>
        )}
      </Answer>
      {open && <Register close={() => setOpen(false)} />}
    </PeopleFrame>
  );
}
