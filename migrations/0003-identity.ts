import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * People and their roles, which follow from facts; and what may not: secrets, sessions, attempts and set-up tokens.
 * A username is never free again (11.100(a)): the app's role deletes no person.
 */
export class Identity0003 implements MigrationInterface {
  name = 'Identity1764000000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table person (
        id uuid primary key,
        username text not null unique check (username = lower(username)),
        name text not null,
        status text not null check (status in ('active', 'disabled')),
        site uuid not null references site,
        secret_set_by text check (secret_set_by in ('administrator', 'person')),
        identity_confirmed_at timestamptz(3),
        statement_signed_at timestamptz(3)
      );
      call gmp_table('person');

      create table role_grant (
        id uuid primary key,
        person uuid not null references person,
        role text not null,
        site uuid not null references site,
        status text not null check (status in ('active', 'revoked'))
      );
      create unique index role_grant_active on role_grant (person, role, site) where status = 'active';
      create index role_grant_person on role_grant (person);
      call gmp_table('role_grant');

      create table secret (
        person uuid primary key references person,
        hash text not null check (hash like '$argon2id$%'),
        set_at timestamptz(3) not null default clock_timestamp()
      );
      grant select, insert, update on secret to ballroom_app;

      create table session (
        id uuid primary key,
        token_hash text not null unique,
        person uuid not null references person,
        started_at timestamptz(3) not null default clock_timestamp(),
        seen_at timestamptz(3) not null default clock_timestamp()
      );
      create index session_person on session (person);
      grant select, insert, update, delete on session to ballroom_app;

      -- begun attempts to authenticate that have not succeeded: what the lockout counts
      create table failed_attempt (
        person uuid not null references person,
        at timestamptz(3) not null default clock_timestamp()
      );
      create index failed_attempt_person on failed_attempt (person, at);
      grant select, insert, update, delete on failed_attempt to ballroom_app;

      -- how many failures were recorded in this minute, and how many only counted since the last recorded one
      create table failure_budget (
        name text primary key,
        minute timestamptz(3) not null,
        recorded integer not null,
        unrecorded integer not null
      );
      grant select, insert, update on failure_budget to ballroom_app;

      create table setup_token (
        hash text primary key,
        expires_at timestamptz(3) not null,
        used_at timestamptz(3)
      );
      grant select, update (used_at) on setup_token to ballroom_app;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
