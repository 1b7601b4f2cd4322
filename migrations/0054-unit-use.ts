import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Units used by positions or sessions, units in quarantine, and the commands that programs can be paused and aborted by. */
export class UnitUse0054 implements MigrationInterface {
  name = 'UnitUse1764000000054';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table unit
        add column positions jsonb not null default '[]',
        add column quarantine jsonb;
      alter table unit alter column positions drop default;
      -- records that hold no patient's cells have no chain of identity
      alter table unit_binding alter column coi drop not null;
      alter table unit_command
        drop constraint unit_command_action_check,
        add constraint unit_command_action_check
          check (action in ('start-program', 'hold', 'unhold', 'pause', 'resume', 'stop', 'abort'));
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
