import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Where a role holds (everywhere, at a site, in rooms of it, for sponsors, until an instant), what the enterprise asks of
 * passwords and sessions, resets by two administrators; and row-level security by place beside that by sponsor. A server
 * of before sets no places, and goes on seeing every site.
 */
export class People0079 implements MigrationInterface {
  name = 'People1764000000079';

  async up(runner: QueryRunner): Promise<void> {
    // what reads every fact comes first, while nobody's reading waits for a lock of this
    await runner.query(`
      create index fact_security_alert on fact (stream, seq) where type in ('person.locked', 'set-up.refused')`);
    // before grants were narrowed, the first administrator was one everywhere; so their fact is read
    const everywhere = (await runner.query(`
      select text::jsonb #>> '{values,grant}' as grant from fact
       where type = 'role.granted' and text::jsonb #>> '{by,system}' = 'set-up'`)) as { grant: string }[];
    await runner.query(`
      create function visible_place(site text, sponsor text) returns boolean language sql stable as $$
        select visible_sponsor(sponsor) and (
             coalesce(nullif(current_setting('ballroom.places', true), ''), '*') = '*'
          or site is null or site = 'enterprise'
          or string_to_array(current_setting('ballroom.places', true), ',')
               && array[site || '/*', site || '/' || coalesce(sponsor, ''), '*/' || coalesce(sponsor, '')])
      $$;

      -- the quick way of many policies: of every sponsor, and in every place
      create or replace function sees_every_sponsor() returns boolean language sql stable as $$
        select current_setting('ballroom.sponsors', true) = '*'
           and coalesce(nullif(current_setting('ballroom.places', true), ''), '*') = '*'
      $$;

      -- people work at more sites than their own; who of them is shown is decided by who asks
      alter policy sponsor on stream using (kind = 'person' or visible_place(site, sponsor));
      alter policy sponsor on therapy_order using (visible_place(site::text, sponsor));
      alter policy sponsor on batch using (visible_place(site::text, sponsor));
      alter policy sponsor on deviation using (visible_place(site, sponsor));
    `);
    for (const [table, of] of [
      ['site', 'id'],
      ['room', 'site'],
      ['alarm', 'site'],
      ['alarm_occurrence', 'site'],
    ])
      await runner.query(`
        alter table ${table} enable row level security;
        create policy place on ${table} using (visible_place(${of}::text, null));
      `);
    for (const [table, of] of [
      ['unit', 'id'],
      ['gap', 'unit'],
    ])
      await runner.query(`
        alter table ${table} enable row level security;
        create policy place on ${table} using (sees_every_sponsor() or visible_stream('unit/' || ${of}::text));
      `);
    await runner.query(`
      alter table role_grant alter column site drop not null;
      alter table role_grant add column rooms jsonb, add column sponsors jsonb, add column until timestamptz(3);
      create unique index role_grant_held on role_grant (person, role, site) nulls not distinct where status = 'active';
      drop index role_grant_active;
      alter table role_grant disable trigger explained_by_fact;
    `);
    await runner.query('update role_grant set site = null where id = any($1::uuid[])', [
      everywhere.map(({ grant }) => grant),
    ]);
    await runner.query(`
      alter table role_grant enable trigger explained_by_fact;

      create table secret_reset (
        id uuid primary key,
        person uuid not null references person,
        status text not null check (status in ('asked', 'confirmed', 'withdrawn')),
        reason text not null,
        asked_by uuid not null,
        asked_at timestamptz(3) not null
      );
      create index secret_reset_person on secret_reset (person);
      call gmp_table('secret_reset');

      -- the first half of a one-time password, until the second is made
      create table reset_part (
        reset uuid primary key,
        part text not null,
        at timestamptz(3) not null default clock_timestamp()
      );
      grant select, insert, delete on reset_part to ballroom_app;

      create table access_policy (
        id text primary key check (id = 'enterprise'),
        settings jsonb not null,
        certification jsonb
      );
      call gmp_table('access_policy');

      create table former_secret (
        person uuid not null references person,
        hash text not null check (hash like '$argon2id$%'),
        until timestamptz(3) not null default clock_timestamp()
      );
      create index former_secret_person on former_secret (person, until);
      grant select, insert, delete on former_secret to ballroom_app;

      alter table session add column agent text;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
