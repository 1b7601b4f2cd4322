import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Evidence that a version of a recipe does what it must: dry runs and tests in virtual time, with what they came to. */
export class Rehearsals0052 implements MigrationInterface {
  name = 'Rehearsals1764000000052';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table rehearsal (
        id uuid primary key,
        recipe uuid not null references recipe_version,
        code text not null,
        version integer not null,
        hash text not null,
        kind text not null check (kind in ('dry-run', 'tests')),
        passed boolean not null,
        script text,
        script_hash text not null,
        result jsonb not null,
        person uuid not null,
        name text not null,
        at timestamptz(3) not null
      );
      create index rehearsal_recipe on rehearsal (recipe, at);
      call gmp_table('rehearsal');
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
