import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Several servers on one database: who is alive, who does what, and how each unit is reached, wherever that is. */
export class Instances0065 implements MigrationInterface {
  name = 'Instances1764000000065';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- alive until expires_at, by this clock
      create table instance (
        id uuid primary key,
        name text not null,
        started_at timestamptz(3) not null default clock_timestamp(),
        expires_at timestamptz(3) not null,
        -- a later one goes by its name
        replaced boolean not null default false
      );
      create index instance_name on instance (name);

      -- held while the holder is alive; each holder has a higher epoch, by which its writes are known
      create table lease (
        name text primary key,
        holder uuid references instance on delete set null,
        epoch bigint not null default 0,
        taken_at timestamptz(3)
      );
      create index lease_holder on lease (holder);

      -- fails where the lease has moved or run out; it does not move before the transaction ends, and one that rests is ended
      create function fence(held text, held_epoch bigint) returns void language plpgsql as $$
      begin
        perform from lease l join instance i on i.id = l.holder
          where l.name = held and l.epoch = held_epoch and i.expires_at > clock_timestamp() for key share of l;
        if not found then
          raise exception 'the lease of % has moved', held using errcode = 'BL001';
        end if;
        perform set_config('idle_in_transaction_session_timeout', '6s', true);
      end $$;

      create table unit_connection (
        unit uuid primary key references unit,
        -- who says so
        lease text not null,
        state text not null check (state in ('connecting', 'resyncing', 'live', 'degraded', 'offline')),
        since timestamptz(3) not null,
        problems text[] not null,
        -- what waits on its server's disk, and of how much less it holds than it is to
        spooled jsonb,
        reserve jsonb
      );

      grant select, insert, update, delete on instance to ballroom_app;
      grant select, insert, update on lease, unit_connection to ballroom_app;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
