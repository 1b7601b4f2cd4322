import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sites with their rooms, and sponsors. */
export class Organisation0002 implements MigrationInterface {
  name = 'Organisation1764000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table site (
        id uuid primary key,
        code text not null unique,
        name text not null,
        zone text not null
      );
      call gmp_table('site');

      create table room (
        id uuid primary key,
        site uuid not null references site,
        code text not null,
        name text not null,
        unique (site, code)
      );
      call gmp_table('room');

      create table sponsor (
        id uuid primary key,
        code text not null unique,
        name text not null
      );
      alter table sponsor enable row level security;
      create policy sponsor on sponsor using (visible_sponsor(id::text));
      call gmp_table('sponsor');
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
