import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Results that devices give as files: the mappings that read them, the files with why they were refused, and their results by
 * sample until a step has them. An entry may come from a file, and says which.
 */
export class Inbox0062 implements MigrationInterface {
  name = 'Inbox1764000000062';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table entry
        add column file jsonb,
        drop constraint entry_source_check,
        add constraint entry_source_check check (source in
          ('typed', 'captured', 'calculated', 'scanned', 'assigned', 'manual', 'not-applicable', 'file')),
        add constraint entry_file_check check ((source = 'file') = (file is not null));
      create index entry_sample on entry (value) where field = 'sample' and source = 'assigned';

      create table result_mapping (
        id uuid primary key,
        code text not null unique,
        version integer not null check (version >= 1),
        title text not null,
        device_kind text not null,
        hash text not null,
        definition jsonb not null,
        defined_at timestamptz(3) not null
      );
      call gmp_table('result_mapping');

      create table inbox_file (
        id uuid primary key,
        file text not null references file,
        name text not null,
        media_type text not null,
        size integer not null,
        source text not null check (source in ('http', 'folder')),
        mapping text not null,
        mapping_version integer,
        state text not null check (state in ('taken', 'refused')),
        reason jsonb check ((state = 'refused') = (reason is not null)),
        by text not null,
        at timestamptz(3) not null
      );
      create unique index inbox_file_taken on inbox_file (file) where state = 'taken';
      create index inbox_file_hash on inbox_file (file);
      create table inbox_result (
        id text primary key,
        inbox_file uuid not null references inbox_file,
        row integer not null,
        sample text not null,
        batch uuid not null references batch,
        measured_at timestamptz(3),
        "values" jsonb not null,
        below_limit jsonb not null,
        state text not null check (state in ('unclaimed', 'claimed', 'conflict')),
        step uuid references step,
        conflict jsonb,
        settled_at timestamptz(3),
        check ((state = 'conflict') = (conflict is not null)),
        check ((state = 'unclaimed') = (step is null))
      );
      create index inbox_result_file on inbox_result (inbox_file);
      create index inbox_result_state on inbox_result (state, batch);
      alter table inbox_file enable row level security;
      create policy stream on inbox_file using (sees_every_sponsor() or visible_stream('inbox/' || id::text));
      alter table inbox_result enable row level security;
      create policy stream on inbox_result using (sees_every_sponsor() or visible_stream('inbox/' || inbox_file::text));
      call gmp_table('inbox_file');
      call gmp_table('inbox_result');
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
