import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { order } from '../api/client.js';
import { useConnection } from '../api/connection.js';
import type { Unit, Upkeep } from '../api/types.js';
import { useCommand } from '../api/use-command.js';
import { Action } from '../parts/action.js';
import { Lines } from '../parts/lines.js';
import { Notice } from '../parts/notice.js';
import { usePerson } from '../session/use-session.js';
import { SignDialog } from '../step/sign-dialog.js';
import css from './condition.module.css';
import { upkeepQuery } from './queries.js';
import { ACTS, actWord, upkeepLines } from './upkeep-words.js';

interface Props {
  unit: Unit;
  upkeep: Upkeep;
  zone: string;
  close: () => void;
}

/** A second person signs for what was done, over what they are shown. */
function VerifyUpkeep({ unit, upkeep, zone, close }: Props): ReactElement {
  const { t } = useTranslation();
  const person = usePerson();
  const offline = useConnection() === 'offline';
  const command = useCommand({ done: close });
  const { id, act, hash, signatures } = upkeep;
  return (
    <SignDialog
      at={{ person, barred: offline ? 'offline' : null }}
      meaning="verified"
      role={ACTS[act].verifiedBy}
      means={t('upkeep.means.verified')}
      hash={hash}
      busy={command.isPending}
      error={command.error}
      cancel={close}
      content={
        <>
          <h2>{t('upkeep.title', { act: actWord(act), unit: unit.code })}</h2>
          <Lines
            rows={[
              ...upkeepLines(upkeep, zone),
              { name: t('upkeep.performedBy'), value: signatures.map(({ name }) => name).join(', ') },
            ]}
          />
        </>
      }
      give={(credentials) =>
        command.mutate(
          order(
            '/api/units/{code}/upkeep/{id}/verify',
            { code: unit.code, id },
            { signing: { ...credentials, meaning: 'verified', hash } },
          ),
        )
      }
    />
  );
}

/** Acts that were done and do not count yet: each waits for its second person. */
export function WaitingUpkeep({ unit, zone }: { unit: Unit; zone: string }): ReactElement | null {
  const { t } = useTranslation();
  const may = usePerson().may('upkeep.verify');
  const waiting = useQuery(upkeepQuery(unit.code)).data ?? [];
  const [open, setOpen] = useState<string | null>(null);
  const chosen = waiting.find(({ id }) => id === open);
  if (waiting.length === 0) return null;
  return (
    <section className={css.section} aria-label={t('upkeep.waiting')}>
      <h2>{t('upkeep.waiting')}</h2>
      <ul className={css.list}>
        {waiting.map((upkeep) => (
          <li key={upkeep.id}>
            <Notice
              tone="note"
              title={t('upkeep.waits', { act: actWord(upkeep.act) })}
              way={
                may && (
                  <Action tone="main" onPress={() => setOpen(upkeep.id)}>
                    {t('upkeep.verify')}
                  </Action>
                )
              }
            >
              <Lines
                rows={[
                  ...upkeepLines(upkeep, zone),
                  { name: t('upkeep.performedBy'), value: upkeep.signatures.map(({ name }) => name).join(', ') },
                ]}
              />
            </Notice>
          </li>
        ))}
      </ul>
      {chosen !== undefined && (
        <VerifyUpkeep key={chosen.id} unit={unit} upkeep={chosen} zone={zone} close={() => setOpen(null)} />
      )}
    </section>
  );
}
