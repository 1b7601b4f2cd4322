import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Kinds of unit, as they are defined now. */
export class UnitClasses0010 implements MigrationInterface {
  name = 'UnitClasses1764000000010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table unit_class (
        id uuid primary key,
        code text not null unique,
        version integer not null check (version >= 1),
        title text not null,
        hash text not null,
        definition jsonb not null,
        defined_at timestamptz(3) not null
      );
      call gmp_table('unit_class');
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
