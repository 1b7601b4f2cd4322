import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Single-use kits: each is put in once, for one binding of a unit, and its number is used up for ever. */
export class Kits0077 implements MigrationInterface {
  name = 'Kits1764000000077';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table unit_kit (
        id uuid primary key,
        unit uuid not null references unit,
        binding uuid not null,
        product text not null,
        title text not null,
        lot text not null,
        serial text not null,
        expiry text not null,
        given text not null check (given in ('scanned', 'typed')),
        bound_at timestamptz(3) not null,
        removed_at timestamptz(3)
      );
      create unique index unit_kit_used on unit_kit (product, upper(lot), upper(serial));
      create unique index unit_kit_in on unit_kit (binding) where removed_at is null;
      create index unit_kit_unit on unit_kit (unit);
      call gmp_table('unit_kit');
      alter table binding add column kit jsonb;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
