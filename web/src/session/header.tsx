import { Link } from '@tanstack/react-router';
import { type ReactElement, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AlarmBell } from '../alarms/alarm-bell.js';
import { Band } from '../parts/band.js';
import { written } from '../parts/instant.js';
import { useNow } from '../parts/use-now.js';
import { word } from '../text/words.js';
import { Account } from './account.js';
import css from './header.module.css';
import { usePerson, useZone } from './use-session.js';

function Clock(): ReactElement {
  const { time, zone } = written(useNow(), useZone());
  return (
    <span className={css.clock}>
      {time} <small>{zone}</small>
    </span>
  );
}

interface Props {
  children: ReactNode;
  /** a way back to the room, where this is not it */
  back?: boolean;
  /** the batch in whose context the page is: its band runs below */
  coi?: string;
}

/** Whoever looks after equipment has it one tap away; for others it is in their account. */
const EQUIPMENT = ['plant.write', 'upkeep.qualify', 'step.supervise'];

/** The top of every page: where one is, who is signed in, what time it is at the site. */
export function Header({ children, back = false, coi }: Props): ReactElement {
  const { t } = useTranslation();
  const { name, role, may } = usePerson();
  const [open, setOpen] = useState(false);
  const roleWord = word('role', role);
  return (
    <header className={css.header}>
      <div className={css.line}>
        {back && (
          <Link to="/" className={css.back} aria-label={t('header.back')}>
            <svg aria-hidden viewBox="0 0 24 24" width={32} height={32}>
              <path d="M15 4 7 12 15 20" fill="none" stroke="currentColor" strokeWidth="3" />
            </svg>
            <span>{t('header.room')}</span>
          </Link>
        )}
        {!back && (may('recipe.write') || may('recipe.release')) && (
          <Link to="/recipes" className={`${css.back} ${css.section}`}>
            <svg aria-hidden viewBox="0 0 24 24" width={28} height={28}>
              <path
                d="M3 4H10V10H3Z M14 14H21V20H14Z M10 7H17V14"
                fill="none"
                stroke="currentColor"
                strokeWidth="2.5"
              />
            </svg>
            <span>{t('header.recipes')}</span>
          </Link>
        )}
        {!back && EQUIPMENT.some(may) && (
          <Link to="/equipment" className={`${css.back} ${css.section}`}>
            <svg aria-hidden viewBox="0 0 24 24" width={28} height={28}>
              <path
                d="M4 3H20V21H4Z M8 8H16V13H8Z M8 17H9 M15 17H16"
                fill="none"
                stroke="currentColor"
                strokeWidth="2.5"
              />
            </svg>
            <span>{t('header.equipment')}</span>
          </Link>
        )}
        <div className={css.place}>{children}</div>
        <AlarmBell />
        <Clock />
        <button type="button" className={css.person} aria-expanded={open} onClick={() => setOpen(!open)}>
          <b>{name}</b>
          <span>{roleWord}</span>
          <span className="visually-hidden">{t('header.account')}</span>
        </button>
      </div>
      {coi !== undefined && <Band wide coi={coi} />}
      {open && <Account close={() => setOpen(false)} />}
    </header>
  );
}
