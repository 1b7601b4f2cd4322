import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Values whose source time is far from their receipt: kept whole beside the series, which they would move. */
export class ReadingQuarantine0072 implements MigrationInterface {
  name = 'ReadingQuarantine1764000000072';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table reading_quarantine (
        tag integer not null,
        source_time bigint not null,
        digest bytea not null check (octet_length(digest) = 16),
        unit uuid not null,
        reason text not null check (reason in ('time.ahead', 'time.old')),
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
      create index reading_quarantine_received on reading_quarantine (unit, received_at desc, tag, source_time);
      create trigger append_only before update or delete or truncate on reading_quarantine execute function refuse_change();
      grant select, insert on reading_quarantine to ballroom_app;

      alter table unit_arrival add column quarantined bigint not null default 0;
      grant update (quarantined) on unit_arrival to ballroom_app;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
