import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Alarms, each time that one was raised, who is told outside the room, and how far units have been judged. */
export class Alarms0064 implements MigrationInterface {
  name = 'Alarms1764000000064';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table alarm (
        id text primary key,
        unit uuid references unit,
        site uuid not null references site,
        room uuid references room,
        code text not null,
        title text not null,
        rationale jsonb not null,
        state text not null check (state in ('normal', 'unacknowledged', 'acknowledged', 'returned',
          'latched-unacknowledged', 'latched-acknowledged', 'shelved', 'suppressed', 'out-of-service')),
        active boolean not null,
        occurrence uuid,
        since timestamptz(3) not null,
        withheld jsonb,
        shelved integer not null check (shelved >= 0),
        check ((state in ('shelved', 'suppressed', 'out-of-service')) = (withheld is not null))
      );
      create index alarm_unit on alarm (unit);
      create index alarm_standing on alarm (state) where state <> 'normal';
      call gmp_table('alarm');

      create table alarm_occurrence (
        id uuid primary key,
        alarm text not null references alarm,
        unit uuid references unit,
        site uuid not null references site,
        room uuid references room,
        code text not null,
        title text not null,
        priority text not null check (priority in ('critical', 'high', 'medium', 'low')),
        message text not null,
        batches jsonb not null,
        units jsonb not null,
        raised_at timestamptz(3) not null,
        announced_at timestamptz(3),
        acknowledged_at timestamptz(3),
        acknowledged_by text,
        comment text,
        returned_at timestamptz(3),
        answered_at timestamptz(3),
        answered_by text,
        escalated integer not null
      );
      create index alarm_occurrence_alarm on alarm_occurrence (alarm, raised_at desc);
      create index alarm_occurrence_raised on alarm_occurrence (raised_at desc, id);
      create index alarm_occurrence_announced on alarm_occurrence (announced_at) where announced_at is not null;
      create index alarm_occurrence_batches on alarm_occurrence using gin (batches);
      call gmp_table('alarm_occurrence');

      create table alarm_escalation (
        id uuid primary key references site,
        contacts jsonb not null,
        rota jsonb not null,
        steps jsonb not null,
        defined_at timestamptz(3) not null
      );
      call gmp_table('alarm_escalation');

      -- how far a unit's readings and conditions are judged; explained by no fact
      create table alarm_watch (
        unit uuid primary key references unit,
        arrival bigint not null,
        detectors jsonb not null,
        conditions jsonb not null
      );
      grant select, insert, update on alarm_watch to ballroom_app;

      -- what is on its way out of the room; explained by no fact
      create table alarm_delivery (
        id uuid primary key,
        alarm text not null references alarm,
        occurrence uuid not null,
        contact text not null,
        kind text not null check (kind in ('webhook', 'mail')),
        target text not null,
        body jsonb not null,
        token text not null unique,
        attempts integer not null default 0,
        due_at timestamptz(3) not null,
        delivered_at timestamptz(3),
        failed_at timestamptz(3),
        error text
      );
      create index alarm_delivery_due on alarm_delivery (due_at) where delivered_at is null and failed_at is null;
      create index alarm_delivery_alarm on alarm_delivery (alarm);
      grant select, insert, update on alarm_delivery to ballroom_app;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
