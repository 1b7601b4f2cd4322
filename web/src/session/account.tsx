import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Action } from '../parts/action.js';
import actions from '../parts/action.module.css';
import { word } from '../text/words.js';
import css from './header.module.css';
import { useFloorLook } from './look.js';
import { usePerson, useSignOut } from './use-session.js';

/** Who is signed in, how the floor looks, and the way out. */
export function Account({ close }: { close: () => void }): ReactElement {
  const { t } = useTranslation();
  const { name, role, idleMinutes, may } = usePerson();
  const [look, setLook] = useFloorLook();
  const signOut = useSignOut();
  return (
    <section className={css.account} aria-label={t('account.title')}>
      <p>
        <span className={css.quiet}>{t('account.title')}</span>
        <br />
        <b>{name}</b>, {word('role', role)}
      </p>
      <p className={css.quiet}>{t('account.idle', { minutes: idleMinutes })}</p>
      <div className={css.pair} role="group" aria-label={t('account.look')}>
        <Action tone="quiet" pressed={look === 'dark'} onPress={() => setLook('dark')}>
          {t('account.dark')}
        </Action>
        <Action tone="quiet" pressed={look === 'light'} onPress={() => setLook('light')}>
          {t('account.light')}
        </Action>
      </div>
      <div className={css.pair}>
        {may('recipe.read') && (
          <Link to="/recipes" className={actions.action} onClick={close}>
            {t('header.recipes')}
          </Link>
        )}
        {may('plant.read') && (
          <Link to="/equipment" className={actions.action} onClick={close}>
            {t('header.equipment')}
          </Link>
        )}
      </div>
      <div className={css.pair}>
        <Link to="/me" className={actions.action} onClick={close}>
          {t('people.tab.me')}
        </Link>
        {may('person.read') && (
          <Link to="/people" className={actions.action} onClick={close}>
            {t('people.tab.people')}
          </Link>
        )}
        {may('ledger.read') && (
          <Link to="/trail" className={actions.action} onClick={close}>
            {t('header.trail')}
          </Link>
        )}
      </div>
      <div className={css.pair}>
        <Action onPress={close}>{t('account.close')}</Action>
        <Action tone="main" onPress={() => void signOut()}>
          {t('account.signOut')}
        </Action>
      </div>
    </section>
  );
}
