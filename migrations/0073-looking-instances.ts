import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When a server last saw what is to be done: one that cannot see takes nothing over, and has no share. */
export class LookingInstances0073 implements MigrationInterface {
  name = 'LookingInstances1764000000073';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table instance add column looked_at timestamptz(3)`);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
