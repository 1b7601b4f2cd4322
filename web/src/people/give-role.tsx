import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { order } from '../api/client.js';
import { useConnection } from '../api/connection.js';
import { sitesQuery, sponsorsQuery } from '../api/queries.js';
import { refresh } from '../api/refresh.js';
import type { PersonShown } from '../api/types.js';
import { useCommand } from '../api/use-command.js';
import { Select } from '../parts/select.js';
import { ReasonPanel } from '../step/reason-panel.js';
import { word } from '../text/words.js';
import looks from './people.module.css';
import { roomsQuery } from './queries.js';

type Role = PersonShown['roles'][number]['role'];

const ROLES = [
  ...(['operator', 'supervisor', 'recipe-engineer', 'qa-reviewer', 'qualified-person', 'planner'] as const),
  ...(['sponsor', 'administrator', 'automation-unit', 'inspector'] as const),
] satisfies readonly Role[];

const EVERYWHERE = '*';

/** The end of a day here, as an instant. */
const endOf = (day: string): string => new Date(`${day}T23:59:59.000`).toISOString();

/** A role, and where and until when it holds. */
export function GiveRole({ person, close }: { person: PersonShown; close: () => void }): ReactElement {
  const { t } = useTranslation();
  const client = useQueryClient();
  const offline = useConnection() === 'offline';
  const sites = useQuery(sitesQuery).data ?? [];
  const sponsors = useQuery(sponsorsQuery).data ?? [];
  const [role, setRole] = useState<Role>('operator');
  const [where, setWhere] = useState<string>(person.site ?? sites[0]?.code ?? EVERYWHERE);
  const [room, setRoom] = useState<string | undefined>();
  const [sponsor, setSponsor] = useState<string | undefined>();
  const [day, setDay] = useState('');
  const rooms = useQuery({ ...roomsQuery(where), enabled: where !== EVERYWHERE }).data ?? [];
  const command = useCommand({ done: () => void refresh(client, [['people']]).then(close) });
  const give = (reason: string): void =>
    command.mutate(
      order(
        '/api/people/{id}/roles',
        { id: person.id },
        {
          role,
          reason,
          ...(where === EVERYWHERE ? { everywhere: true } : { site: where }),
          ...(room === undefined ? {} : { rooms: [room] }),
          ...(sponsor === undefined ? {} : { sponsors: [sponsor] }),
          ...(day === '' ? {} : { until: endOf(day) }),
        },
      ),
    );
  const named = (rows: readonly { code: string; name: string }[]) =>
    rows.map(({ code, name }) => ({ value: code, title: `${name} (${code})` }));
  return (
    <ReasonPanel
      at={{ barred: offline ? 'offline' : null }}
      title={t('giveRole.title', { name: person.name })}
      text={t('giveRole.text')}
      submit={t('giveRole.submit')}
      busy={command.isPending}
      error={command.error}
      incomplete={(role === 'inspector' && day === '') || (role === 'sponsor' && sponsor === undefined)}
      give={give}
      close={close}
    >
      <div className={looks.form}>
        <Select
          label={t('giveRole.role')}
          value={role}
          options={ROLES.map((one) => ({ value: one, title: word('role', one) }))}
          change={(one) => setRole(one as Role)}
        />
        <Select
          label={t('people.site')}
          value={where}
          options={[...named(sites), { value: EVERYWHERE, title: t('grant.everywhere') }]}
          change={(one) => {
            setWhere(one ?? EVERYWHERE);
            setRoom(undefined);
          }}
        />
        {where !== EVERYWHERE && (
          <Select
            label={t('giveRole.room')}
            every={t('giveRole.everyRoom')}
            value={room}
            options={named(rooms)}
            change={setRoom}
          />
        )}
        <Select
          label={t('giveRole.sponsor')}
          every={t('giveRole.everySponsor')}
          value={sponsor}
          options={named(sponsors)}
          change={setSponsor}
        />
        <label>
          {t(role === 'inspector' ? 'giveRole.untilNeeded' : 'giveRole.until')}
          <input type="date" value={day} onChange={({ currentTarget }) => setDay(currentTarget.value)} />
        </label>
      </div>
    </ReasonPanel>
  );
}
