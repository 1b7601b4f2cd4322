import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How a run stood when its unit's clock was last set back: a change from before that comes once more is no new one. */
export class SetBackClocks0078 implements MigrationInterface {
  name = 'SetBackClocks1764000000078';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table program_run add column set_back_from jsonb');
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
