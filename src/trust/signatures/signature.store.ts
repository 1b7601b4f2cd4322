import type { Tx } from '../../platform/database/index.js';
import type { Role } from '../identity/index.js';

/** The roles that a person holds now where a stream stands: at its site, for its sponsor, and in a room of its units; all, where there is no such stream. */
export async function rolesAt(tx: Tx, person: string, stream: string): Promise<Role[]> {
  const rows = await tx.query<{ role: Role }>(
    `select g.role from role_grant g left join stream s on s.id = $2
      where g.person = $1 and g.status = 'active' and (g.until is null or g.until > clock_timestamp())
        and (g.site is null or s.id is null or s.site = 'enterprise' or g.site::text = s.site)
        and (g.sponsors is null or s.sponsor is null or g.sponsors ? s.sponsor)
        and (g.rooms is null or not exists (select from rooms_of_stream($2))
             or exists (select from rooms_of_stream($2) r where g.rooms ? r.room::text))
      order by g.id`,
    [person, stream],
  );
  return [...new Set(rows.map(({ role }) => role))];
}
