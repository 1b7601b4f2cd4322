import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A room says in which area of the site it lies, and what cleanroom grade it has. */
export class Plant0061 implements MigrationInterface {
  name = 'Plant1764000000061';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table room add column area text, add column grade text;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
