import type { Tx } from '../../platform/database/index.js';

/** Whether a person holds a role now where a stream stands: at its site, and for its sponsor. */
export async function holdsThere(
  tx: Tx,
  { person, role }: { person: string; role: string },
  stream: string,
): Promise<boolean> {
  const [row] = await tx.query<{ holds: boolean }>(
    `select exists (
       select from role_grant g join stream s on s.id = $3
        where g.person = $1 and g.role = $2 and g.status = 'active' and (g.until is null or g.until > clock_timestamp())
          and (g.site is null or s.site = 'enterprise' or g.site::text = s.site)
          and (g.sponsors is null or s.sponsor is null or g.sponsors ? s.sponsor)) as holds`,
    [person, role, stream],
  );
  return row!.holds;
}
