import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What holds no value of a tag is kept with its bytes and in bounds; losses that are reported wait for the tags to speak again. */
export class RejectsAndDoubts0041 implements MigrationInterface {
  name = 'RejectsAndDoubts1764000000041';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- the text of before is the bytes of now; columns are rewritten, since no row may be updated
      alter table reading_reject
        add column source text not null default '',
        add column length integer not null default 0,
        add column sha256 bytea not null default '';
      alter table reading_reject
        alter column source type text using coalesce(left(substring(raw from '"tag":"([^"]*)"'), 300), ''),
        alter column length type integer using octet_length(convert_to(raw, 'UTF8')),
        alter column sha256 type bytea using sha256(convert_to(raw, 'UTF8')),
        alter column raw type bytea using substring(convert_to(raw, 'UTF8') for 4096);
      alter table reading_reject rename column raw to bytes;
      alter table reading_reject
        alter column source drop default,
        alter column length drop default,
        alter column sha256 drop default,
        add check (octet_length(sha256) = 32),
        add check (octet_length(bytes) <= least(length, 4096));

      -- how many more came in a minute than are kept of it
      create table reading_reject_more (
        unit uuid not null,
        minute timestamptz(0) not null,
        count bigint not null check (count > 0),
        bytes bigint not null,
        primary key (unit, minute)
      );
      grant select, insert on reading_reject_more to ballroom_app;
      grant update (count, bytes) on reading_reject_more to ballroom_app;

      create index reading_conflict_found on reading_conflict (unit, found_at desc, tag, source_time);

      -- conflicts and rejects so far, and losses that are reported and not settled yet
      alter table unit_arrival
        add column conflicts bigint not null default 0,
        add column rejects bigint not null default 0,
        add column doubts jsonb not null default '[]';
      update unit_arrival a
         set conflicts = (select count(*) from reading_conflict c where c.unit = a.unit),
             rejects = (select count(*) from reading_reject r where r.unit = a.unit);
      grant update (conflicts, rejects, doubts) on unit_arrival to ballroom_app;

      -- the distance at which tags of a gap are sampled tells later which part of it is filled
      alter table gap add column sampling jsonb not null default '{}';
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
