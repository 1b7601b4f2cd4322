import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An act of upkeep that its second person does not verify but refuses: it has no effect then, and nobody waits for it. */
export class UpkeepRefused0074 implements MigrationInterface {
  name = 'UpkeepRefused1764000000074';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table unit_upkeep
        add column refused_at timestamptz(3),
        add column refusal text,
        add check ((refused_at is null) = (refusal is null)),
        add check (verified_at is null or refused_at is null);
      drop index unit_upkeep_waits;
      create index unit_upkeep_waits on unit_upkeep (unit, performed_at) where verified_at is null and refused_at is null;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
