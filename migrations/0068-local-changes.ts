import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is changed at a unit itself while a batch holds it, what its programs were seen to be set to, and how that is set back. */
export class LocalChanges0068 implements MigrationInterface {
  name = 'LocalChanges1764000000068';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table program_run add column setpoints jsonb not null default '{"running":null,"held":null}';
      alter table program_run alter column setpoints drop default;
      alter table unit_command
        drop constraint unit_command_action_check,
        add constraint unit_command_action_check
          check (action in ('start-program', 'hold', 'unhold', 'pause', 'resume', 'stop', 'abort', 'set'));

      create table local_change (
        id text primary key,
        unit uuid not null references unit,
        batch uuid not null,
        step text,
        run_id text not null,
        what text not null check (what in ('setpoint', 'started', 'resumed')),
        setpoint text,
        was text,
        became text,
        seen_at timestamptz(3) not null
      );
      create index local_change_unit on local_change (unit);
      alter table local_change enable row level security;
      create policy batch on local_change using (sees_every_sponsor() or visible_stream('batch/' || batch::text));
      call gmp_table('local_change');
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
