import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { written } from '../parts/instant.js';
import { Mark } from '../parts/mark.js';
import { useZone } from '../session/use-session.js';
import { word } from '../text/words.js';
import looks from './people.module.css';

export interface EventShown {
  at: string;
  type: string;
  alert: boolean;
  by: string;
  role: string;
  reason: string | null;
  values: Record<string, unknown>;
}

/** What a fact says beside its type, as far as people read it. */
function detail(values: Record<string, unknown>): string {
  const text = (key: string): string[] => (typeof values[key] === 'string' ? [values[key]] : []);
  const role = text('role').map((one) => word('role', one));
  const why = text('why').map((one) => word('accessWhy', one));
  const faults = Array.isArray(values['first'])
    ? (values['first'] as { where: string; entry: number; code: string }[])
    : [];
  const rows = faults.slice(0, 3).map(({ where, entry, code }) => `${where} #${entry} (${code})`);
  return [...rows, ...text('username'), ...role, ...why, ...text('route'), ...text('url'), ...text('evidence')].join(
    ' · ',
  );
}

/** One fact about people or access. */
export function EventLine({ event }: { event: EventShown }): ReactElement {
  const { t } = useTranslation();
  const zone = useZone();
  const { at, type, alert, by, role, reason, values } = event;
  return (
    <li className={looks.event}>
      <Mark tone={alert ? 'alert' : 'normal'} />
      <span>
        <b>{word('accessFact', type)}</b>
        <small>{[detail(values), reason ?? ''].filter((text) => text !== '').join(' — ')}</small>
        <small>{t('event.by', { by: word('actor', by), role: word('role', role) })}</small>
      </span>
      <time dateTime={at}>{written(at, zone).full}</time>
    </li>
  );
}
