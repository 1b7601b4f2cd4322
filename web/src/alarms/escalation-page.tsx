import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sitesQuery } from '../api/queries.js';
import actions from '../parts/action.module.css';
import { Answer } from '../parts/answer.js';
import { Blank } from '../parts/notice.js';
import { Select } from '../parts/select.js';
import { Header } from '../session/header.js';
import { usePerson } from '../session/use-session.js';
import css from './alarms.module.css';
import { EscalationForm } from './escalation-form.js';
import { escalationQuery } from './queries.js';

function OfSite({ site }: { site: string }): ReactElement {
  const { t } = useTranslation();
  const query = useQuery(escalationQuery(site));
  return (
    <Answer query={query} what={t('escalation.loading')}>
      {(policy) => <EscalationForm key={JSON.stringify(policy)} site={site} policy={policy} />}
    </Answer>
  );
}

function OfSites(): ReactElement {
  const { t } = useTranslation();
  const query = useQuery(sitesQuery);
  const [chosen, setChosen] = useState<string>();
  return (
    <Answer query={query} what={t('escalation.loading')}>
      {(sites) => {
        const site = chosen ?? sites[0]?.code;
        return (
          <>
            <div className={css.head}>
              <p>{t('escalation.text')}</p>
              {sites.length > 1 && (
                <Select
                  label={t('escalation.site')}
                  value={site}
                  options={sites.map(({ code, name }) => ({ value: code, title: name }))}
                  change={setChosen}
                />
              )}
              <Link to="/alarms" className={actions.action}>
                {t('escalation.back')}
              </Link>
            </div>
            {site !== undefined && <OfSite key={site} site={site} />}
          </>
        );
      }}
    </Answer>
  );
}

/** Who is told outside the room of what nobody acknowledges, for each site. */
export function EscalationPage(): ReactElement {
  const { t } = useTranslation();
  const { may } = usePerson();
  return (
    <>
      <Header back>
        <h1 className={css.title}>{t('escalation.title')}</h1>
      </Header>
      <main className={css.page}>
        {may('alarm.escalation') ? (
          <OfSites />
        ) : (
          <Blank tone="note" title={t('equipment.forbidden')}>
            {t('escalation.forbidden.text')}
          </Blank>
        )}
      </main>
    </>
  );
}
