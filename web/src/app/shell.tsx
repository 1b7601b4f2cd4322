import { useQuery } from '@tanstack/react-query';
import { type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { connectionSince, useConnection } from '../api/connection.js';
import { demoQuery } from '../api/queries.js';
import { written } from '../parts/instant.js';
import { Mark } from '../parts/mark.js';
import { useZone } from '../session/use-session.js';
import css from './shell.module.css';

function DemoStrip(): ReactElement | null {
  const { t } = useTranslation();
  const demo = useQuery(demoQuery).data;
  if (demo?.demo !== true) return null;
  return <p className={css.demo}>{demo.speed === 1 ? t('demo.strip.real') : t('demo.strip', { speed: demo.speed })}</p>;
}

/** Stays while it is so: nothing is pushed, or nothing answers. */
function ConnectionStrip(): ReactElement | null {
  const { t } = useTranslation();
  const zone = useZone();
  const state = useConnection();
  if (state === 'live' || state === 'connecting') return null;
  const offline = state === 'offline';
  const { seconds } = written(connectionSince(), zone);
  return (
    <div className={offline ? css.offline : css.polling} role="status">
      <Mark tone={offline ? 'action' : 'alert'} size={28} />
      <span>
        <b>{offline ? t('offline.title', { time: seconds }) : t('polling.title')}</b>{' '}
        {t(offline ? 'offline.text' : 'polling.text')}
      </span>
    </div>
  );
}

/** What stands around every page. */
export const Shell = ({ children, live }: { children: ReactNode; live: boolean }): ReactElement => (
  <div className={css.shell}>
    <DemoStrip />
    {live && <ConnectionStrip />}
    {children}
  </div>
);
