import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Skills, what people were trained in, and what they have to read and to sign. New tables alone. */
export class Training0083 implements MigrationInterface {
  name = 'Training1764000000083';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table skill (
        id text primary key,
        title text not null,
        validity text
      );
      call gmp_table('skill');

      create table training (
        id uuid primary key,
        person uuid not null references person,
        kind text not null check (kind in ('skill', 'document', 'recipe')),
        code text not null,
        version text,
        title text not null,
        how text not null check (how in ('trained', 'read')),
        recorded_at timestamptz(3) not null,
        day text not null,
        last_day text,
        trainer uuid references person,
        trainer_name text,
        evidence text,
        revoked_at timestamptz(3),
        revoked_because text,
        check (trainer <> person)
      );
      create index training_person on training (person);
      call gmp_table('training');

      create table reading_task (
        id uuid primary key,
        person uuid not null references person,
        kind text not null check (kind in ('document', 'recipe')),
        code text not null,
        version text not null,
        title text not null,
        hash text,
        source uuid,
        due text,
        assigned_at timestamptz(3) not null,
        assigned_by text,
        status text not null check (status in ('open', 'signed', 'withdrawn')),
        closed_at timestamptz(3)
      );
      create unique index reading_task_open on reading_task (person, kind, code, version) where status = 'open';
      create index reading_task_person on reading_task (person);
      call gmp_table('reading_task');
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
