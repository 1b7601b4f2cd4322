import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Batches, their steps and all that is on record of them. `monitor` follows from readings and is no GMP table. */
export class Batches0021 implements MigrationInterface {
  name = 'Batches1764000000021';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create sequence batch_number;
      grant usage on sequence batch_number to ballroom_app;

      create table batch (
        id uuid primary key,
        code text not null unique,
        site uuid not null,
        sponsor text,
        order_id uuid not null references therapy_order,
        coi text not null,
        patient text not null,
        product text not null,
        recipe_id uuid not null,
        recipe_code text not null,
        recipe_title text not null,
        recipe_version integer not null,
        recipe_hash text not null,
        state text not null check (state in ('idle', 'running', 'held', 'complete', 'stopped')),
        held_because text,
        unit uuid,
        unit_code text,
        unit_procedure text,
        bound_at timestamptz(3),
        issued_at timestamptz(3) not null,
        ended_at timestamptz(3),
        check ((unit is null) = (unit_procedure is null))
      );
      -- one batch of an order at a time, and one batch on a unit
      create unique index batch_open_order on batch (order_id) where state in ('idle', 'running', 'held');
      create unique index batch_bound_unit on batch (unit) where unit is not null;
      alter table batch enable row level security;
      create policy sponsor on batch using (visible_sponsor(sponsor));
      call gmp_table('batch');

      create table batch_recipe (
        id uuid primary key references batch deferrable initially deferred,
        hash text not null,
        recipe jsonb not null
      );
      create table step (
        id uuid primary key,
        batch uuid not null references batch deferrable initially deferred,
        phase text not null,
        position integer not null,
        kind text not null,
        operation text not null,
        unit_procedure text not null,
        unit uuid,
        arrivals_after text,
        state text not null check (state in ('idle', 'running', 'held', 'completing', 'complete', 'stopped')),
        version integer not null,
        changed_by text not null,
        changed_at timestamptz(3) not null,
        changed_with text not null,
        started_at timestamptz(3),
        ended_at timestamptz(3),
        completed_at timestamptz(3),
        decision text,
        run jsonb,
        unique (batch, phase),
        unique (batch, position)
      );
      create table entry (
        id text primary key,
        batch uuid not null references batch,
        step uuid not null references step,
        number text not null,
        field text not null,
        source text not null check (source in ('typed', 'captured', 'calculated', 'scanned')),
        value text,
        unit text,
        verdict text check (verdict in ('within', 'alert', 'action', 'unknown')),
        inputs jsonb,
        rounding jsonb,
        by text not null,
        by_person uuid,
        at timestamptz(3) not null,
        reason text,
        superseded_by text
      );
      create unique index entry_standing on entry (step, field) where superseded_by is null;
      create table capture (
        id text primary key,
        batch uuid not null references batch,
        step uuid not null references step,
        entry text not null,
        unit uuid not null,
        tag text not null,
        aggregate text not null,
        from_time timestamptz(3) not null,
        to_time timestamptz(3) not null,
        quality text not null check (quality in ('good', 'bad', 'stale')),
        source_time timestamptz(3),
        arrivals jsonb not null
      );
      create table evidence (
        id text primary key,
        batch uuid not null references batch,
        step uuid not null references step,
        unit uuid not null,
        seq integer not null,
        from_arrival text not null,
        to_arrival text not null,
        count integer not null,
        root text not null,
        supplementary boolean not null
      );
      create table event (
        id text primary key,
        batch uuid not null references batch,
        step uuid references step,
        number text not null,
        kind text not null,
        identity text not null,
        "values" jsonb not null,
        started_at timestamptz(3) not null,
        ended_at timestamptz(3),
        unique (batch, identity)
      );
      create table exception (
        id text primary key,
        batch uuid not null references batch,
        step uuid references step,
        number text not null,
        kind text not null,
        identity text not null,
        "values" jsonb not null,
        started_at timestamptz(3) not null,
        ended_at timestamptz(3),
        criticality text not null check (criticality in ('CPP', 'CQA', 'IPC', 'info')),
        on_breach text not null check (on_breach in ('continue', 'supervisor', 'stop')),
        raised_at timestamptz(3) not null,
        comment text,
        comment_by text,
        comment_at timestamptz(3),
        answer text check (answer in ('continue', 'stop')),
        answer_by text,
        answer_at timestamptz(3),
        deviation uuid,
        unique (batch, identity)
      );
      create table timer (
        id text primary key,
        batch uuid not null references batch,
        number text not null,
        step uuid references step,
        purpose text not null check (purpose in ('wait', 'window-alert', 'window-late')),
        "window" text,
        due_at timestamptz(3) not null,
        state text not null check (state in ('running', 'fired', 'cancelled'))
      );
      create index timer_due on timer (due_at) where state = 'running';

      do $$
      declare name text;
      begin
        foreach name in array array['batch_recipe', 'step', 'entry', 'capture', 'evidence', 'event', 'exception', 'timer'] loop
          execute format('alter table %I enable row level security', name);
          execute format('create policy batch on %1$I using (exists (select from batch b where b.id = %1$I.%2$I))',
            name, case name when 'batch_recipe' then 'id' else 'batch' end);
          call gmp_table(name);
          if name <> 'batch_recipe' then
            execute format('create index %s on %I (batch)', name || '_batch', name);
          end if;
        end loop;
      end $$;

      create table monitor (
        batch uuid not null references batch,
        unit uuid not null,
        cursor text not null,
        state jsonb not null,
        primary key (batch, unit)
      );
      alter table monitor enable row level security;
      create policy batch on monitor using (exists (select from batch b where b.id = monitor.batch));
      grant select, insert, update on monitor to ballroom_app;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
