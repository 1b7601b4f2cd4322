import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Readings as units gave them, append only. Keyed by tag, source time and a digest of value and status: the same twice is one
 * row, two values at one instant are two. The key begins with what partitions would be ranges of (tag, source time).
 */
export class Readings0012 implements MigrationInterface {
  name = 'Readings1764000000012';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- one row a unit, code, type and UCUM unit: a tag that changes its meaning gets another id
      create table tag (
        id integer generated always as identity primary key,
        unit uuid not null,
        code text not null,
        type text not null check (type in ('number', 'integer', 'boolean', 'text')),
        ucum text,
        low double precision,
        high double precision,
        current boolean not null,
        unique nulls not distinct (unit, code, type, ucum)
      );
      create unique index tag_current on tag (unit, code) where current;
      grant select, insert on tag to ballroom_app;
      grant update (low, high, current) on tag to ballroom_app;

      -- the row's lock makes arrival order the order of commits
      create table unit_arrival (
        unit uuid primary key,
        unit_class text not null,
        last bigint not null default 0
      );
      grant select, insert on unit_arrival to ballroom_app;
      grant update (unit_class, last) on unit_arrival to ballroom_app;

      create table reading (
        tag integer not null,
        source_time bigint not null,
        digest bytea not null check (octet_length(digest) = 16),
        unit uuid not null,
        arrival bigint not null,
        number double precision check (number < 'Infinity' and number > '-Infinity'),
        integer bigint,
        text text,
        boolean boolean,
        status bigint not null check (status between 0 and 4294967295),
        quality smallint not null check (quality = least(status >> 30, 2)),
        server_time bigint,
        received_at timestamptz(3) not null,
        origin text not null check (origin in ('live', 'republish', 'history')),
        primary key (tag, source_time, digest),
        check (num_nonnulls(number, integer, text, boolean) <= 1)
      );
      create unique index reading_arrival on reading (unit, arrival);

      create table reading_conflict (
        tag integer not null,
        source_time bigint not null,
        unit uuid not null,
        found_at timestamptz(3) not null default clock_timestamp(),
        primary key (tag, source_time)
      );

      create table reading_reject (
        unit uuid not null,
        digest bytea not null,
        reason text not null,
        raw text not null,
        received_at timestamptz(3) not null,
        primary key (unit, digest)
      );
      create index reading_reject_received on reading_reject (unit, received_at desc);

      create trigger append_only before update or delete or truncate on reading execute function refuse_change();
      create trigger append_only before update or delete or truncate on reading_conflict execute function refuse_change();
      create trigger append_only before update or delete or truncate on reading_reject execute function refuse_change();
      grant select, insert on reading, reading_conflict, reading_reject to ballroom_app;

      create table gap (
        id uuid primary key,
        unit uuid not null,
        tags text[] not null,
        from_time bigint not null,
        to_time bigint not null check (to_time > from_time),
        cause text not null,
        state text not null check (state in ('open', 'backfilled', 'accepted'))
      );
      create index gap_unit on gap (unit, to_time);
      call gmp_table('gap');

      create table reading_seal (
        id text primary key,
        unit uuid not null,
        from_arrival bigint not null,
        to_arrival bigint not null check (to_arrival >= from_arrival),
        count integer not null check (count > 0),
        root text not null check (root ~ '^[0-9a-f]{64}$'),
        seq integer not null,
        unique (unit, from_arrival),
        unique (unit, to_arrival)
      );
      call gmp_table('reading_seal');
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
