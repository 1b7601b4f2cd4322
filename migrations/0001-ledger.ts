import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Facts, their streams and the rules that no code can go around: append only, chained, every GMP row explained by a fact.
 * The app's role is a member of `ballroom_app`, which must exist before (a database administrator makes it).
 */
export class Ledger0001 implements MigrationInterface {
  name = 'Ledger1764000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      revoke create on schema public from public;
      grant usage on schema public to ballroom_app;
      grant select on migration to ballroom_app;

      create function visible_sponsor(sponsor text) returns boolean language sql stable as $$
        select sponsor is null
            or current_setting('ballroom.sponsors', true) = '*'
            or sponsor = any (string_to_array(current_setting('ballroom.sponsors', true), ','))
      $$;

      create table stream (
        id text primary key,
        kind text not null,
        site text not null,
        zone text not null,
        sponsor text,
        seq integer not null default 0 check (seq >= 0),
        hash bytea not null default decode(repeat('00', 32), 'hex') check (octet_length(hash) = 32),
        at timestamptz(3) not null default 'epoch',
        check (id like kind || '/%')
      );
      alter table stream enable row level security;
      create policy sponsor on stream using (visible_sponsor(sponsor));
      grant select, insert (id, kind, site, zone, sponsor), update (seq, hash, at) on stream to ballroom_app;

      -- a field of a fact's text, which may hold U+0000 elsewhere: PostgreSQL's json reads none
      create function stated(text text, field text) returns text language sql immutable as $$
        select replace(text, '\\u0000', '\\ufffd')::json ->> field
      $$;

      create table fact (
        stream text not null references stream,
        seq integer not null check (seq >= 1),
        type text not null,
        at timestamptz(3) not null,
        text text not null,
        previous bytea not null check (octet_length(previous) = 32),
        hash bytea not null check (hash = sha256(previous || convert_to(text, 'UTF8'))),
        tx xid8 not null default pg_current_xact_id(),
        primary key (stream, seq),
        check ((stated(text, 'stream'), stated(text, 'seq'), stated(text, 'type'), stated(text, 'at')::timestamptz)
          is not distinct from (stream, seq::text, type, at))
      );
      create index fact_tx on fact (tx, stream, seq);
      alter table fact enable row level security;
      create policy stream on fact using (exists (select from stream s where s.id = fact.stream));
      grant select, insert (stream, seq, type, at, text, previous, hash) on fact to ballroom_app;

      create function refuse_change() returns trigger language plpgsql as $$
      begin
        raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
      end $$;
      create trigger append_only before update or delete or truncate on fact execute function refuse_change();

      -- a fact continues the chain of its stream; tables are named in full, so that no temporary one stands in for them
      create function fact_continues_chain() returns trigger language plpgsql as $$
      begin
        if new.previous is distinct from (case new.seq when 1 then decode(repeat('00', 32), 'hex')
            else (select f.hash from public.fact f where f.stream = new.stream and f.seq = new.seq - 1) end) then
          raise exception 'fact % of % does not continue its chain', new.seq, new.stream
            using errcode = 'integrity_constraint_violation';
        end if;
        return null;
      end $$;
      create trigger fact_continues_chain after insert on fact for each row execute function fact_continues_chain();

      -- a stream's head stands at its last fact, and no fact beyond its head
      create function head_is_last_fact() returns trigger language plpgsql as $$
      declare moved text;
      begin
        if tg_table_name = 'fact' then moved := new.stream; else moved := new.id; end if;
        if not exists (select from public.stream s where s.id = moved and (s.seq, s.hash, s.at) =
            (select f.seq, f.hash, f.at from public.fact f where f.stream = s.id order by f.seq desc limit 1)) then
          raise exception 'head of % is not its last fact', moved using errcode = 'integrity_constraint_violation';
        end if;
        return null;
      end $$;
      create constraint trigger head_is_last_fact after insert on fact deferrable initially deferred
        for each row execute function head_is_last_fact();
      create constraint trigger head_is_last_fact after update on stream deferrable initially deferred
        for each row execute function head_is_last_fact();

      -- 11.10(e): each change of a GMP row has at least one fact in its own transaction; a copy of this database counts
      -- its transactions anew, so that older facts may bear the number of this one
      create function explained_by_fact() returns trigger language plpgsql as $$
      begin
        if not exists (select from public.fact
            where tx = pg_current_xact_id() and at > transaction_timestamp() - interval '1 minute') then
          raise exception 'a change of % is explained by no fact', tg_table_name using errcode = 'integrity_constraint_violation';
        end if;
        return null;
      end $$;

      create procedure gmp_table(name text) language plpgsql as $$
      begin
        execute format('grant select, insert, update on %I to ballroom_app', name);
        execute format('create constraint trigger explained_by_fact after insert or update or delete on %I
          deferrable initially deferred for each row execute function explained_by_fact()', name);
      end $$;

      create table configuration (hash text primary key, manifest jsonb not null);
      grant select, insert on configuration to ballroom_app;

      create table idempotency (
        person uuid not null,
        route text not null,
        key text not null,
        body_hash text not null,
        answer jsonb,
        at timestamptz(3) not null default clock_timestamp(),
        primary key (person, route, key)
      );
      grant select, insert, update, delete on idempotency to ballroom_app;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
