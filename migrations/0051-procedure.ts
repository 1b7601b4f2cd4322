import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A procedure with blocks: steps that come to be while it runs, elements with states of their own, several units at once, and
 * records without a patient. What earlier facts say of units is read into `binding` here, as replaying them would.
 */
export class Procedure0051 implements MigrationInterface {
  name = 'Procedure1764000000051';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table batch_recipe drop constraint batch_recipe_id_fkey;
      drop policy batch on batch_recipe;
      alter table batch_recipe
        alter column id type text,
        add column batch uuid,
        add column version integer;
      alter table batch_recipe disable trigger user;
      update batch_recipe r set batch = b.id, version = b.recipe_version from batch b where b.id::text = r.id;
      alter table batch_recipe enable trigger user;
      alter table batch_recipe
        alter column batch set not null,
        alter column version set not null,
        add foreign key (batch) references batch deferrable initially deferred;
      create index batch_recipe_batch on batch_recipe (batch);
      create policy batch on batch_recipe using (exists (select from batch b where b.id = batch_recipe.batch));

      create table binding (
        id text primary key,
        batch uuid not null references batch,
        unit uuid not null,
        unit_code text not null,
        unit_procedure text not null,
        position text,
        bound_at timestamptz(3) not null,
        released_at timestamptz(3),
        replaces text
      );
      create index binding_batch on binding (batch);
      create index binding_open on binding (unit) where released_at is null;
      create table element (
        id text primary key,
        batch uuid not null references batch,
        kind text not null,
        name text not null,
        rounds text not null,
        state text not null,
        option text,
        round integer not null
      );
      create index element_batch on element (batch);

      insert into binding (id, batch, unit, unit_code, unit_procedure, bound_at, released_at)
      select f.batch || '/B' || row_number() over (partition by f.batch order by f.seq), f.batch::uuid,
             (f.v ->> 'unit')::uuid, f.v ->> 'unitCode', f.v ->> 'unitProcedure', f.at,
             (select min(r.at) from fact r
               where r.stream = 'batch/' || f.batch and r.type = 'batch.unit-released' and r.seq > f.seq)
        from (select substr(stream, 7) as batch, seq, at, (text::jsonb) -> 'values' as v
                from fact where type = 'batch.unit-bound') f;

      do $$
      declare name text;
      begin
        foreach name in array array['binding', 'element'] loop
          execute format('alter table %I enable row level security', name);
          execute format('create policy batch on %1$I using (exists (select from batch b where b.id = %1$I.batch))', name);
          call gmp_table(name);
        end loop;
      end $$;

      drop index batch_bound_unit;
      drop index batch_open_order;
      alter table batch disable trigger user;
      alter table batch
        drop column unit,
        drop column unit_code,
        drop column unit_procedure,
        drop column bound_at,
        alter column order_id drop not null,
        alter column coi drop not null,
        alter column patient drop not null,
        add column type text not null default 'patient-batch',
        add column stopping jsonb,
        add column quality_hold text,
        add column parameters jsonb not null default '{}',
        add column lot jsonb,
        add check (type <> 'patient-batch' or (order_id is not null and coi is not null and patient is not null)),
        drop constraint batch_state_check,
        add constraint batch_state_check check (state in
          ('idle', 'running', 'holding', 'held', 'complete', 'stopping', 'stopped', 'aborting', 'aborted'));
      alter table batch alter column type drop default, alter column parameters drop default;
      alter table batch enable trigger user;
      create unique index batch_open_order on batch (order_id) where state in ('idle', 'running', 'holding', 'held');

      alter table step disable trigger user;
      alter table step
        add column rounds text not null default '',
        add column place text,
        add column recipe text,
        add column owner uuid,
        add column owner_name text,
        drop constraint step_batch_phase_key,
        drop constraint step_batch_position_key,
        drop constraint step_state_check,
        add constraint step_state_check check (state in
          ('idle', 'running', 'holding', 'held', 'restarting', 'paused', 'completing', 'complete', 'stopping', 'stopped',
           'aborting', 'aborted', 'skipped', 'omitted'));
      update step set place = lpad(position::text, 4, '0'), recipe = batch::text;
      update step s set owner = (f.by ->> 'person')::uuid, owner_name = f.by ->> 'name'
        from (select text::jsonb -> 'values' ->> 'step' as step, text::jsonb -> 'by' as by
                from fact where type = 'step.started') f
       where f.step = s.id::text and s.state in ('running', 'held', 'stopped');
      alter table step
        alter column rounds drop default,
        alter column place set not null,
        alter column recipe set not null,
        add unique (batch, recipe, phase, rounds),
        add foreign key (recipe) references batch_recipe deferrable initially deferred;
      alter table step enable trigger user;

      alter table timer drop constraint timer_purpose_check,
        add constraint timer_purpose_check
          check (purpose in ('wait', 'window-alert', 'window-late', 'result-due', 'repeat-due'));
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
