import type { MigrationInterface, QueryRunner } from 'typeorm';

/** People who sign in by the word of the enterprise's identity provider, and ways to it that they are on. */
export class Sso0087 implements MigrationInterface {
  name = 'Sso1764000000087';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table person add column sso jsonb;
      create unique index person_sso on person ((sso ->> 'issuer'), (sso ->> 'subject')) where sso is not null;
      create table sso_attempt (
        state_hash text primary key,
        browser_hash text not null,
        verifier text not null,
        nonce text not null,
        session uuid,
        at timestamptz(3) not null default clock_timestamp()
      );
      create table sso_returned (
        session uuid primary key,
        account jsonb not null,
        name text not null,
        at timestamptz(3) not null default clock_timestamp()
      );
      grant select, insert, delete on sso_attempt to ballroom_app;
      grant select, insert, update, delete on sso_returned to ballroom_app;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
