import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Keys that took the place of the one that signed seals before. */
export class SealKeys0086 implements MigrationInterface {
  name = 'SealKeys1764000000086';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table seal_key (
        -- fingerprint
        id text primary key check (id ~ '^[0-9a-f]{64}$'),
        ledger text not null,
        number integer not null unique check (number >= 1),
        -- the last seal of the key before
        after_seal integer not null check (after_seal >= 1),
        -- what both keys sign: both of them whole, by whom and why
        statement text not null,
        -- by the key before, base64; null where it was lost
        endorsement text,
        -- by this key
        possession text not null,
        at timestamptz(3) not null
      );
      call gmp_table('seal_key');
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
