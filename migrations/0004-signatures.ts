import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Signatures on any stream, seen by whoever sees the stream that they stand on. */
export class Signatures0004 implements MigrationInterface {
  name = 'Signatures1764000000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index stream_bare_id on stream (split_part(id, '/', 2));

      create table signature (
        id uuid primary key,
        subject_stream uuid not null,
        subject text not null,
        meaning text not null check (meaning <> ''),
        person uuid not null references person,
        username text not null,
        name text not null,
        role text not null,
        hash text not null check (hash ~ '^[0-9a-f]{64}$'),
        at timestamptz(3) not null,
        zone text not null,
        void boolean not null
      );
      create index signature_subject on signature (subject_stream, subject);
      alter table signature enable row level security;
      create policy stream on signature
        using (exists (select from stream s where split_part(s.id, '/', 2) = subject_stream::text));
      call gmp_table('signature');
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
