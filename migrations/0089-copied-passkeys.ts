import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A passkey that was copied is an alert too. A server of before finds its alerts by the wider index, only slower. */
export class CopiedPasskeys0089 implements MigrationInterface {
  name = 'CopiedPasskeys1764000000089';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index fact_alerting on fact (stream, seq)
        where type in ('person.locked', 'set-up.refused', 'ledger.broken', 'seal-key.replaced', 'passkey.copied');
      drop index fact_alert;
      drop index fact_security_alert;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
