import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How long records of batches stay, which nobody can shorten; legal holds on them; and the alerts among security events. */
export class RecordRetention0088 implements MigrationInterface {
  name = 'RecordRetention1764000000088';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table record_rule (
        -- '<site or *>/<product or *>'
        id text primary key,
        rules text not null,
        -- null: of every site, of every product
        site uuid references site (id),
        product text,
        years integer not null check (years between 31 and 999),
        defined_at timestamptz(3) not null
      );
      call gmp_table('record_rule');
      create function refuse_shorter_rule() returns trigger language plpgsql as $$
      begin
        if new.years <= old.years then
          raise exception 'records of % stay for % years already', old.id, old.years using errcode = 'integrity_constraint_violation';
        end if;
        return new;
      end $$;
      create trigger only_longer before update on record_rule for each row execute function refuse_shorter_rule();

      create table legal_hold (
        id uuid primary key,
        batch uuid not null references batch (id),
        reason text not null,
        placed_at timestamptz(3) not null,
        placed_by text not null,
        lifted_at timestamptz(3),
        lifted_by text,
        lift_reason text
      );
      call gmp_table('legal_hold');
      create unique index legal_hold_standing on legal_hold (batch) where lifted_at is null;
      alter table legal_hold enable row level security;
      create policy batch on legal_hold using (sees_every_sponsor() or visible_stream('batch/' || batch::text));

      create index fact_alert on fact (stream, seq)
        where type in ('person.locked', 'set-up.refused', 'ledger.broken', 'seal-key.replaced');
      create index fact_ledger_check on fact (stream, seq) where type in ('ledger.checked', 'ledger.broken');
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
