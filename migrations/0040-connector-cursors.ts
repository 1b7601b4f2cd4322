import type { MigrationInterface, QueryRunner } from 'typeorm';

/** One table of cursors for connectors of every protocol, in place of OPC UA's own. */
export class ConnectorCursors0040 implements MigrationInterface {
  name = 'ConnectorCursors1764000000040';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- where the values of each unit are committed up to, as its connector writes it; explained by no fact
      create table connector_cursor (
        unit uuid not null references unit,
        kind text not null,
        cursor jsonb not null,
        primary key (unit, kind)
      );
      grant select, insert, update on connector_cursor to ballroom_app;

      insert into connector_cursor (unit, kind, cursor)
      select unit, 'opcua',
             jsonb_build_object(
               'subscription', subscription, 'items', items, 'sequence', sequence,
               'serverStartedAt', to_char(server_started_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
               'sourceTimes', source_times, 'doubts', doubts)
        from opcua_cursor;
      drop table opcua_cursor;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
