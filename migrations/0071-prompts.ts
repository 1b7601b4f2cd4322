import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What units wait for people to say, and what was said to them. */
export class Prompts0071 implements MigrationInterface {
  name = 'Prompts1764000000071';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table unit_command
        drop constraint unit_command_action_check,
        add constraint unit_command_action_check
          check (action in ('start-program', 'hold', 'unhold', 'pause', 'resume', 'stop', 'abort', 'set', 'answer'));
      alter table local_change
        drop constraint local_change_what_check,
        add constraint local_change_what_check check (what in ('setpoint', 'started', 'resumed', 'answered'));

      create table unit_prompt (
        id uuid primary key,
        unit uuid not null references unit,
        asked text not null,
        batch uuid,
        step text,
        run_id text not null,
        code text not null,
        text text not null,
        known jsonb,
        raised_at timestamptz(3) not null,
        seen_at timestamptz(3) not null,
        ended_at timestamptz(3),
        ending text check (ending in ('answered', 'locally', 'withdrawn')),
        answer text,
        check ((ended_at is null) = (ending is null))
      );
      create index unit_prompt_unit on unit_prompt (unit);
      alter table unit_prompt enable row level security;
      create policy batch on unit_prompt
        using (sees_every_sponsor() or batch is null or visible_stream('batch/' || batch::text));
      call gmp_table('unit_prompt');
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
