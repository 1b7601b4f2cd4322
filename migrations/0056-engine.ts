import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An order whose batch still stops or aborts gets no second one. A stop that a unit did not take is asked for again. A lot is
 * judged by its record whoever looks, also where that is another sponsor's.
 */
export class Engine0056 implements MigrationInterface {
  name = 'Engine1764000000056';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index batch_open_order;
      create unique index batch_open_order on batch (order_id)
        where state in ('idle', 'running', 'holding', 'held', 'stopping', 'aborting');

      alter table timer drop constraint timer_purpose_check,
        add constraint timer_purpose_check
          check (purpose in ('wait', 'window-alert', 'window-late', 'result-due', 'repeat-due', 'stop-again'));

      create function record_of_lot(code text) returns table (sponsor text, lot jsonb, quality_hold text)
        language sql stable security definer set search_path = public as $$
        select b.sponsor::text, b.lot, b.quality_hold from batch b where b.code = record_of_lot.code
      $$;
      revoke execute on function record_of_lot from public;
      grant execute on function record_of_lot to ballroom_app;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
