import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Of each tag, minute and ten minutes what a trend needs, so that weeks are drawn without reading each value again. */
export class Trends0063 implements MigrationInterface {
  name = 'Trends1764000000063';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- follows from reading alone: emptied together with reading_rolled, it is made anew
      create table reading_rollup (
        tag integer not null,
        -- its length, and the source time at which it begins: a minute or ten, in units of 100 ns
        grain bigint not null check (grain in (600000000, 6000000000)),
        start bigint not null check (start % grain = 0),
        count integer not null check (count > 0),
        uncertain integer not null,
        bad integer not null,
        -- of the good readings that are numbers: the lowest, the highest, the first and the last, each with its source time
        low double precision,
        low_at bigint,
        high double precision,
        high_at bigint,
        first double precision,
        first_at bigint,
        last double precision,
        last_at bigint,
        -- the highest status of those that are not good, and when it first came
        worst bigint,
        worst_at bigint,
        primary key (tag, grain, start),
        check (uncertain + bad <= count),
        check (num_nulls(low, low_at, high, high_at, first, first_at, last, last_at) in (0, 8)),
        check (num_nulls(worst, worst_at) = case when uncertain + bad > 0 then 0 else 2 end)
      ) with (fillfactor = 70);

      -- the last arrival of a unit that is in its rollups
      create table reading_rolled (
        unit uuid primary key,
        arrival bigint not null default 0
      );
      grant select, insert, update on reading_rollup, reading_rolled to ballroom_app;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
