import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Under which epoch of its lease a connection was told: what an earlier holder said of a unit holds no longer. */
export class ConnectionEpochs0069 implements MigrationInterface {
  name = 'ConnectionEpochs1764000000069';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table unit_connection add column epoch bigint not null default 0;
      alter table unit_connection alter column epoch drop default;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
