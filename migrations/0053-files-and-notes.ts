import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Files by the hash of their bytes, and what names them: attachments of steps, pictures of recipes. `file` is no GMP table:
 * nothing in it changes, and what a file is evidence of stands in the fact that names its hash. Notes on steps and batches.
 */
export class FilesAndNotes0053 implements MigrationInterface {
  name = 'FilesAndNotes1764000000053';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table file (
        hash text primary key check (hash = encode(sha256(bytes), 'hex')),
        bytes bytea not null,
        media_type text not null,
        size integer not null check (size = octet_length(bytes) and size between 1 and 10485760)
      );
      alter table file alter column bytes set storage external;
      grant select, insert on file to ballroom_app;

      create table note (
        id text primary key,
        batch uuid not null references batch,
        step uuid references step,
        number text not null,
        kind text not null check (kind in ('note', 'observation', 'nonconformance')),
        text text not null,
        files jsonb not null,
        by text not null,
        at timestamptz(3) not null
      );
      create table attachment (
        id text primary key,
        batch uuid not null references batch,
        step uuid not null references step,
        file text not null references file,
        name text not null,
        media_type text not null,
        size integer not null,
        note text,
        by text not null,
        at timestamptz(3) not null
      );
      do $$
      declare name text;
      begin
        foreach name in array array['note', 'attachment'] loop
          execute format('alter table %I enable row level security', name);
          execute format('create policy batch on %1$I using (exists (select from batch b where b.id = %1$I.batch))', name);
          execute format('create index %s on %I (batch)', name || '_batch', name);
          call gmp_table(name);
        end loop;
      end $$;

      create table recipe_file (
        id text primary key references file,
        name text not null,
        media_type text not null,
        size integer not null,
        by text not null,
        at timestamptz(3) not null
      );
      call gmp_table('recipe_file');
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
