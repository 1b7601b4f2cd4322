import type { DataSource } from 'typeorm';
import type { TestApp } from './app.js';
import type { Client } from './client.js';

/** The password that an administrator gives, and the one that its person sets. */
export const GIVEN = 'open sesame 12345';
export const OWN = 'a phrase of her own';

export interface Account {
  id: string;
  signingNeeds: string[];
  roles: { role: string; site: string }[];
  status: string;
}

interface SecurityFact {
  by: object;
  values: Record<string, unknown>;
  stream: string;
  reason?: string;
}

/** People of one site, what their site's security stream says, and a clock that can be moved. */
export class Accounts {
  constructor(
    private readonly app: TestApp,
    private readonly owner: DataSource,
    private readonly site: string,
  ) {}

  async signedIn(username: string, password: string): Promise<Client> {
    const client = this.app.nobody();
    await client.post('/session', { username, password });
    return client;
  }

  /** A person with an own password, and a role if one is given. */
  async person(admin: Client, username: string, role?: string, site = this.site): Promise<Account> {
    const made = await admin.post<Account>('/people', {
      username,
      name: `${username} Muster`,
      site,
      password: GIVEN,
    });
    if (role !== undefined) await admin.post(`/people/${made.id}/roles`, { role, reason: 'new here' });
    await (await this.signedIn(username, GIVEN)).post('/me/password', { password: GIVEN, newPassword: OWN });
    return made;
  }

  async security(type: string) {
    const rows = await this.owner.query<{ text: string }[]>(
      `select text from fact where stream like 'site-security/%' and type = $1 order by at, seq`,
      [type],
    );
    return rows.map((row) => JSON.parse(row.text) as SecurityFact);
  }

  /** Moves a table's clock back, as if so much time had passed. */
  pass(table: string, columns: string[], time: string): Promise<unknown> {
    return this.owner.query(
      `update ${table} set ${columns.map((column) => `${column} = ${column} - interval '${time}'`).join(', ')}`,
    );
  }
}
