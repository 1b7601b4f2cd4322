import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Deviations: one an exception at most. */
export class Deviations0030 implements MigrationInterface {
  name = 'Deviations1764000000030';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table deviation (
        id uuid primary key,
        code text not null unique,
        state text not null check (state in ('open')),
        batch uuid not null,
        step uuid,
        exception text not null,
        kind text not null,
        criticality text not null check (criticality in ('CPP', 'CQA')),
        site text not null,
        sponsor text,
        opened_at timestamptz(3) not null,
        unique (batch, exception)
      );
      create sequence deviation_number;
      grant usage on sequence deviation_number to ballroom_app;
      alter table deviation enable row level security;
      create policy sponsor on deviation using (visible_sponsor(sponsor));
      call gmp_table('deviation');
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
