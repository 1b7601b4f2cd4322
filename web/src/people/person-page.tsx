import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PersonShown } from '../api/types.js';
import css from '../equipment/equipment.module.css';
import { Action } from '../parts/action.js';
import { Answer } from '../parts/answer.js';
import { written } from '../parts/instant.js';
import { Lines } from '../parts/lines.js';
import { Notice } from '../parts/notice.js';
import { usePerson, useZone } from '../session/use-session.js';
import { TrailLink } from '../trail/trail-link.js';
import { word } from '../text/words.js';
import { EventLine } from './event-line.js';
import { GiveRole } from './give-role.js';
import { PasskeyList } from './passkeys.js';
import { PeopleFrame } from './people-frame.js';
import looks from './people.module.css';
import { PersonMarks } from './people-page.js';
import { PersonTraining } from './person-training.js';
import { PersonPanel, type PersonAct } from './person-panel.js';
import { grantWords } from './person-words.js';
import { historyQuery, personQuery } from './queries.js';

function Account({ person }: { person: PersonShown }): ReactElement {
  const { t } = useTranslation();
  const zone = useZone();
  const when = (at: string | null): string => (at === null ? t('person.notYet') : written(at, zone).full);
  return (
    <Lines
      rows={[
        { name: t('people.username'), value: person.username },
        { name: t('people.site'), value: person.site ?? '–' },
        { name: t('person.identity'), value: when(person.identityConfirmedAt) },
        { name: t('person.statement'), value: when(person.statementSignedAt) },
        { name: t('person.secretSet'), value: when(person.secretSetAt) },
        ...(person.account === null ? [] : [{ name: t('person.provider'), value: person.account }]),
        {
          name: t('person.signing'),
          value:
            person.signingNeeds.length === 0
              ? t('person.signs')
              : person.signingNeeds.map((need) => word('need', need)).join('; '),
        },
      ]}
    />
  );
}

type Open = (act: PersonAct) => void;

/** What an administrator may do about a person, as it stands with them; never about themselves. */
function Acts({ person, open }: { person: PersonShown; open: Open }): ReactElement | null {
  const { t } = useTranslation();
  const { id, may } = usePerson();
  if (!may('person.write') || person.id === id || person.status === 'disabled') return null;
  return (
    <div className={css.ways}>
      {person.lockedUntil !== null && (
        <Action tone="main" onPress={() => open({ act: 'unlock' })}>
          {t('person.unlock')}
        </Action>
      )}
      {person.identityConfirmedAt === null && (
        <Action onPress={() => open({ act: 'identity' })}>{t('person.confirm')}</Action>
      )}
      {person.reset === null ? (
        <Action onPress={() => open({ act: 'ask' })}>{t('person.ask')}</Action>
      ) : (
        <>
          <Action tone="main" onPress={() => open({ act: 'confirm', reset: person.reset!.id })}>
            {t('person.confirmReset')}
          </Action>
          <Action onPress={() => open({ act: 'withdraw', reset: person.reset!.id })}>{t('person.withdraw')}</Action>
        </>
      )}
      {person.account !== null && <Action onPress={() => open({ act: 'unlink' })}>{t('person.unlink')}</Action>}
      <Action tone="stop" onPress={() => open({ act: 'disable' })}>
        {t('person.disable')}
      </Action>
    </div>
  );
}

