import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import actions from '../parts/action.module.css';
import { usePerson } from '../session/use-session.js';

/** The way from something to all that was ever stated of it, for whoever may see that. */
export function TrailLink({
  kind,
  id,
  className,
}: {
  kind: string;
  id: string;
  className?: string;
}): ReactElement | null {
  const { t } = useTranslation();
  if (!usePerson().may('ledger.read')) return null;
  return (
    <Link to="/trail" search={{ kind, subject: id }} className={className ?? actions.action}>
      {t('trail.link')}
    </Link>
  );
}
