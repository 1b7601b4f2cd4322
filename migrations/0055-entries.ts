import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Entries with both their times, late or not, and what was computed anew; what two people typed in place of a unit, and what is
 * not applicable. A rule may open a deviation whatever its criticality.
 */
export class Entries0055 implements MigrationInterface {
  name = 'Entries1764000000055';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table entry disable trigger user;
      alter table entry
        add column recorded_at timestamptz(3),
        add column late boolean not null default false,
        add column because text,
        drop constraint entry_source_check,
        add constraint entry_source_check
          check (source in ('typed', 'captured', 'calculated', 'scanned', 'assigned', 'manual', 'not-applicable'));
      update entry e set recorded_at = f.at
        from (select substr(stream, 7) || '/' || (text::jsonb -> 'values' ->> 'entry') as id, at
                from fact where type = 'entry.recorded') f
       where f.id = e.id;
      alter table entry alter column recorded_at set not null, alter column late drop default;
      alter table entry enable trigger user;
      alter table deviation drop constraint deviation_criticality_check,
        add constraint deviation_criticality_check check (criticality in ('CPP', 'CQA', 'IPC', 'info'));
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
