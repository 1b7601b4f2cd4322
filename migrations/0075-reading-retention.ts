import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How long readings stay, and the weeks that were detached by it: out of the table of readings, into a schema that the server's
 * own role does not see. Nothing is dropped.
 */
export class ReadingRetention0075 implements MigrationInterface {
  name = 'ReadingRetention1764000000075';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table reading_retention (
        id text primary key,
        -- how long readings stay, ISO 8601; null for ever
        keep text,
        -- how long after its end a batch needs those of its units
        after_batch text not null,
        defined_at timestamptz(3) not null
      );
      call gmp_table('reading_retention');

      create table reading_archive (
        -- of the partition
        id text primary key,
        retention text not null,
        -- source times, the end excluded; null where it begins with all that was before
        from_time bigint,
        to_time bigint not null,
        bytes bigint not null,
        detached_at timestamptz(3) not null
      );
      call gmp_table('reading_archive');

      create schema reading_archive;

      -- detaches a week of which a fact says so, in the fact's transaction; waits for nobody for long, since all wait behind it
      create function detach_reading_partition(week text) returns void
        language plpgsql security definer set search_path = pg_catalog, pg_temp set lock_timeout = '2s' as $$
      declare
        archived bigint;
        bound bigint;
      begin
        select a.to_time into archived from public.reading_archive a where a.id = week;
        select substring(pg_get_expr(c.relpartbound, c.oid) from 'TO \\(''(-?\\d+)''\\)')::bigint into bound
          from pg_inherits i join pg_class c on c.oid = i.inhrelid
         where i.inhparent = 'public.reading'::regclass and c.relname = week;
        if archived is null or bound is distinct from archived then
          raise exception 'no fact says that % was detached', week;
        end if;
        if bound > (extract(epoch from clock_timestamp() - interval '60 days') * 10000000)::bigint then
          raise exception '% is too young: late values may still come for it', week;
        end if;
        execute format('alter table public.reading detach partition public.%I', week);
        execute format('alter table public.%I set schema reading_archive', week);
      end $$;
      revoke all on function detach_reading_partition from public;
      grant execute on function detach_reading_partition to ballroom_app;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
