import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A clock that is wrong for weeks fills no disk: what is beyond so many values of a minute and a day is counted. */
export class QuarantineBounds0076 implements MigrationInterface {
  name = 'QuarantineBounds1764000000076';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- how many more came in a minute than stand in quarantine of it
      create table reading_quarantine_more (
        unit uuid not null,
        minute timestamptz(0) not null,
        count bigint not null check (count > 0),
        primary key (unit, minute)
      );
      grant select, insert on reading_quarantine_more to ballroom_app;
      grant update (count) on reading_quarantine_more to ballroom_app;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
