import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Units, who holds them, what they were told and what they ran. */
export class Equipment0011 implements MigrationInterface {
  name = 'Equipment1764000000011';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table unit (
        id uuid primary key,
        code text not null unique,
        title text not null,
        site uuid not null references site,
        room uuid not null references room,
        unit_class text not null references unit_class (code),
        serial text not null,
        product_instance_uri text not null unique,
        connector jsonb not null,
        tag_map jsonb not null,
        status text not null check (status in ('in-service', 'out-of-service'))
      );
      call gmp_table('unit');

      create function of_visible_batch(batch uuid) returns boolean language sql stable as $$
        select current_setting('ballroom.sponsors', true) = '*'
            or exists (select from stream s where s.id = 'batch/' || batch::text)
      $$;

      create table unit_binding (
        id uuid primary key,
        unit uuid not null references unit,
        position text not null,
        batch uuid not null,
        coi text not null,
        unit_procedure text not null,
        bound_at timestamptz(3) not null,
        released_at timestamptz(3)
      );
      -- one batch, one unit: a unit's position is held once
      create unique index unit_binding_open on unit_binding (unit, position) where released_at is null;
      create index unit_binding_unit on unit_binding (unit);
      create index unit_binding_batch on unit_binding (batch);
      alter table unit_binding enable row level security;
      create policy batch on unit_binding using (of_visible_batch(batch));
      call gmp_table('unit_binding');

      create table unit_command (
        id uuid primary key,
        unit uuid not null references unit,
        batch uuid not null,
        step text not null,
        action text not null check (action in ('start-program', 'hold', 'unhold', 'stop')),
        program text,
        parameters jsonb not null,
        state text not null check (state in ('issued', 'sent', 'confirmed', 'failed', 'unknown')),
        run_id text,
        reason text,
        issued_at timestamptz(3) not null,
        expires_at timestamptz(3) not null
      );
      create index unit_command_unit on unit_command (unit);
      create index unit_command_open on unit_command (unit, id) where state in ('issued', 'sent', 'unknown');
      alter table unit_command enable row level security;
      create policy batch on unit_command using (of_visible_batch(batch));
      call gmp_table('unit_command');

      create table program_run (
        id text primary key,
        unit uuid not null references unit,
        run_id text not null,
        batch uuid not null,
        step text not null,
        state text not null check (state in ('running', 'held', 'ended')),
        outcome text,
        started_at timestamptz(3) not null,
        changed_at timestamptz(3) not null,
        ended_at timestamptz(3)
      );
      create index program_run_unit on program_run (unit);
      alter table program_run enable row level security;
      create policy batch on program_run using (of_visible_batch(batch));
      call gmp_table('program_run');

      -- where the values of each unit's subscription are committed up to; explained by no fact
      create table opcua_cursor (
        unit uuid primary key references unit,
        subscription bigint,
        items jsonb not null,
        sequence bigint not null,
        server_started_at timestamptz(3) not null,
        source_times jsonb not null,
        doubts jsonb not null
      );
      grant select, insert, update on opcua_cursor to ballroom_app;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
