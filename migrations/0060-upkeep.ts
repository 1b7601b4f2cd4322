import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What keeps units fit for use: acts that two persons sign, what they are good for, and a way to read a logbook by time. */
export class Upkeep0060 implements MigrationInterface {
  name = 'Upkeep1764000000060';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table unit disable trigger user;
      alter table unit add column upkeep jsonb;
      update unit u set upkeep = jsonb_build_object(
        'held', (select count(*) from unit_binding b where b.unit = u.id and b.released_at is null),
        'usedUntil', (select to_char(max(b.released_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
                        from unit_binding b where b.unit = u.id),
        'standing', '{}'::jsonb, 'firmware', null, 'approved', '[]'::jsonb, 'outOfService', null);
      alter table unit alter column upkeep set not null;
      alter table unit enable trigger user;

      create table unit_upkeep (
        id uuid primary key,
        unit uuid not null references unit,
        act text not null check (act in ('cleaned', 'calibrated', 'qualified', 'maintained', 'firmware-reported',
          'firmware-approved', 'taken-out-of-service', 'returned-to-service')),
        done_at timestamptz(3) not null,
        until text,
        version text,
        remark text not null check (remark <> ''),
        performed_by uuid not null references person,
        performed_at timestamptz(3) not null,
        verified_at timestamptz(3)
      );
      create index unit_upkeep_unit on unit_upkeep (unit);
      create index unit_upkeep_waits on unit_upkeep (unit, performed_at) where verified_at is null;
      call gmp_table('unit_upkeep');

      -- a unit's stream is read by time and by where the unit stood, past its reading seals, of which there is one a minute
      create index fact_logbook on fact (stream, at) where stream like 'unit/%' and type <> 'readings.sealed';
      create index fact_unit_placed on fact (stream, seq) where type in ('unit.defined', 'unit.redefined');
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
