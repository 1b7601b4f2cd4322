import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Orders of therapies: who a batch is for, as a pseudonym, and the chain of identity that it must keep. */
export class Custody0020 implements MigrationInterface {
  name = 'Custody1764000000020';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table therapy_order (
        id uuid primary key,
        code text not null unique,
        patient text not null,
        coi text not null unique,
        product text not null,
        site uuid not null,
        sponsor text,
        created_at timestamptz(3) not null
      );
      alter table therapy_order enable row level security;
      create policy sponsor on therapy_order using (visible_sponsor(sponsor));
      call gmp_table('therapy_order');

      -- 1271.290: a chain of identity belongs to one order for ever
      create function coi_is_fixed() returns trigger language plpgsql as $$
      begin
        raise exception 'chain of identity of order % is fixed', old.code using errcode = 'integrity_constraint_violation';
      end $$;
      create trigger coi_is_fixed before update on therapy_order for each row
        when (new.coi <> old.coi or new.patient <> old.patient) execute function coi_is_fixed();
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
