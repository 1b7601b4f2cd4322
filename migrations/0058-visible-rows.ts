import type { MigrationInterface, QueryRunner } from 'typeorm';

const OF_A_BATCH = [
  ...['attachment', 'batch_recipe', 'binding', 'capture', 'element', 'entry', 'event', 'evidence', 'exception'],
  ...['monitor', 'note', 'program_run', 'step', 'timer', 'unit_binding', 'unit_command'],
];

/**
 * Who may see a row is found by the row's own stream. As subqueries the policies read every stream, or every batch, for one
 * row: a command took the longer, the more there ever were. A function in PL/pgSQL stays a look by key.
 */
export class VisibleRows0058 implements MigrationInterface {
  name = 'VisibleRows1764000000058';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function sees_every_sponsor() returns boolean language sql stable as $$
        select current_setting('ballroom.sponsors', true) = '*'
      $$;

      create function visible_stream(id text) returns boolean language plpgsql stable as $$
      begin
        return exists (select from public.stream s where s.id = visible_stream.id);
      end $$;

      create function visible_subject(subject uuid) returns boolean language plpgsql stable as $$
      begin
        return exists (select from public.stream s where split_part(s.id, '/', 2) = subject::text);
      end $$;

      alter policy stream on fact using (sees_every_sponsor() or visible_stream(stream));
      alter policy stream on signature using (sees_every_sponsor() or visible_subject(subject_stream));
    `);
    for (const table of OF_A_BATCH)
      await runner.query(
        `alter policy batch on ${table} using (sees_every_sponsor() or visible_stream('batch/' || batch::text))`,
      );
    await runner.query('drop function of_visible_batch');
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
