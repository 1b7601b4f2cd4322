import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the server assigns (ids of samples, codes of labels) is an entry of its own kind, and a result has a clock. */
export class ByHand0042 implements MigrationInterface {
  name = 'ByHand1764000000042';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table entry drop constraint entry_source_check,
        add constraint entry_source_check
          check (source in ('typed', 'captured', 'calculated', 'scanned', 'assigned'));
      alter table timer drop constraint timer_purpose_check,
        add constraint timer_purpose_check
          check (purpose in ('wait', 'window-alert', 'window-late', 'result-due'));
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
