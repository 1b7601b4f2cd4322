import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The signed chain of seals over all streams; append-only like the facts it covers. */
export class Seals0006 implements MigrationInterface {
  name = 'Seals1764000000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table seal (
        number integer primary key check (number >= 1),
        at timestamptz(3) not null,
        text text not null,
        signature bytea not null check (octet_length(signature) = 64)
      );
      create table sealed_range (
        seal integer not null references seal,
        stream text not null references stream,
        from_seq integer not null,
        to_seq integer not null check (to_seq >= from_seq),
        head bytea not null,
        facts bytea not null,
        primary key (stream, from_seq),
        unique (seal, stream),
        foreign key (stream, to_seq) references fact
      );
      create trigger append_only before update or delete or truncate on seal execute function refuse_change();
      create trigger append_only before update or delete or truncate on sealed_range execute function refuse_change();
      grant select, insert on seal, sealed_range to ballroom_app;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
