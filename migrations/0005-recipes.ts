import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Recipe versions as written, each with its own stream; one effective version a recipe. */
export class Recipes0005 implements MigrationInterface {
  name = 'Recipes1764000000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table recipe_version (
        id uuid primary key,
        code text not null,
        version integer not null check (version >= 1),
        title text not null,
        state text not null check (state in ('draft', 'in-review', 'approved', 'effective', 'superseded')),
        hash text not null,
        text text not null,
        content jsonb not null,
        author uuid not null,
        approvals jsonb not null,
        drafted_at timestamptz(3) not null,
        submitted_at timestamptz(3),
        approved_at timestamptz(3),
        effective_at timestamptz(3),
        superseded_at timestamptz(3),
        unique (code, version)
      );
      create unique index recipe_version_effective on recipe_version (code) where state = 'effective';
      call gmp_table('recipe_version');
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
