import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a unit waits for is seen where the unit is; and what must be known of all units, of whatever site. */
export class Places0082 implements MigrationInterface {
  name = 'Places1764000000082';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter policy batch on unit_prompt using (sees_every_sponsor()
        or case when batch is null then visible_stream('unit/' || unit::text) else visible_stream('batch/' || batch::text) end);

      -- codes, addresses at a broker and product instances are of one unit alone, wherever it stands
      create function every_unit()
        returns table (id uuid, code text, status text, product_instance_uri text, connector jsonb, tag_map jsonb)
        language sql stable security definer set search_path = public as $$
        select u.id, u.code, u.status, u.product_instance_uri, u.connector, u.tag_map from unit u
      $$;
      revoke execute on function every_unit from public;
      grant execute on function every_unit to ballroom_app;

      -- the rooms of the unit, or of the units that the batch holds, whose stream it is
      create function rooms_of_stream(stream text) returns table (room uuid) language sql stable as $$
        select u.room from unit u where u.id = case when stream like 'unit/%' then split_part(stream, '/', 2)::uuid end
        union
        select u.room from unit_binding b join unit u on u.id = b.unit
         where b.batch = case when stream like 'batch/%' then split_part(stream, '/', 2)::uuid end and b.released_at is null
      $$;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
