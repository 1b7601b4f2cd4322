import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Passkeys of people, what checking them needs, and what a session was first signed in with. */
export class Signin0084 implements MigrationInterface {
  name = 'Signin1764000000084';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table passkey (
        id uuid primary key,
        person uuid not null references person,
        credential text not null unique,
        public_key_hash text not null,
        name text not null,
        status text not null check (status in ('active', 'revoked')),
        registered_at timestamptz(3) not null
      );
      create index passkey_person on passkey (person);
      call gmp_table('passkey');

      -- the key that passkey.public_key_hash is of, and how often it was used, as it says itself
      create table passkey_key (
        passkey uuid primary key references passkey,
        public_key bytea not null,
        transports text[] not null,
        counter bigint not null,
        used_at timestamptz(3)
      );
      grant select, insert, update on passkey_key to ballroom_app;

      -- what an authenticator is asked to sign, once
      create table passkey_challenge (
        hash text primary key,
        purpose text not null check (purpose in ('registration', 'sign-in', 'signing')),
        session uuid,
        person uuid,
        meaning text,
        content text,
        until timestamptz(3) not null
      );
      create index passkey_challenge_until on passkey_challenge (until);
      create index passkey_challenge_session on passkey_challenge (session, until);
      grant select, insert, delete on passkey_challenge to ballroom_app;

      -- the signature by both components that its person gave first in it
      alter table session add column first_signature uuid;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
