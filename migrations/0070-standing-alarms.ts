import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An alarm that stands is of every batch that holds the unit meanwhile: a row each, which its own sponsor alone sees. A unit that is
 * back leaves the group it was in. What a person acknowledges is told to the unit by whichever server holds it, until it says so.
 */
export class StandingAlarms0070 implements MigrationInterface {
  name = 'StandingAlarms1764000000070';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table alarm_batch (
        id text primary key,
        alarm text not null references alarm,
        occurrence uuid not null references alarm_occurrence,
        batch uuid not null
      );
      create index alarm_batch_alarm on alarm_batch (alarm);
      create index alarm_batch_occurrence on alarm_batch (occurrence);
      create index alarm_batch_batch on alarm_batch (batch);
      insert into alarm_batch (id, alarm, occurrence, batch)
        select o.id || '.' || b.batch, o.alarm, o.id, b.batch::uuid
          from alarm_occurrence o, jsonb_array_elements_text(o.batches) as b (batch) group by o.id, b.batch;
      alter table alarm_batch enable row level security;
      create policy batch on alarm_batch using (sees_every_sponsor() or visible_stream('batch/' || batch::text));
      call gmp_table('alarm_batch');

      alter table alarm_occurrence drop column batches, add column units_left jsonb not null default '[]',
        add column unattended integer not null default 0;
      alter table alarm_occurrence alter column units_left drop default, alter column unattended drop default;

      -- a token for each attempt, kept as its hash alone
      alter table alarm_delivery add column token_hashes text[] not null default '{}', add column answerable_until timestamptz(3);
      update alarm_delivery set token_hashes = array[encode(sha256(convert_to(token, 'UTF8')), 'hex')],
             answerable_until = due_at + interval '24 hours';
      alter table alarm_delivery drop column token, alter column answerable_until set not null;
      create index alarm_delivery_token on alarm_delivery using gin (token_hashes);

      -- what people have acknowledged, until the unit says so too; explained by no fact
      create table alarm_acknowledgement (
        unit uuid not null references unit,
        condition text not null,
        occurrence uuid not null references alarm_occurrence,
        comment text not null,
        attempts integer not null default 0,
        due_at timestamptz(3) not null,
        error text,
        primary key (unit, condition)
      );
      grant select, insert, update, delete on alarm_acknowledgement to ballroom_app;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
