import pg from 'pg';

export interface DatabaseUrls {
  /** of ballroom_owner, who owns the schema and runs migrations */
  migrationUrl: string;
  /** of ballroom_server, who has what migrations grant to ballroom_app */
  appUrl: string;
}

export interface RolePasswords {
  owner: string;
  server: string;
}

const DATABASE = 'ballroom';
const PLAIN = 'nosuperuser nocreatedb nocreaterole noreplication nobypassrls';

/**
 * The database `ballroom` and its roles, made or brought in line, with these passwords: `ballroom_owner` owns it,
 * `ballroom_app` is the group that migrations grant to, `ballroom_server` signs in as a member of it.
 * @param adminUrl of a role that may create roles and databases
 */
export async function ensureRoles(adminUrl: string, passwords: RolePasswords): Promise<DatabaseUrls> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await ensureRole(client, 'ballroom_app', `nologin ${PLAIN}`);
    await ensureRole(client, 'ballroom_owner', `login ${PLAIN} password ${client.escapeLiteral(passwords.owner)}`);
    await ensureRole(
      client,
      'ballroom_server',
      `login inherit ${PLAIN} password ${client.escapeLiteral(passwords.server)}`,
    );
    await client.query('grant ballroom_app to ballroom_server');
    const found = await client.query('select from pg_database where datname = $1', [DATABASE]);
    if (found.rowCount === 0) await client.query(`create database ${DATABASE} owner ballroom_owner`);
    await openTo(client, DATABASE);
  } finally {
    await client.end();
  }
  return databaseUrls(adminUrl, DATABASE, passwords);
}

/** Nobody but its owner and the app may connect to a database of ours. */
export async function openTo(client: pg.ClientBase, database: string): Promise<void> {
  await client.query(`revoke all on database ${database} from public`);
  await client.query(`grant connect on database ${database} to ballroom_app`);
}

export function databaseUrls(adminUrl: string, database: string, passwords: RolePasswords): DatabaseUrls {
  const as = (user: string, password: string) => {
    const url = new URL(adminUrl);
    url.username = user;
    url.password = password;
    url.pathname = `/${database}`;
    return url.href;
  };
  return { migrationUrl: as('ballroom_owner', passwords.owner), appUrl: as('ballroom_server', passwords.server) };
}

async function ensureRole(client: pg.Client, name: string, rights: string): Promise<void> {
  const found = await client.query('select from pg_roles where rolname = $1', [name]);
  await client.query(`${found.rowCount === 0 ? 'create' : 'alter'} role ${name} ${rights}`);
}
