import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Readings by week of their source time. What was there becomes the first partition as it stands, without a row being written
 * again; weeks to come are made ahead, by a function that the server may call and that makes nothing else.
 */
export class ReadingPartitions0066 implements MigrationInterface {
  name = 'ReadingPartitions1764000000066';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table reading rename to reading_first;
      alter table reading_first rename constraint reading_pkey to reading_first_pkey;
      alter index reading_arrival rename to reading_first_arrival;
      revoke all on reading_first from ballroom_app;

      create table reading (like reading_first including defaults including constraints) partition by range (source_time);
      alter table reading add primary key (tag, source_time, digest);
      create trigger append_only before update or delete or truncate on reading execute function refuse_change();
      grant select, insert on reading to ballroom_app;

      -- the source time, in units of 100 ns, at which the week after a source time begins: on a Monday, 0:00 UTC
      create function week_after(source_time bigint) returns bigint language sql immutable parallel safe
        return ((source_time - 4 * 864000000000) / 6048000000000 + 1) * 6048000000000 + 4 * 864000000000;

      do $$
      declare bound bigint;
      begin
        select week_after(greatest((extract(epoch from clock_timestamp()) * 10000000)::bigint, max(last.source_time))) into bound
          from tag t cross join lateral
            (select r.source_time from reading_first r where r.tag = t.id order by r.source_time desc limit 1) last;
        -- a check that holds spares the look through all rows under the lock of attaching
        execute format('alter table reading_first add constraint before_bound check (source_time < %s)', bound);
        execute format('alter table reading attach partition reading_first for values from (minvalue) to (%s)', bound);
        alter table reading_first drop constraint before_bound;
      end $$;

      -- weeks up to so far ahead; arrival numbers are unique in each, and over all by the lock of unit_arrival
      create function make_reading_partitions(ahead interval) returns integer
        language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
      declare
        target bigint := (extract(epoch from clock_timestamp() + least(ahead, interval '1 year')) * 10000000)::bigint;
        bound bigint;
        week text;
        made integer := 0;
      begin
        perform pg_advisory_xact_lock(hashtextextended('reading partitions', 0));
        loop
          select max(substring(pg_get_expr(c.relpartbound, c.oid) from 'TO \\(''(-?\\d+)''\\)')::bigint) into bound
            from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'public.reading'::regclass;
          exit when bound > target;
          week := 'reading_' || to_char(to_timestamp(bound / 10000000) at time zone 'UTC', 'YYYYMMDD');
          execute format('create table public.%I (like public.reading including all)', week);
          execute format('create unique index %I on public.%I (unit, arrival)', week || '_arrival', week);
          execute format('create trigger append_only before update or delete or truncate on public.%I
            execute function public.refuse_change()', week);
          -- takes no lock that readers or writers wait for
          execute format('alter table public.reading attach partition public.%I for values from (%s) to (%s)',
            week, bound, public.week_after(bound));
          made := made + 1;
        end loop;
        return made;
      end $$;
      revoke all on function make_reading_partitions from public;
      grant execute on function make_reading_partitions to ballroom_app;
      select make_reading_partitions(interval '8 weeks');
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