function Roles({ person, open }: { person: PersonShown; open: Open }): ReactElement {
  const { t } = useTranslation();
  const zone = useZone();
  const { id, may } = usePerson();
  const [giving, setGiving] = useState(false);
  const mayGive = may('person.write') && person.id !== id && person.status === 'active';
  return (
    <section className={css.section} aria-label={t('person.roles')}>
      <div className={css.head}>
        <h2>{t('person.roles')}</h2>
        {mayGive && <Action onPress={() => setGiving(true)}>{t('person.give')}</Action>}
      </div>
      {person.roles.length === 0 && <p>{t('person.noRole')}</p>}
      <ul className={css.list}>
        {person.roles.map((grant) => (
          <li key={grant.grant} className={looks.row}>
            <span>{grantWords(grant, (at) => written(at, zone).full)}</span>
            <span />
            {mayGive && (
              <Action
                label={t('person.revokeOf', { role: word('role', grant.role) })}
                onPress={() => open({ act: 'revoke', role: grant.role, grant: grant.grant })}
              >
                {t('person.revoke')}
              </Action>
            )}
          </li>
        ))}
      </ul>
      {giving && <GiveRole person={person} close={() => setGiving(false)} />}
    </section>
  );
}

function Passkeys({ person, open }: { person: PersonShown; open: Open }): ReactElement {
  const { t } = useTranslation();
  const { id, may } = usePerson();
  const mayRevoke = may('person.write') && person.id !== id;
  return (
    <section className={css.section} aria-label={t('passkeys.title')}>
      <h2>{t('passkeys.title')}</h2>
      {person.passkeys.length === 0 && <p>{t('passkeys.none')}</p>}
      <PasskeyList
        of={person.passkeys}
        act={({ id: passkey, name }) =>
          mayRevoke && (
            <Action label={t('passkeys.revokeOf', { name })} onPress={() => open({ act: 'passkey', passkey })}>
              {t('passkeys.revoke')}
            </Action>
          )
        }
      />
    </section>
  );
}

function History({ id }: { id: string }): ReactElement {
  const { t } = useTranslation();
  const query = useQuery(historyQuery(id));
  return (
    <section className={css.section} aria-label={t('person.history')}>
      <div className={css.head}>
        <h2>{t('person.history')}</h2>
        <TrailLink kind="person" id={id} />
      </div>
      <Answer query={query} what={t('person.history')}>
        {(facts) => (
          <ul>
            {facts.map((fact) => (
              <EventLine key={fact.seq} event={{ ...fact, alert: false }} />
            ))}
          </ul>
        )}
      </Answer>
    </section>
  );
}

function Shown({ person }: { person: PersonShown }): ReactElement {
  const { t } = useTranslation();
  const zone = useZone();
  const [open, setOpen] = useState<PersonAct | null>(null);
  const { lockedUntil, reset } = person;
  return (
    <>
      {lockedUntil !== null && (
        <Notice tone="alert" title={t('person.lockedUntil', { time: written(lockedUntil, zone).full })}>
          {t('person.locked.text')}
        </Notice>
      )}
      {reset !== null && (
        <Notice
          tone="note"
          title={t('person.resetAsked', { by: reset.askedBy, time: written(reset.askedAt, zone).full })}
        >
          {t('person.resetAsked.text', { reason: reset.reason })}
        </Notice>
      )}
      <section className={css.section} aria-label={t('person.account')}>
        <div className={css.head}>
          <h2>{t('person.account')}</h2>
          <PersonMarks person={person} />
        </div>
        <Account person={person} />
        <Acts person={person} open={setOpen} />
      </section>
      <Roles person={person} open={setOpen} />
      <PersonTraining person={person} />
      <Passkeys person={person} open={setOpen} />
      <History id={person.id} />
      {open !== null && <PersonPanel person={person} what={open} close={() => setOpen(null)} />}
    </>
  );
}

/** One person: account, roles and where they hold, what stands in their way, and all that was ever stated about them. */
export function PersonPage({ id }: { id: string }): ReactElement {
  const { t } = useTranslation();
  const query = useQuery({ ...personQuery(id), enabled: usePerson().may('person.read') });
  return (
    <PeopleFrame at="people" title={query.data?.name ?? t('people.title')} needs="person.read">
      <Answer query={query} what={t('people.loading')}>
        {(person) => <Shown person={person} />}
      </Answer>
    </PeopleFrame>
  );
}
