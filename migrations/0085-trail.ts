import type { MigrationInterface, QueryRunner } from 'typeorm';

const LINES = `insert into trail (stream, seq, at, act, site, sponsor, words)
  select l.stream, l.seq, l.at, l.act, l.site, l.sponsor, l.words
    from fact f join stream s on s.id = f.stream
   cross join lateral trail_line(f.stream, f.seq, f.type, f.at, f.text, s.site, s.sponsor) l
   where f.type <> 'readings.sealed'`;

/**
 * A line for each fact, by which facts are found: when, where it is seen, what was done, and one text vector of everything else
 * that is asked for (`=who=…`, `=role=…`, which no word of people begins like, and the words of its reason and values). Lines follow from facts alone; a trigger makes them, so
 * that a server of before makes them too.
 */
export class Trail0085 implements MigrationInterface {
  name = 'Trail1764000000085';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table trail (
        stream text not null,
        seq integer not null,
        at timestamptz(3) not null,
        act text not null,
        site text not null,
        sponsor text,
        words tsvector not null,
        primary key (stream, seq)
      );
      create trigger append_only before update or delete or truncate on trail execute function refuse_change();

      -- words as they are looked for: lower case, hyphens and points inside kept (26-0413, 7.18); hashes and keys are no words
      create function trail_words(said text) returns text[] language sql immutable as $$
        select coalesce(array_agg(distinct word), '{}')
          from (select trim(both '.-' from part) as word
                  from string_to_table(translate(lower(said), E'!"#$%&\\'()*+,/:;<=>?@[\\\\]^_\`{|}~\\t\\n\\r', repeat(' ', 33)), ' ') part) w
         where word <> '' and length(word) < 64
      $$;

      -- what a fact did, finer than its type where the same type changes little or much
      create function trail_act(type text, said jsonb) returns text language sql immutable as $$
        select type || case when type <> 'entry.recorded' then ''
          when said ->> 'because' is not null then ':computed-anew'
          when said ->> 'supersedes' is not null then ':corrected'
          when said ->> 'source' in ('manual', 'not-applicable') then ':' || (said ->> 'source')
          when said ->> 'late' = 'true' then ':late'
          else '' end
      $$;

      -- of a long fact, such as one with a whole recipe in it, only what stands on top; lone halves of a character are no JSON
      create function trail_line(stream text, seq integer, type text, at timestamptz, text text, site text, sponsor text)
        returns setof trail language sql stable as $$
        select stream, seq, at, a.act, site, sponsor, array_to_tsvector(array(
                 select word from unnest(array[
                   '=of=' || stream, '=kind=' || split_part(stream, '/', 1), '=act=' || a.act, '=site=' || site,
                   '=sponsor=' || coalesce(sponsor, ''), '=role=' || (f.j #>> '{by,role}'),
                   '=who=' || coalesce(f.j #>> '{by,person}', f.j #>> '{by,unit}', f.j #>> '{by,system}'),
                   '=terminal=' || left(f.j #>> '{by,terminal}', 100)
                 ] || trail_words(concat_ws(' ', stream, f.j #>> '{by,name}', f.j ->> 'reason', v.said))) word
                  where word <> ''))
          from (select case when position('\\u' in text) = 0 then text
                  else regexp_replace(text, '\\\\u(0000|d[89a-f][0-9a-f]{2})', '\\\\ufffd', 'gi') end::jsonb as j) f
         cross join lateral (select trail_act(type, f.j -> 'values') as act) a
         cross join lateral (select string_agg(value #>> '{}', ' ') as said
                               from jsonb_path_query(f.j -> 'values', case when length(text) < 20000
                                      then 'strict $.** ? (@.type() == "string")' else 'strict $.* ? (@.type() == "string")'
                                    end::jsonpath) value) v
      $$;
    `);
    // what stands already, before anybody's writing waits for a lock of this
    const [{ horizon }] = (await runner.query(`select pg_snapshot_xmin(pg_current_snapshot())::text as horizon`)) as [
      { horizon: string },
    ];
    await runner.query(LINES);
    await runner.query(`
      create index fact_hash on fact using hash (hash);
      create index trail_at on trail (at, stream, seq);
      create index trail_words on trail using gin (words) with (gin_pending_list_limit = 512);

      create function make_trail() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
      begin
        insert into public.trail (stream, seq, at, act, site, sponsor, words)
          select l.stream, l.seq, l.at, l.act, l.site, l.sponsor, l.words
            from added f join public.stream s on s.id = f.stream
           cross join lateral public.trail_line(f.stream, f.seq, f.type, f.at, f.text, s.site, s.sponsor) l
           where f.type <> 'readings.sealed'
          on conflict do nothing;
        return null;
      end $$;
      create trigger make_trail after insert on fact referencing new table as added
        for each statement execute function make_trail();
    `);
    // those that were written meanwhile
    await runner.query(`${LINES} and f.tx >= $1::xid8 on conflict do nothing`, [horizon]);
    await runner.query(`
      alter table trail enable row level security;

      -- whether every sponsor's part of a site is seen wherever anything of it is
      create function sees_whole_streams() returns boolean language sql stable as $$
        select current_setting('ballroom.sponsors', true) = '*' and (
             coalesce(nullif(current_setting('ballroom.places', true), ''), '*') = '*'
          or not exists (select from unnest(string_to_array(current_setting('ballroom.places', true), ',')) p where p not like '%/*'))
      $$;

      -- What is no sponsor's, such as a unit or an alarm, names batches of all: to who sees some sponsors alone, of that only what
      -- names none is shown.
      create function visible_trail(stream text, site text, sponsor text) returns boolean language sql stable as $$
        select visible_place(site, sponsor) and (sponsor is not null or sees_whole_streams()
          or split_part(stream, '/', 1) = any ('{recipe,recipe-file,unit-class,site,person}'))
      $$;
      create policy place on trail using (visible_trail(stream, site, sponsor));
      grant select on trail to ballroom_app;

      -- Facts after a place in one order, with all of these words and the beginnings of those that are said, as the transaction may
      -- see them. As its owner, since beside row-level security no index of words is used; it asks visible_trail itself. What is
      -- common is found on the way along the time; what is rare would be a long way, so beyond so many lines it is looked up. What is
      -- said may also be the hash of a fact.
      create function search_trail(wanted text, said text, since timestamptz, until timestamptz,
                                   after_at timestamptz, after_stream text, after_seq integer, newest_first boolean, most integer, walk integer default 10000)
        returns table (stream text, seq integer, at timestamptz, act text)
        language plpgsql stable rows 100 security definer set search_path = pg_catalog, public as $$
      declare
        asked tsquery := wanted::tsquery;
        beyond constant text := case when newest_first then '<' else '>' end;
        along constant text := case when newest_first then 'desc' else 'asc' end;
        ordered constant text := format('order by t.at %1$s, t.stream %1$s, t.seq %1$s', along);
        span text := 'true';
        filter text := 'public.visible_trail(t.stream, t.site, t.sponsor)';
        word text;
        edge record;
        found_so_far integer;
      begin
        if said ~ '^[0-9a-f]{64}$' then
          filter := format('%s and (t.stream, t.seq) in (select f.stream, f.seq from public.fact f where f.hash = %L::bytea)', filter, '\\x' || said);
        elsif said <> '' then
          if cardinality(public.trail_words(said)) = 0 then return; end if;
          foreach word in array public.trail_words(said) loop
            asked := asked && (quote_literal(word) || ':*')::tsquery;
          end loop;
        end if;
        if numnode(asked) > 0 then filter := filter || ' and t.words @@ $1'; end if;
        if since is not null then span := span || ' and t.at >= $2'; end if;
        if until is not null then span := span || ' and t.at <= $3'; end if;
        if after_at is not null then span := format('%s and (t.at, t.stream, t.seq) %s ($4, $5, $6)', span, beyond); end if;
        execute format('select t.at, t.stream, t.seq from public.trail t where %s %s offset %s limit 1', span, ordered, walk)
          into edge using asked, since, until, after_at, after_stream, after_seq;
        if edge.at is null or numnode(asked) = 0 then
          return query execute format('select t.stream, t.seq, t.at::timestamptz, t.act from public.trail t where %s and %s %s limit $7',
              span, filter, ordered)
            using asked, since, until, after_at, after_stream, after_seq, most;
          return;
        end if;
        return query execute format('select t.stream, t.seq, t.at::timestamptz, t.act
            from (select * from public.trail t where %s %s limit %s) t where %s %s limit $7', span, ordered, walk, filter, ordered)
          using asked, since, until, after_at, after_stream, after_seq, most;
        get diagnostics found_so_far = row_count;
        if found_so_far >= most then return; end if;
        return query execute format('with t as materialized (select * from public.trail t where %s and (t.at, t.stream, t.seq) %s= ($8, $9, $10) and %s)
            select t.stream, t.seq, t.at::timestamptz, t.act from t %s limit $7', span, beyond, filter, ordered)
          using asked, since, until, after_at, after_stream, after_seq, most - found_so_far, edge.at, edge.stream, edge.seq;
      end $$;
      revoke execute on function search_trail from public;
      grant execute on function search_trail to ballroom_app;

      create table trail_review (
        id uuid primary key,
        subject uuid not null,
        stream text not null,
        from_seq integer not null check (from_seq >= 1),
        to_seq integer not null check (to_seq >= from_seq),
        head text not null check (head ~ '^[0-9a-f]{64}$'),
        facts integer not null,
        critical integer not null,
        remark text not null,
        signature uuid not null,
        person uuid not null,
        name text not null,
        role text not null,
        at timestamptz(3) not null,
        zone text not null
      );
      create index trail_review_subject on trail_review (subject, to_seq);
      alter table trail_review enable row level security;
      create policy subject on trail_review using (sees_every_sponsor() or visible_stream(stream));
      call gmp_table('trail_review');
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
