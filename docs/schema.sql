-- Written from the catalog by `npm run snapshots`; migrations/ is what makes it.

create sequence batch_number;

create sequence deviation_number;

create sequence migration_id_seq;

create sequence tag_id_seq;

CREATE OR REPLACE FUNCTION public.coi_is_fixed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        raise exception 'chain of identity of order % is fixed', old.code using errcode = 'integrity_constraint_violation';
      end $function$;

CREATE OR REPLACE FUNCTION public.detach_reading_partition(week text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET lock_timeout TO '2s'
AS $function$
      declare
        archived bigint;
        bound bigint;
      begin
        select a.to_time into archived from public.reading_archive a where a.id = week;
        select substring(pg_get_expr(c.relpartbound, c.oid) from 'TO \(''(-?\d+)''\)')::bigint into bound
          from pg_inherits i join pg_class c on c.oid = i.inhrelid
         where i.inhparent = 'public.reading'::regclass and c.relname = week;
        if archived is null or bound is distinct from archived then
          raise exception 'no fact says that % was detached', week;
        end if;
        if bound > (extract(epoch from clock_timestamp() - interval '60 days') * 10000000)::bigint then
          raise exception '% is too young: late values may still come for it', week;
        end if;
        execute format('alter table public.reading detach partition public.%I', week);
        execute format('alter table public.%I set schema reading_archive', week);
      end $function$;

CREATE OR REPLACE FUNCTION public.every_unit()
 RETURNS TABLE(id uuid, code text, status text, product_instance_uri text, connector jsonb, tag_map jsonb)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public'
AS $function$
        select u.id, u.code, u.status, u.product_instance_uri, u.connector, u.tag_map from unit u
      $function$;

CREATE OR REPLACE FUNCTION public.explained_by_fact()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        if not exists (select from public.fact
            where tx = pg_current_xact_id() and at > transaction_timestamp() - interval '1 minute') then
          raise exception 'a change of % is explained by no fact', tg_table_name using errcode = 'integrity_constraint_violation';
        end if;
        return null;
      end $function$;

CREATE OR REPLACE FUNCTION public.fact_continues_chain()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        if new.previous is distinct from (case new.seq when 1 then decode(repeat('00', 32), 'hex')
            else (select f.hash from public.fact f where f.stream = new.stream and f.seq = new.seq - 1) end) then
          raise exception 'fact % of % does not continue its chain', new.seq, new.stream
            using errcode = 'integrity_constraint_violation';
        end if;
        return null;
      end $function$;

CREATE OR REPLACE FUNCTION public.fence(held text, held_epoch bigint)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
      begin
        perform from lease l join instance i on i.id = l.holder
          where l.name = held and l.epoch = held_epoch and i.expires_at > clock_timestamp() for key share of l;
        if not found then
          raise exception 'the lease of % has moved', held using errcode = 'BL001';
        end if;
        perform set_config('idle_in_transaction_session_timeout', '6s', true);
      end $function$;

CREATE OR REPLACE PROCEDURE public.gmp_table(IN name text)
 LANGUAGE plpgsql
AS $procedure$
      begin
        execute format('grant select, insert, update on %I to ballroom_app', name);
        execute format('create constraint trigger explained_by_fact after insert or update or delete on %I
          deferrable initially deferred for each row execute function explained_by_fact()', name);
      end $procedure$;

CREATE OR REPLACE FUNCTION public.head_is_last_fact()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      declare moved text;
      begin
        if tg_table_name = 'fact' then moved := new.stream; else moved := new.id; end if;
        if not exists (select from public.stream s where s.id = moved and (s.seq, s.hash, s.at) =
            (select f.seq, f.hash, f.at from public.fact f where f.stream = s.id order by f.seq desc limit 1)) then
          raise exception 'head of % is not its last fact', moved using errcode = 'integrity_constraint_violation';
        end if;
        return null;
      end $function$;

CREATE OR REPLACE FUNCTION public.make_reading_partitions(ahead interval)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
      declare
        target bigint := (extract(epoch from clock_timestamp() + least(ahead, interval '1 year')) * 10000000)::bigint;
        bound bigint;
        week text;
        made integer := 0;
      begin
        perform pg_advisory_xact_lock(hashtextextended('reading partitions', 0));
        loop
          select max(substring(pg_get_expr(c.relpartbound, c.oid) from 'TO \(''(-?\d+)''\)')::bigint) into bound
            from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'public.reading'::regclass;
          exit when bound > target;
          week := 'reading_' || to_char(to_timestamp(bound / 10000000) at time zone 'UTC', 'YYYYMMDD');
          execute format('create table public.%I (like public.reading including all)', week);
          execute format('create unique index %I on public.%I (unit, arrival)', week || '_arrival', week);
          execute format('create trigger append_only before update or delete or truncate on public.%I
            execute function public.refuse_change()', week);
          -- takes no lock that readers or writers wait for
          execute format('alter table public.reading attach partition public.%I for values from (%s) to (%s)',
            week, bound, public.week_after(bound));
          made := made + 1;
        end loop;
        return made;
      end $function$;

CREATE OR REPLACE FUNCTION public.make_trail()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
      begin
        insert into public.trail (stream, seq, at, act, site, sponsor, words)
          select l.stream, l.seq, l.at, l.act, l.site, l.sponsor, l.words
            from added f join public.stream s on s.id = f.stream
           cross join lateral public.trail_line(f.stream, f.seq, f.type, f.at, f.text, s.site, s.sponsor) l
           where f.type <> 'readings.sealed'
          on conflict do nothing;
        return null;
      end $function$;

CREATE OR REPLACE FUNCTION public.record_of_lot(code text)
 RETURNS TABLE(sponsor text, lot jsonb, quality_hold text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public'
AS $function$
        select b.sponsor::text, b.lot, b.quality_hold from batch b where b.code = record_of_lot.code
      $function$;

CREATE OR REPLACE FUNCTION public.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
      end $function$;

CREATE OR REPLACE FUNCTION public.refuse_shorter_rule()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        if new.years <= old.years then
          raise exception 'records of % stay for % years already', old.id, old.years using errcode = 'integrity_constraint_violation';
        end if;
        return new;
      end $function$;

CREATE OR REPLACE FUNCTION public.rooms_of_stream(stream text)
 RETURNS TABLE(room uuid)
 LANGUAGE sql
 STABLE
AS $function$
        select u.room from unit u where u.id = case when stream like 'unit/%' then split_part(stream, '/', 2)::uuid end
        union
        select u.room from unit_binding b join unit u on u.id = b.unit
         where b.batch = case when stream like 'batch/%' then split_part(stream, '/', 2)::uuid end and b.released_at is null
      $function$;

CREATE OR REPLACE FUNCTION public.search_trail(wanted text, said text, since timestamp with time zone, until timestamp with time zone, after_at timestamp with time zone, after_stream text, after_seq integer, newest_first boolean, most integer, walk integer DEFAULT 10000)
 RETURNS TABLE(stream text, seq integer, at timestamp with time zone, act text)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER ROWS 100
 SET search_path TO 'pg_catalog', 'public'
AS $function$
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
          filter := format('%s and (t.stream, t.seq) in (select f.stream, f.seq from public.fact f where f.hash = %L::bytea)', filter, '\x' || said);
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
      end $function$;

CREATE OR REPLACE FUNCTION public.sees_every_sponsor()
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$
        select current_setting('ballroom.sponsors', true) = '*'
           and coalesce(nullif(current_setting('ballroom.places', true), ''), '*') = '*'
      $function$;

CREATE OR REPLACE FUNCTION public.sees_whole_streams()
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$
        select current_setting('ballroom.sponsors', true) = '*' and (
             coalesce(nullif(current_setting('ballroom.places', true), ''), '*') = '*'
          or not exists (select from unnest(string_to_array(current_setting('ballroom.places', true), ',')) p where p not like '%/*'))
      $function$;

CREATE OR REPLACE FUNCTION public.stated(text text, field text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
AS $function$
        select replace(text, '\u0000', '\ufffd')::json ->> field
      $function$;

CREATE OR REPLACE FUNCTION public.trail_act(type text, said jsonb)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
AS $function$
        select type || case when type <> 'entry.recorded' then ''
          when said ->> 'because' is not null then ':computed-anew'
          when said ->> 'supersedes' is not null then ':corrected'
          when said ->> 'source' in ('manual', 'not-applicable') then ':' || (said ->> 'source')
          when said ->> 'late' = 'true' then ':late'
          else '' end
      $function$;

CREATE OR REPLACE FUNCTION public.trail_line(stream text, seq integer, type text, at timestamp with time zone, text text, site text, sponsor text)
 RETURNS SETOF trail
 LANGUAGE sql
 STABLE
AS $function$
        select stream, seq, at, a.act, site, sponsor, array_to_tsvector(array(
                 select word from unnest(array[
                   '=of=' || stream, '=kind=' || split_part(stream, '/', 1), '=act=' || a.act, '=site=' || site,
                   '=sponsor=' || coalesce(sponsor, ''), '=role=' || (f.j #>> '{by,role}'),
                   '=who=' || coalesce(f.j #>> '{by,person}', f.j #>> '{by,unit}', f.j #>> '{by,system}'),
                   '=terminal=' || left(f.j #>> '{by,terminal}', 100)
                 ] || trail_words(concat_ws(' ', stream, f.j #>> '{by,name}', f.j ->> 'reason', v.said))) word
                  where word <> ''))
          from (select case when position('\u' in text) = 0 then text
                  else regexp_replace(text, '\\u(0000|d[89a-f][0-9a-f]{2})', '\\ufffd', 'gi') end::jsonb as j) f
         cross join lateral (select trail_act(type, f.j -> 'values') as act) a
         cross join lateral (select string_agg(value #>> '{}', ' ') as said
                               from jsonb_path_query(f.j -> 'values', case when length(text) < 20000
                                      then 'strict $.** ? (@.type() == "string")' else 'strict $.* ? (@.type() == "string")'
                                    end::jsonpath) value) v
      $function$;

CREATE OR REPLACE FUNCTION public.trail_words(said text)
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE
AS $function$
        select coalesce(array_agg(distinct word), '{}')
          from (select trim(both '.-' from part) as word
                  from string_to_table(translate(lower(said), E'!"#$%&\'()*+,/:;<=>?@[\\]^_`{|}~\t\n\r', repeat(' ', 33)), ' ') part) w
         where word <> '' and length(word) < 64
      $function$;

CREATE OR REPLACE FUNCTION public.visible_place(site text, sponsor text)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$
        select visible_sponsor(sponsor) and (
             coalesce(nullif(current_setting('ballroom.places', true), ''), '*') = '*'
          or site is null or site = 'enterprise'
          or string_to_array(current_setting('ballroom.places', true), ',')
               && array[site || '/*', site || '/' || coalesce(sponsor, ''), '*/' || coalesce(sponsor, '')])
      $function$;

CREATE OR REPLACE FUNCTION public.visible_sponsor(sponsor text)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$
        select sponsor is null
            or current_setting('ballroom.sponsors', true) = '*'
            or sponsor = any (string_to_array(current_setting('ballroom.sponsors', true), ','))
      $function$;

CREATE OR REPLACE FUNCTION public.visible_stream(id text)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE
AS $function$
      begin
        return exists (select from public.stream s where s.id = visible_stream.id);
      end $function$;

CREATE OR REPLACE FUNCTION public.visible_subject(subject uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE
AS $function$
      begin
        return exists (select from public.stream s where split_part(s.id, '/', 2) = subject::text);
      end $function$;

CREATE OR REPLACE FUNCTION public.visible_trail(stream text, site text, sponsor text)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$
        select visible_place(site, sponsor) and (sponsor is not null or sees_whole_streams()
          or split_part(stream, '/', 1) = any ('{recipe,recipe-file,unit-class,site,person}'))
      $function$;

CREATE OR REPLACE FUNCTION public.week_after(source_time bigint)
 RETURNS bigint
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN (((((source_time - (4 * '864000000000'::bigint)) / '6048000000000'::bigint) + 1) * '6048000000000'::bigint) + (4 * '864000000000'::bigint));

create table access_policy (
  id text not null,
  settings jsonb not null,
  certification jsonb,
  constraint access_policy_pkey PRIMARY KEY (id),
  constraint access_policy_id_check CHECK ((id = 'enterprise'::text))
);
CREATE CONSTRAINT TRIGGER explained_by_fact AFTER INSERT OR DELETE OR UPDATE ON public.access_policy DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION explained_by_fact();
grant insert, select, update on access_policy to ballroom_app;

create table alarm (
  id text not null,
  unit uuid,
  site uuid not null,
  room uuid,
  code text not null,
  title text not null,
  rationale jsonb not null,
  state text not null,
  active boolean not null,
  occurrence uuid,
  since timestamp(3) with time zone not null,
  withheld jsonb,
  shelved integer not null,
  constraint alarm_pkey PRIMARY KEY (id),
  constraint alarm_check CHECK (((state = ANY (ARRAY['shelved'::text, 'suppressed'::text, 'out-of-service'::text])) = (withheld IS NOT NULL))),
  constraint alarm_room_fkey FOREIGN KEY (room) REFERENCES room(id),
  constraint alarm_shelved_check CHECK ((shelved >= 0)),
  constraint alarm_site_fkey FOREIGN KEY (site) REFERENCES site(id),
  constraint alarm_state_check CHECK ((state = ANY (ARRAY['normal'::text, 'unacknowledged'::text, 'acknowledged'::text, 'returned'::text, 'latched-unacknowledged'::text, 'latched-acknowledged'::text, 'shelved'::text, 'suppressed'::text, 'out-of-service'::text]))),
  constraint alarm_unit_fkey FOREIGN KEY (unit) REFERENCES unit(id)
);
alter table alarm enable row level security;
CREATE INDEX alarm_standing ON public.alarm USING btree (state) WHERE (state <> 'normal'::text);
CREATE INDEX alarm_unit ON public.alarm USING btree (unit);
CREATE CONSTRAINT TRIGGER explained_by_fact AFTER INSERT OR DELETE OR UPDATE ON public.alarm DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION explained_by_fact();
create policy place on alarm for all using (visible_place((site)::text, NULL::text));
grant insert, select, update on alarm to ballroom_app;

create table alarm_acknowledgement (
  unit uuid not null,
  condition text not null,
  occurrence uuid not null,
  comment text not null,
  attempts integer not null default 0,
  due_at timestamp(3) with time zone not null,
  error text,
  constraint alarm_acknowledgement_pkey PRIMARY KEY (unit, condition),
  constraint alarm_acknowledgement_occurrence_fkey FOREIGN KEY (occurrence) REFERENCES alarm_occurrence(id),
  constraint alarm_acknowledgement_unit_fkey FOREIGN KEY (unit) REFERENCES unit(id)
);
grant delete, insert, select, update on alarm_acknowledgement to ballroom_app;

create table alarm_batch (
  id text not null,
  alarm text not null,
  occurrence uuid not null,
  batch uuid not null,
  constraint alarm_batch_pkey PRIMARY KEY (id),
  constraint alarm_batch_alarm_fkey FOREIGN KEY (alarm) REFERENCES alarm(id),
  constraint alarm_batch_occurrence_fkey FOREIGN KEY (occurrence) REFERENCES alarm_occurrence(id)
);
alter table alarm_batch enable row level security;
CREATE INDEX alarm_batch_alarm ON public.alarm_batch USING btree (alarm);
CREATE INDEX alarm_batch_batch ON public.alarm_batch USING btree (batch);
CREATE INDEX alarm_batch_occurrence ON public.alarm_batch USING btree (occurrence);
CREATE CONSTRAINT TRIGGER explained_by_fact AFTER INSERT OR DELETE OR UPDATE ON public.alarm_batch DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION explained_by_fact();
create policy batch on alarm_batch for all using ((sees_every_sponsor() OR visible_stream(('batch/'::text || (batch)::text))));
grant insert, select, update on alarm_batch to ballroom_app;

create table alarm_delivery (
  id uuid not null,
  alarm text not null,
  occurrence uuid not null,
  contact text not null,
  kind text not null,
  target text not null,
  body jsonb not null,
  attempts integer not null default 0,
  due_at timestamp(3) with time zone not null,
  delivered_at timestamp(3) with time zone,
  failed_at timestamp(3) with time zone,
  error text,
  token_hashes text[] not null default '{}'::text[],
  answerable_until timestamp(3) with time zone not null,
  constraint alarm_delivery_pkey PRIMARY KEY (id),
  constraint alarm_delivery_alarm_fkey FOREIGN KEY (alarm) REFERENCES alarm(id),
  constraint alarm_delivery_kind_check CHECK ((kind = ANY (ARRAY['webhook'::text, 'mail'::text])))
);
CREATE INDEX alarm_delivery_alarm ON public.alarm_delivery USING btree (alarm);
CREATE INDEX alarm_delivery_due ON public.alarm_delivery USING btree (due_at) WHERE ((delivered_at IS NULL) AND (failed_at IS NULL));
CREATE INDEX alarm_delivery_token ON public.alarm_delivery USING gin (token_hashes);
grant insert, select, update on alarm_delivery to ballroom_app;

create table alarm_escalation (
  id uuid not null,
  contacts jsonb not null,
  rota jsonb not null,
  steps jsonb not null,
  defined_at timestamp(3) with time zone not null,
  constraint alarm_escalation_pkey PRIMARY KEY (id),
  constraint alarm_escalation_id_fkey FOREIGN KEY (id) REFERENCES site(id)
);
CREATE CONSTRAINT TRIGGER explained_by_fact AFTER INSERT OR DELETE OR UPDATE ON public.alarm_escalation DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION explained_by_fact();
grant insert, select, update on alarm_escalation to ballroom_app;

create table alarm_occurrence (
  id uuid not null,
  alarm text not null,
  unit uuid,
  site uuid not null,
  room uuid,
  code text not null,
  title text not null,
  priority text not null,
  message text not null,
  units jsonb not null,
  raised_at timestamp(3) with time zone not null,
  announced_at timestamp(3) with time zone,
  acknowledged_at timestamp(3) with time zone,
  acknowledged_by text,
  comment text,
  returned_at timestamp(3) with time zone,
  answered_at timestamp(3) with time zone,
  answered_by text,
  escalated integer not null,
  units_left jsonb not null,
  unattended integer not null,
  constraint alarm_occurrence_pkey PRIMARY KEY (id),
  constraint alarm_occurrence_alarm_fkey FOREIGN KEY (alarm) REFERENCES alarm(id),
  constraint alarm_occurrence_priority_check CHECK ((priority = ANY (ARRAY['critical'::text, 'high'::text, 'medium'::text, 'low'::text]))),
  constraint alarm_occurrence_room_fkey FOREIGN KEY (room) REFERENCES room(id),
  constraint alarm_occurrence_site_fkey FOREIGN KEY (site) REFERENCES site(id),
  constraint alarm_occurrence_unit_fkey FOREIGN KEY (unit) REFERENCES unit(id)
);
alter table alarm_occurrence enable row level security;
CREATE INDEX alarm_occurrence_alarm ON public.alarm_occurrence USING btree (alarm, raised_at DESC);
CREATE INDEX alarm_occurrence_announced ON public.alarm_occurrence USING btree (announced_at) WHERE (announced_at IS NOT NULL);
CREATE INDEX alarm_occurrence_raised ON public.alarm_occurrence USING btree (raised_at DESC, id);
CREATE CONSTRAINT TRIGGER explained_by_fact AFTER INSERT OR DELETE OR UPDATE ON public.alarm_occurrence DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION explained_by_fact();
create policy place on alarm_occurrence for all using (visible_place((site)::text, NULL::text));
grant insert, select, update on alarm_occurrence to ballroom_app;

create table alarm_watch (
  unit uuid not null,
  arrival bigint not null,
  detectors jsonb not null,
  conditions jsonb not null,
  constraint alarm_watch_pkey PRIMARY KEY (unit),
  constraint alarm_watch_unit_fkey FOREIGN KEY (unit) REFERENCES unit(id)
);
grant insert, select, update on alarm_watch to ballroom_app;

create table attachment (
  id text not null,
  batch uuid not null,
  step uuid not null,
  file text not null,
  name text not null,
  media_type text not null,
  size integer not null,
  note text,
  by text not null,
  at timestamp(3) with time zone not null,
  constraint attachment_pkey PRIMARY KEY (id),
  constraint attachment_batch_fkey FOREIGN KEY (batch) REFERENCES batch(id),
  constraint attachment_file_fkey FOREIGN KEY (file) REFERENCES file(hash),
  constraint attachment_step_fkey FOREIGN KEY (step) REFERENCES step(id)
);
alter table attachment enable row level security;
CREATE INDEX attachment_batch ON public.attachment USING btree (batch);
CREATE CONSTRAINT TRIGGER explained_by_fact AFTER INSERT OR DELETE OR UPDATE ON public.attachment DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION explained_by_fact();
create policy batch on attachment for all using ((sees_every_sponsor() OR visible_stream(('batch/'::text || (batch)::text))));
grant insert, select, update on attachment to ballroom_app;

create table batch (
  id uuid not null,
  code text not null,
  site uuid not null,
  sponsor text,
  order_id uuid,
  coi text,
  patient text,
  product text not null,
  recipe_id uuid not null,
  recipe_code text not null,
  recipe_title text not null,
  recipe_version integer not null,
  recipe_hash text not null,
  state text not null,
  held_because text,
  issued_at timestamp(3) with time zone not null,
  ended_at timestamp(3) with time zone,
  type text not null,
  stopping jsonb,
  quality_hold text,
  parameters jsonb not null,
  lot jsonb,
  constraint batch_pkey PRIMARY KEY (id),
  constraint batch_check CHECK (((type <> 'patient-batch'::text) OR ((order_id IS NOT NULL) AND (coi IS NOT NULL) AND (patient IS NOT NULL)))),
  constraint batch_code_key UNIQUE (code),
  constraint batch_order_id_fkey FOREIGN KEY (order_id) REFERENCES therapy_order(id),
  constraint batch_state_check CHECK ((state = ANY (ARRAY['idle'::text, 'running'::text, 'holding'::text, 'held'::text, 'complete'::text, 'stopping'::text, 'stopped'::text, 'aborting'::text, 'aborted'::text])))
);
alter table batch enable row level security;
CREATE UNIQUE INDEX batch_open_order ON public.batch USING btree (order_id) WHERE (state = ANY (ARRAY['idle'::text, 'running'::text, 'holding'::text, 'held'::text, 'stopping'::text, 'aborting'::text]));
CREATE CONSTRAINT TRIGGER explained_by_fact AFTER INSERT OR DELETE OR UPDATE ON public.batch DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION explained_by_fact();
create policy sponsor on batch for all using (visible_place((site)::text, sponsor));
grant insert, select, update on batch to ballroom_app;

create table batch_recipe (
  id text not null,
  hash text not null,
  recipe jsonb not null,
  batch uuid not null,
  version integer not null,
  constraint batch_recipe_pkey PRIMARY KEY (id),
  constraint batch_recipe_batch_fkey FOREIGN KEY (batch) REFERENCES batch(id) DEFERRABLE INITIALLY DEFERRED
);
alter table batch_recipe enable row level security;
CREATE INDEX batch_recipe_batch ON public.batch_recipe USING btree (batch);
CREATE CONSTRAINT TRIGGER explained_by_fact AFTER INSERT OR DELETE OR UPDATE ON public.batch_recipe DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION explained_by_fact();
create policy batch on batch_recipe for all using ((sees_every_sponsor() OR visible_stream(('batch/'::text || (batch)::text))));
grant insert, select, update on batch_recipe to ballroom_app;

create table binding (
  id text not null,
  batch uuid not null,
  unit uuid not null,
  unit_code text not null,
  unit_procedure text not null,
  "position" text,
  bound_at timestamp(3) with time zone not null,
  released_at timestamp(3) with time zone,
  replaces text,
  kit jsonb,
  constraint binding_pkey PRIMARY KEY (id),
  constraint binding_batch_fkey FOREIGN KEY (batch) REFERENCES batch(id)
);
alter table binding enable row level security;
CREATE INDEX binding_batch ON public.binding USING btree (batch);
CREATE INDEX binding_open ON public.binding USING btree (unit) WHERE (released_at IS NULL);
CREATE CONSTRAINT TRIGGER explained_by_fact AFTER INSERT OR DELETE OR UPDATE ON public.binding DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION explained_by_fact();
create policy batch on binding for all using ((sees_every_sponsor() OR visible_stream(('batch/'::text || (batch)::text))));
grant insert, select, update on binding to ballroom_app;

create table capture (
  id text not null,
  batch uuid not null,
  step uuid not null,
  entry text not null,
  unit uuid not null,
  tag text not null,
  aggregate text not null,
  from_time timestamp(3) with time zone not null,
  to_time timestamp(3) with time zone not null,
  quality text not null,
  source_time timestamp(3) with time zone,
  arrivals jsonb not null,
  constraint capture_pkey PRIMARY KEY (id),
  constraint capture_batch_fkey FOREIGN KEY (batch) REFERENCES batch(id),
  constraint capture_quality_check CHECK ((quality = ANY (ARRAY['good'::text, 'bad'::text, 'stale'::text]))),
  constraint capture_step_fkey FOREIGN KEY (step) REFERENCES step(id)
);
alter table capture enable row level security;
CREATE INDEX capture_batch ON public.capture USING btree (batch);
CREATE CONSTRAINT TRIGGER explained_by_fact AFTER INSERT OR DELETE OR UPDATE ON public.capture DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION explained_by_fact();
create policy batch on capture for all using ((sees_every_sponsor() OR visible_stream(('batch/'::text || (batch)::text))));
grant insert, select, update on capture to ballroom_app;

create table configuration (
  hash text not null,
  manifest jsonb not null,
  constraint configuration_pkey PRIMARY KEY (hash)
);
grant insert, select on configuration to ballroom_app;

create table connector_cursor (
  unit uuid not null,
  kind text not null,
  cursor jsonb not null,
  constraint connector_cursor_pkey PRIMARY KEY (unit, kind),
  constraint connector_cursor_unit_fkey FOREIGN KEY (unit) REFERENCES unit(id)
);
grant insert, select, update on connector_cursor to ballroom_app;

create table deviation (
  id uuid not null,
  code text not null,
  state text not null,
  batch uuid not null,
  step uuid,
  exception text not null,
  kind text not null,
  criticality text not null,
  site text not null,
  sponsor text,
  opened_at timestamp(3) with time zone not null,
  constraint deviation_pkey PRIMARY KEY (id),
  constraint deviation_batch_exception_key UNIQUE (batch, exception),
  constraint deviation_code_key UNIQUE (code),
  constraint deviation_criticality_check CHECK ((criticality = ANY (ARRAY['CPP'::text, 'CQA'::text, 'IPC'::text, 'info'::text]))),
  constraint deviation_state_check CHECK ((state = 'open'::text))
);
alter table deviation enable row level security;
CREATE CONSTRAINT TRIGGER explained_by_fact AFTER INSERT OR DELETE OR UPDATE ON public.deviation DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION explained_by_fact();
create policy sponsor on deviation for all using (visible_place(site, sponsor));
grant insert, select, update on deviation to ballroom_app;

create table element (
  id text not null,
  batch uuid not null,
  kind text not null,
  name text not null,
  rounds text not null,
  state text not null,
  option text,
  round integer not null,
  constraint element_pkey PRIMARY KEY (id),
  constraint element_batch_fkey FOREIGN KEY (batch) REFERENCES batch(id)
);
alter table element enable row level security;
CREATE INDEX element_batch ON public.element USING btree (batch);
CREATE CONSTRAINT TRIGGER explained_by_fact AFTER INSERT OR DELETE OR UPDATE ON public.element DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION explained_by_fact();
create policy batch on element for all using ((sees_every_sponsor() OR visible_stream(('batch/'::text || (batch)::text))));
grant insert, select, update on element to ballroom_app;

create table entry (
  id text not null,
  batch uuid not null,
  step uuid not null,
  number text not null,
  field text not null,
  source text not null,
  value text,
  unit text,
  verdict text,
  inputs jsonb,
  rounding jsonb,
  by text not null,
  by_person uuid,
  at timestamp(3) with time zone not null,
  reason text,
  superseded_by text,
  recorded_at timestamp(3) with time zone not null,
  late boolean not null,
  because text,
  file jsonb,
  constraint entry_pkey PRIMARY KEY (id),
  constraint entry_batch_fkey FOREIGN KEY (batch) REFERENCES batch(id),
  constraint entry_file_check CHECK (((source = 'file'::text) = (file IS NOT NULL))),
  constraint entry_source_check CHECK ((source = ANY (ARRAY['typed'::text, 'captured'::text, 'calculated'::text, 'scanned'::text, 'assigned'::text, 'manual'::text, 'not-applicable'::text, 'file'::text]))),
  constraint entry_step_fkey FOREIGN KEY (step) REFERENCES step(id),
  constraint entry_verdict_check CHECK ((verdict = ANY (ARRAY['within'::text, 'alert'::text, 'action'::text, 'unknown'::text])))
);
alter table entry enable row level security;
CREATE INDEX entry_batch ON public.entry USING btree (batch);
CREATE INDEX entry_sample ON public.entry USING btree (value) WHERE ((field = 'sample'::text) AND (source = 'assigned'::text));
CREATE UNIQUE INDEX entry_standing ON public.entry USING btree (step, field) WHERE (superseded_by IS NULL);
CREATE CONSTRAINT TRIGGER explained_by_fact AFTER INSERT OR DELETE OR UPDATE ON public.entry DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION explained_by_fact();
create policy batch on entry for all using ((sees_every_sponsor() OR visible_stream(('batch/'::text || (batch)::text))));
grant insert, select, update on entry to ballroom_app;

create table event (
  id text not null,
  batch uuid not null,
  step uuid,
  number text not null,
  kind text not null,
  identity text not null,
  "values" jsonb not null,
  started_at timestamp(3) with time zone not null,
  ended_at timestamp(3) with time zone,
  constraint event_pkey PRIMARY KEY (id),
  constraint event_batch_fkey FOREIGN KEY (batch) REFERENCES batch(id),
  constraint event_batch_identity_key UNIQUE (batch, identity),
  constraint event_step_fkey FOREIGN KEY (step) REFERENCES step(id)
);
alter table event enable row level security;
CREATE INDEX event_batch ON public.event USING btree (batch);
CREATE CONSTRAINT TRIGGER explained_by_fact AFTER INSERT OR DELETE OR UPDATE ON public.event DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION explained_by_fact();
create policy batch on event for all using ((sees_every_sponsor() OR visible_stream(('batch/'::text || (batch)::text))));
grant insert, select, update on event to ballroom_app;

create table evidence (
  id text not null,
  batch uuid not null,
  step uuid not null,
  unit uuid not null,
  seq integer not null,
  from_arrival text not null,
  to_arrival text not null,
  count integer not null,
  root text not null,
  supplementary boolean not null,
  constraint evidence_pkey PRIMARY KEY (id),
  constraint evidence_batch_fkey FOREIGN KEY (batch) REFERENCES batch(id),
  constraint evidence_step_fkey FOREIGN KEY (step) REFERENCES step(id)
);
alter table evidence enable row level security;
CREATE INDEX evidence_batch ON public.evidence USING btree (batch);
CREATE CONSTRAINT TRIGGER explained_by_fact AFTER INSERT OR DELETE OR UPDATE ON public.evidence DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION explained_by_fact();
create policy batch on evidence for all using ((sees_every_sponsor() OR visible_stream(('batch/'::text || (batch)::text))));
grant insert, select, update on evidence to ballroom_app;

create table exception (
  id text not null,
  batch uuid not null,
  step uuid,
  number text not null,
  kind text not null,
  identity text not null,
  "values" jsonb not null,
  started_at timestamp(3) with time zone not null,
  ended_at timestamp(3) with time zone,
  criticality text not null,
  on_breach text not null,
  raised_at timestamp(3) with time zone not null,
  comment text,
  comment_by text,
  comment_at timestamp(3) with time zone,
  answer text,
  answer_by text,
  answer_at timestamp(3) with time zone,
  deviation uuid,
  constraint exception_pkey PRIMARY KEY (id),
  constraint exception_answer_check CHECK ((answer = ANY (ARRAY['continue'::text, 'stop'::text]))),
  constraint exception_batch_fkey FOREIGN KEY (batch) REFERENCES batch(id),
  constraint exception_batch_identity_key UNIQUE (batch, identity),
  constraint exception_criticality_check CHECK ((criticality = ANY (ARRAY['CPP'::text, 'CQA'::text, 'IPC'::text, 'info'::text]))),
  constraint exception_on_breach_check CHECK ((on_breach = ANY (ARRAY['continue'::text, 'supervisor'::text, 'stop'::text]))),
  constraint exception_step_fkey FOREIGN KEY (step) REFERENCES step(id)
);
alter table exception enable row level security;
CREATE INDEX exception_batch ON public.exception USING btree (batch);
CREATE CONSTRAINT TRIGGER explained_by_fact AFTER INSERT OR DELETE OR UPDATE ON public.exception DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION explained_by_fact();
create policy batch on exception for all using ((sees_every_sponsor() OR visible_stream(('batch/'::text || (batch)::text))));
grant insert, select, update on exception to ballroom_app;

create table fact (
  stream text not null,
  seq integer not null,
  type text not null,
  at timestamp(3) with time zone not null,
  text text not null,
  previous bytea not null,
  hash bytea not null,
  tx xid8 not null default pg_current_xact_id(),
  constraint fact_pkey PRIMARY KEY (stream, seq),
  constraint fact_check CHECK ((hash = sha256((previous || convert_to(text, 'UTF8'::name))))),
  constraint fact_check1 CHECK ((NOT ((((stated(text, 'stream'::text) IS DISTINCT FROM stream) OR (stated(text, 'seq'::text) IS DISTINCT FROM (seq)::text)) OR (stated(text, 'type'::text) IS DISTINCT FROM type)) OR ((stated(text, 'at'::text))::timestamp with time zone IS DISTINCT FROM at)))),
  constraint fact_previous_check CHECK ((octet_length(previous) = 32)),
  constraint fact_seq_check CHECK ((seq >= 1)),
  constraint fact_stream_fkey FOREIGN KEY (stream) REFERENCES stream(id)
);
alter table fact enable row level security;
CREATE INDEX fact_alerting ON public.fact USING btree (stream, seq) WHERE (type = ANY (ARRAY['person.locked'::text, 'set-up.refused'::text, 'ledger.broken'::text, 'seal-key.replaced'::text, 'passkey.copied'::text]));
CREATE INDEX fact_hash ON public.fact USING hash (hash);
CREATE INDEX fact_ledger_check ON public.fact USING btree (stream, seq) WHERE (type = ANY (ARRAY['ledger.checked'::text, 'ledger.broken'::text]));
CREATE INDEX fact_logbook ON public.fact USING btree (stream, at) WHERE ((stream ~~ 'unit/%'::text) AND (type <> 'readings.sealed'::text));
CREATE INDEX fact_tx ON public.fact USING btree (tx, stream, seq);
CREATE INDEX fact_unit_placed ON public.fact USING btree (stream, seq) WHERE (type = ANY (ARRAY['unit.defined'::text, 'unit.redefined'::text]));
CREATE CONSTRAINT TRIGGER head_is_last_fact AFTER INSERT ON public.fact DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION head_is_last_fact();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.fact FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER fact_continues_chain AFTER INSERT ON public.fact FOR EACH ROW EXECUTE FUNCTION fact_continues_chain();
CREATE TRIGGER make_trail AFTER INSERT ON public.fact REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION make_trail();
create policy stream on fact for all using ((sees_every_sponsor() OR visible_stream(stream)));
grant select on fact to ballroom_app;
grant insert (at, hash, previous, seq, stream, text, type) on fact to ballroom_app;

create table failed_attempt (
  person uuid not null,
  at timestamp(3) with time zone not null default clock_timestamp(),
  constraint failed_attempt_person_fkey FOREIGN KEY (person) REFERENCES person(id)
);
CREATE INDEX failed_attempt_person ON public.failed_attempt USING btree (person, at);
grant delete, insert, select, update on failed_attempt to ballroom_app;

create table failure_budget (
  name text not null,
  minute timestamp(3) with time zone not null,
  recorded integer not null,
  unrecorded integer not null,
  constraint failure_budget_pkey PRIMARY KEY (name)
);
grant insert, select, update on failure_budget to ballroom_app;

create table file (
  hash text not null,
  bytes bytea not null,
  media_type text not null,
  size integer not null,
  constraint file_pkey PRIMARY KEY (hash),
  constraint file_check CHECK ((hash = encode(sha256(bytes), 'hex'::text))),
  constraint file_check1 CHECK (((size = octet_length(bytes)) AND ((size >= 1) AND (size <= 10485760))))
);
grant insert, select on file to ballroom_app;

create table former_secret (
  person uuid not null,
  hash text not null,
  until timestamp(3) with time zone not null default clock_timestamp(),
  constraint former_secret_hash_check CHECK ((hash ~~ '$argon2id$%'::text)),
  constraint former_secret_person_fkey FOREIGN KEY (person) REFERENCES person(id)
);
CREATE INDEX former_secret_person ON public.former_secret USING btree (person, until);
grant delete, insert, select on former_secret to ballroom_app;

create table gap (
  id uuid not null,
  unit uuid not null,
  tags text[] not null,
  from_time bigint not null,
  to_time bigint not null,
  cause text not null,
  state text not null,
  sampling jsonb not null default '{}'::jsonb,
  constraint gap_pkey PRIMARY KEY (id),
  constraint gap_check CHECK ((to_time > from_time)),
  constraint gap_state_check CHECK ((state = ANY (ARRAY['open'::text, 'backfilled'::text, 'accepted'::text])))
);
alter table gap enable row level security;
CREATE INDEX gap_unit ON public.gap USING btree (unit, to_time);
CREATE CONSTRAINT TRIGGER explained_by_fact AFTER INSERT OR DELETE OR UPDATE ON public.gap DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION explained_by_fact();
create policy place on gap for all using ((sees_every_sponsor() OR visible_stream(('unit/'::text || (unit)::text))));
grant insert, select, update on gap to ballroom_app;

create table idempotency (
  person uuid not null,
  route text not null,
  key text not null,
  body_hash text not null,
  answer jsonb,
  at timestamp(3) with time zone not null default clock_timestamp(),
  constraint idempotency_pkey PRIMARY KEY (person, route, key)
);
grant delete, insert, select, update on idempotency to ballroom_app;

create table inbox_file (
  id uuid not null,
  file text not null,
  name text not null,
  media_type text not null,
  size integer not null,
  source text not null,
  mapping text not null,
  mapping_version integer,
  state text not null,
  reason jsonb,
  by text not null,
  at timestamp(3) with time zone not null,
  constraint inbox_file_pkey PRIMARY KEY (id),
  constraint inbox_file_check CHECK (((state = 'refused'::text) = (reason IS NOT NULL))),
  constraint inbox_file_file_fkey FOREIGN KEY (file) REFERENCES file(hash),
  constraint inbox_file_source_check CHECK ((source = ANY (ARRAY['http'::text, 'folder'::text]))),
  constraint inbox_file_state_check CHECK ((state = ANY (ARRAY['taken'::text, 'refused'::text])))
);
alter table inbox_file enable row level security;
CREATE INDEX inbox_file_hash ON public.inbox_file USING btree (file);
CREATE UNIQUE INDEX inbox_file_taken ON public.inbox_file USING btree (file) WHERE (state = 'taken'::text);
CREATE CONSTRAINT TRIGGER explained_by_fact AFTER INSERT OR DELETE OR UPDATE ON public.inbox_file DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION explained_by_fact();
create policy stream on inbox_file for all using ((sees_every_sponsor() OR visible_stream(('inbox/'::text || (id)::text))));
grant insert, select, update on inbox_file to ballroom_app;

create table inbox_result (
  id text not null,
  inbox_file uuid not null,
  "row" integer not null,
  sample text not null,
  batch uuid not null,
  measured_at timestamp(3) with time zone,
  "values" jsonb not null,
  below_limit jsonb not null,
  state text not null,
  step uuid,
  conflict jsonb,
  settled_at timestamp(3) with time zone,
  constraint inbox_result_pkey PRIMARY KEY (id),
  constraint inbox_result_batch_fkey FOREIGN KEY (batch) REFERENCES batch(id),
  constraint inbox_result_check CHECK (((state = 'conflict'::text) = (conflict IS NOT NULL))),
  constraint inbox_result_check1 CHECK (((state = 'unclaimed'::text) = (step IS NULL))),
  constraint inbox_result_inbox_file_fkey FOREIGN KEY (inbox_file) REFERENCES inbox_file(id),
  constraint inbox_result_state_check CHECK ((state = ANY (ARRAY['unclaimed'::text, 'claimed'::text, 'conflict'::text]))),
  constraint inbox_result_step_fkey FOREIGN KEY (step) REFERENCES step(id)
);
alter table inbox_result enable row level security;
CREATE INDEX inbox_result_file ON public.inbox_result USING btree (inbox_file);
CREATE INDEX inbox_result_state ON public.inbox_result USING btree (state, batch);
CREATE CONSTRAINT TRIGGER explained_by_fact AFTER INSERT OR DELETE OR UPDATE ON public.inbox_result DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION explained_by_fact();
create policy stream on inbox_result for all using ((sees_every_sponsor() OR visible_stream(('inbox/'::text || (inbox_file)::text))));
grant insert, select, update on inbox_result to ballroom_app;

create table instance (
  id uuid not null,
  name text not null,
  started_at timestamp(3) with time zone not null default clock_timestamp(),
  expires_at timestamp(3) with time zone not null,
  replaced boolean not null default false,
  looked_at timestamp(3) with time zone,
  constraint instance_pkey PRIMARY KEY (id)
);
CREATE INDEX instance_name ON public.instance USING btree (name);
grant delete, insert, select, update on instance to ballroom_app;

create table lease (
  name text not null,
  holder uuid,
  epoch bigint not null default 0,
  taken_at timestamp(3) with time zone,
  constraint lease_pkey PRIMARY KEY (name),
  constraint lease_holder_fkey FOREIGN KEY (holder) REFERENCES instance(id) ON DELETE SET NULL
);
CREATE INDEX lease_holder ON public.lease USING btree (holder);
grant insert, select, update on lease to ballroom_app;

create table legal_hold (
  id uuid not null,
  batch uuid not null,
  reason text not null,
  placed_at timestamp(3) with time zone not null,
  placed_by text not null,
  lifted_at timestamp(3) with time zone,
  lifted_by text,
  lift_reason text,
  constraint legal_hold_pkey PRIMARY KEY (id),
  constraint legal_hold_batch_fkey FOREIGN KEY (batch) REFERENCES batch(id)
);
alter table legal_hold enable row level security;
CREATE UNIQUE INDEX legal_hold_standing ON public.legal_hold USING btree (batch) WHERE (lifted_at IS NULL);
CREATE CONSTRAINT TRIGGER explained_by_fact AFTER INSERT OR DELETE OR UPDATE ON public.legal_hold DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION explained_by_fact();
create policy batch on legal_hold for all using ((sees_every_sponsor() OR visible_stream(('batch/'::text || (batch)::text))));
grant insert, select, update on legal_hold to ballroom_app;

create table local_change (
  id text not null,
  unit uuid not null,
  batch uuid not null,
  step text,
  run_id text not null,
  what text not null,
  setpoint text,
  was text,
  became text,
  seen_at timestamp(3) with time zone not null,
  constraint local_change_pkey PRIMARY KEY (id),
  constraint local_change_unit_fkey FOREIGN KEY (unit) REFERENCES unit(id),
  constraint local_change_what_check CHECK ((what = ANY (ARRAY['setpoint'::text, 'started'::text, 'resumed'::text, 'answered'::text])))
);
alter table local_change enable row level security;
CREATE INDEX local_change_unit ON public.local_change USING btree (unit);
CREATE CONSTRAINT TRIGGER explained_by_fact AFTER INSERT OR DELETE OR UPDATE ON public.local_change DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION explained_by_fact();
create policy batch on local_change for all using ((sees_every_sponsor() OR visible_stream(('batch/'::text || (batch)::text))));
grant insert, select, update on local_change to ballroom_app;

create table migration (
  id integer not null default nextval('migration_id_seq'::regclass),
  "timestamp" bigint not null,
  name character varying not null,
  constraint "PK_3043fc6b8af7c99b8b98830094f" PRIMARY KEY (id)
);
grant select on migration to ballroom_app;

create table monitor (
  batch uuid not null,
  unit uuid not null,
  cursor text not null,
  state jsonb not null,
  constraint monitor_pkey PRIMARY KEY (batch, unit),
  constraint monitor_batch_fkey FOREIGN KEY (batch) REFERENCES batch(id)
);
alter table monitor enable row level security;
create policy batch on monitor for all using ((sees_every_sponsor() OR visible_stream(('batch/'::text || (batch)::text))));
grant insert, select, update on monitor to ballroom_app;

create table note (
  id text not null,
  batch uuid not null,
  step uuid,
  number text not null,
  kind text not null,
  text text not null,
  files jsonb not null,
  by text not null,
  at timestamp(3) with time zone not null,
  constraint note_pkey PRIMARY KEY (id),
  constraint note_batch_fkey FOREIGN KEY (batch) REFERENCES batch(id),
  constraint note_kind_check CHECK ((kind = ANY (ARRAY['note'::text, 'observation'::text, 'nonconformance'::text]))),
  constraint note_step_fkey FOREIGN KEY (step) REFERENCES step(id)
);
alter table note enable row level security;
CREATE INDEX note_batch ON public.note USING btree (batch);
CREATE CONSTRAINT TRIGGER explained_by_fact AFTER INSERT OR DELETE OR UPDATE ON public.note DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION explained_by_fact();
create policy batch on note for all using ((sees_every_sponsor() OR visible_stream(('batch/'::text || (batch)::text))));
grant insert, select, update on note to ballroom_app;

create table passkey (
  id uuid not null,
  person uuid not null,
  credential text not null,
  public_key_hash text not null,
  name text not null,
  status text not null,
  registered_at timestamp(3) with time zone not null,
  constraint passkey_pkey PRIMARY KEY (id),
  constraint passkey_credential_key UNIQUE (credential),
  constraint passkey_person_fkey FOREIGN KEY (person) REFERENCES person(id),
  constraint passkey_status_check CHECK ((status = ANY (ARRAY['active'::text, 'revoked'::text])))
);
CREATE INDEX passkey_person ON public.passkey USING btree (person);
CREATE CONSTRAINT TRIGGER explained_by_fact AFTER INSERT OR DELETE OR UPDATE ON public.passkey DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION explained_by_fact();
grant insert, select, update on passkey to ballroom_app;

create table passkey_challenge (
  hash text not null,
  purpose text not null,
  session uuid,
  person uuid,
  meaning text,
  content text,
  until timestamp(3) with time zone not null,
  constraint passkey_challenge_pkey PRIMARY KEY (hash),
  constraint passkey_challenge_purpose_check CHECK ((purpose = ANY (ARRAY['registration'::text, 'sign-in'::text, 'signing'::text])))
);
CREATE INDEX passkey_challenge_session ON public.passkey_challenge USING btree (session, until);
CREATE INDEX passkey_challenge_until ON public.passkey_challenge USING btree (until);
grant delete, insert, select on passkey_challenge to ballroom_app;

create table passkey_key (
  passkey uuid not null,
  public_key bytea not null,
  transports text[] not null,
  counter bigint not null,
  used_at timestamp(3) with time zone,
  constraint passkey_key_pkey PRIMARY KEY (passkey),
  constraint passkey_key_passkey_fkey FOREIGN KEY (passkey) REFERENCES passkey(id)
);
grant insert, select, update on passkey_key to ballroom_app;

create table person (
  id uuid not null,
  username text not null,
  name text not null,
  status text not null,
  site uuid not null,
  secret_set_by text,
  identity_confirmed_at timestamp(3) with time zone,
  statement_signed_at timestamp(3) with time zone,
  sso jsonb,
  constraint person_pkey PRIMARY KEY (id),
  constraint person_secret_set_by_check CHECK ((secret_set_by = ANY (ARRAY['administrator'::text, 'person'::text]))),
  constraint person_site_fkey FOREIGN KEY (site) REFERENCES site(id),
  constraint person_status_check CHECK ((status = ANY (ARRAY['active'::text, 'disabled'::text]))),
  constraint person_username_check CHECK ((username = lower(username))),
  constraint person_username_key UNIQUE (username)
);
CREATE UNIQUE INDEX person_sso ON public.person USING btree (((sso ->> 'issuer'::text)), ((sso ->> 'subject'::text))) WHERE (sso IS NOT NULL);
CREATE CONSTRAINT TRIGGER explained_by_fact AFTER INSERT OR DELETE OR UPDATE ON public.person DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION explained_by_fact();
grant insert, select, update on person to ballroom_app;

create table program_run (
  id text not null,
  unit uuid not null,
  run_id text not null,
  batch uuid not null,
  step text not null,
  state text not null,
  outcome text,
  started_at timestamp(3) with time zone not null,
  changed_at timestamp(3) with time zone not null,
  ended_at timestamp(3) with time zone,
  setpoints jsonb not null,
  set_back_from jsonb,
  constraint program_run_pkey PRIMARY KEY (id),
  constraint program_run_state_check CHECK ((state = ANY (ARRAY['running'::text, 'held'::text, 'ended'::text]))),
  constraint program_run_unit_fkey FOREIGN KEY (unit) REFERENCES unit(id)
);
alter table program_run enable row level security;
CREATE INDEX program_run_unit ON public.program_run USING btree (unit);
CREATE CONSTRAINT TRIGGER explained_by_fact AFTER INSERT OR DELETE OR UPDATE ON public.program_run DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION explained_by_fact();
create policy batch on program_run for all using ((sees_every_sponsor() OR visible_stream(('batch/'::text || (batch)::text))));
grant insert, select, update on program_run to ballroom_app;

create table reading (
  tag integer not null,
  source_time bigint not null,
  digest bytea not null,
  unit uuid not null,
  arrival bigint not null,
  number double precision,
  "integer" bigint,
  text text,
  "boolean" boolean,
  status bigint not null,
  quality smallint not null,
  server_time bigint,
  received_at timestamp(3) with time zone not null,
  origin text not null,
  constraint reading_pkey PRIMARY KEY (tag, source_time, digest),
  constraint reading_check CHECK ((quality = LEAST((status >> 30), (2)::bigint))),
  constraint reading_check1 CHECK ((num_nonnulls(number, "integer", text, "boolean") <= 1)),
  constraint reading_digest_check CHECK ((octet_length(digest) = 16)),
  constraint reading_number_check CHECK (((number < 'Infinity'::double precision) AND (number > '-Infinity'::double precision))),
  constraint reading_origin_check CHECK ((origin = ANY (ARRAY['live'::text, 'republish'::text, 'history'::text]))),
  constraint reading_status_check CHECK (((status >= 0) AND (status <= '4294967295'::bigint)))
) partition by RANGE (source_time);
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.reading FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
grant insert, select on reading to ballroom_app;

create table reading_archive (
  id text not null,
  retention text not null,
  from_time bigint,
  to_time bigint not null,
  bytes bigint not null,
  detached_at timestamp(3) with time zone not null,
  constraint reading_archive_pkey PRIMARY KEY (id)
);
CREATE CONSTRAINT TRIGGER explained_by_fact AFTER INSERT OR DELETE OR UPDATE ON public.reading_archive DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION explained_by_fact();
grant insert, select, update on reading_archive to ballroom_app;

create table reading_conflict (
  tag integer not null,
  source_time bigint not null,
  unit uuid not null,
  found_at timestamp(3) with time zone not null default clock_timestamp(),
  constraint reading_conflict_pkey PRIMARY KEY (tag, source_time)
);
CREATE INDEX reading_conflict_found ON public.reading_conflict USING btree (unit, found_at DESC, tag, source_time);
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.reading_conflict FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
grant insert, select on reading_conflict to ballroom_app;

create table reading_quarantine (
  tag integer not null,
  source_time bigint not null,
  digest bytea not null,
  unit uuid not null,
  reason text not null,
  number double precision,
  "integer" bigint,
  text text,
  "boolean" boolean,
  status bigint not null,
  quality smallint not null,
  server_time bigint,
  received_at timestamp(3) with time zone not null,
  origin text not null,
  constraint reading_quarantine_pkey PRIMARY KEY (tag, source_time, digest),
  constraint reading_quarantine_check CHECK ((quality = LEAST((status >> 30), (2)::bigint))),
  constraint reading_quarantine_check1 CHECK ((num_nonnulls(number, "integer", text, "boolean") <= 1)),
  constraint reading_quarantine_digest_check CHECK ((octet_length(digest) = 16)),
  constraint reading_quarantine_number_check CHECK (((number < 'Infinity'::double precision) AND (number > '-Infinity'::double precision))),
  constraint reading_quarantine_origin_check CHECK ((origin = ANY (ARRAY['live'::text, 'republish'::text, 'history'::text]))),
  constraint reading_quarantine_reason_check CHECK ((reason = ANY (ARRAY['time.ahead'::text, 'time.old'::text]))),
  constraint reading_quarantine_status_check CHECK (((status >= 0) AND (status <= '4294967295'::bigint)))
);
CREATE INDEX reading_quarantine_received ON public.reading_quarantine USING btree (unit, received_at DESC, tag, source_time);
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.reading_quarantine FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
grant insert, select on reading_quarantine to ballroom_app;

create table reading_quarantine_more (
  unit uuid not null,
  minute timestamp(0) with time zone not null,
  count bigint not null,
  constraint reading_quarantine_more_pkey PRIMARY KEY (unit, minute),
  constraint reading_quarantine_more_count_check CHECK ((count > 0))
);
grant insert, select on reading_quarantine_more to ballroom_app;
grant update (count) on reading_quarantine_more to ballroom_app;

create table reading_reject (
  unit uuid not null,
  digest bytea not null,
  reason text not null,
  bytes bytea not null,
  received_at timestamp(3) with time zone not null,
  source text not null,
  length integer not null,
  sha256 bytea not null,
  constraint reading_reject_pkey PRIMARY KEY (unit, digest),
  constraint reading_reject_check CHECK ((octet_length(bytes) <= LEAST(length, 4096))),
  constraint reading_reject_sha256_check CHECK ((octet_length(sha256) = 32))
);
CREATE INDEX reading_reject_received ON public.reading_reject USING btree (unit, received_at DESC);
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.reading_reject FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
grant insert, select on reading_reject to ballroom_app;

create table reading_reject_more (
  unit uuid not null,
  minute timestamp(0) with time zone not null,
  count bigint not null,
  bytes bigint not null,
  constraint reading_reject_more_pkey PRIMARY KEY (unit, minute),
  constraint reading_reject_more_count_check CHECK ((count > 0))
);
grant insert, select on reading_reject_more to ballroom_app;
grant update (bytes, count) on reading_reject_more to ballroom_app;

create table reading_retention (
  id text not null,
  keep text,
  after_batch text not null,
  defined_at timestamp(3) with time zone not null,
  constraint reading_retention_pkey PRIMARY KEY (id)
);
CREATE CONSTRAINT TRIGGER explained_by_fact AFTER INSERT OR DELETE OR UPDATE ON public.reading_retention DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION explained_by_fact();
grant insert, select, update on reading_retention to ballroom_app;

create table reading_rolled (
  unit uuid not null,
  arrival bigint not null default 0,
  constraint reading_rolled_pkey PRIMARY KEY (unit)
);
grant insert, select, update on reading_rolled to ballroom_app;

create table reading_rollup (
  tag integer not null,
  grain bigint not null,
  start bigint not null,
  count integer not null,
  uncertain integer not null,
  bad integer not null,
  low double precision,
  low_at bigint,
  high double precision,
  high_at bigint,
  first double precision,
  first_at bigint,
  last double precision,
  last_at bigint,
  worst bigint,
  worst_at bigint,
  constraint reading_rollup_pkey PRIMARY KEY (tag, grain, start),
  constraint reading_rollup_check CHECK (((start % grain) = 0)),
  constraint reading_rollup_check1 CHECK (((uncertain + bad) <= count)),
  constraint reading_rollup_check2 CHECK ((num_nulls(low, low_at, high, high_at, first, first_at, last, last_at) = ANY (ARRAY[0, 8]))),
  constraint reading_rollup_check3 CHECK ((num_nulls(worst, worst_at) =
CASE
    WHEN ((uncertain + bad) > 0) THEN 0
    ELSE 2
END)),
  constraint reading_rollup_count_check CHECK ((count > 0)),
  constraint reading_rollup_grain_check CHECK ((grain = ANY (ARRAY[(600000000)::bigint, '6000000000'::bigint])))
);
grant insert, select, update on reading_rollup to ballroom_app;

create table reading_seal (
  id text not null,
  unit uuid not null,
  from_arrival bigint not null,
  to_arrival bigint not null,
  count integer not null,
  root text not null,
  seq integer not null,
  constraint reading_seal_pkey PRIMARY KEY (id),
  constraint reading_seal_check CHECK ((to_arrival >= from_arrival)),
  constraint reading_seal_count_check CHECK ((count > 0)),
  constraint reading_seal_root_check CHECK ((root ~ '^[0-9a-f]{64}$'::text)),
  constraint reading_seal_unit_from_arrival_key UNIQUE (unit, from_arrival),
  constraint reading_seal_unit_to_arrival_key UNIQUE (unit, to_arrival)
);
CREATE CONSTRAINT TRIGGER explained_by_fact AFTER INSERT OR DELETE OR UPDATE ON public.reading_seal DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION explained_by_fact();
grant insert, select, update on reading_seal to ballroom_app;

create table reading_task (
  id uuid not null,
  person uuid not null,
  kind text not null,
  code text not null,
  version text not null,
  title text not null,
  hash text,
  source uuid,
  due text,
  assigned_at timestamp(3) with time zone not null,
  assigned_by text,
  status text not null,
  closed_at timestamp(3) with time zone,
  constraint reading_task_pkey PRIMARY KEY (id),
  constraint reading_task_kind_check CHECK ((kind = ANY (ARRAY['document'::text, 'recipe'::text]))),
  constraint reading_task_person_fkey FOREIGN KEY (person) REFERENCES person(id),
  constraint reading_task_status_check CHECK ((status = ANY (ARRAY['open'::text, 'signed'::text, 'withdrawn'::text])))
);
CREATE INDEX reading_task_person ON public.reading_task USING btree (person);
CREATE UNIQUE INDEX reading_task_open ON public.reading_task USING btree (person, kind, code, version) WHERE (status = 'open'::text);
CREATE CONSTRAINT TRIGGER explained_by_fact AFTER INSERT OR DELETE OR UPDATE ON public.reading_task DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION explained_by_fact();
grant insert, select, update on reading_task to ballroom_app;

create table recipe_comment (
  id uuid not null,
  version uuid not null,
  phase text,
  text text not null,
  person uuid not null,
  name text not null,
  at timestamp(3) with time zone not null,
  resolution text,
  resolved_by uuid,
  resolved_name text,
  resolved_at timestamp(3) with time zone,
  reply_to uuid,
  constraint recipe_comment_pkey PRIMARY KEY (id),
  constraint recipe_comment_check CHECK ((reply_to <> id)),
  constraint recipe_comment_check1 CHECK (((reply_to IS NULL) OR (resolution IS NULL))),
  constraint recipe_comment_reply_to_fkey FOREIGN KEY (reply_to) REFERENCES recipe_comment(id),
  constraint recipe_comment_text_check CHECK ((text <> ''::text)),
  constraint recipe_comment_version_fkey FOREIGN KEY (version) REFERENCES recipe_version(id)
);
CREATE INDEX recipe_comment_version ON public.recipe_comment USING btree (version);
CREATE CONSTRAINT TRIGGER explained_by_fact AFTER INSERT OR DELETE OR UPDATE ON public.recipe_comment DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION explained_by_fact();
grant insert, select, update on recipe_comment to ballroom_app;

create table recipe_effect (
  id uuid not null,
  version uuid not null,
  code text not null,
  site uuid,
  market text,
  development boolean not null,
  "from" timestamp(3) with time zone not null,
  until timestamp(3) with time zone,
  constraint recipe_effect_pkey PRIMARY KEY (id),
  constraint recipe_effect_check CHECK ((until >= "from")),
  constraint recipe_effect_site_fkey FOREIGN KEY (site) REFERENCES site(id),
  constraint recipe_effect_version_fkey FOREIGN KEY (version) REFERENCES recipe_version(id)
);
CREATE INDEX recipe_effect_open ON public.recipe_effect USING btree (code) WHERE (until IS NULL);
CREATE INDEX recipe_effect_version ON public.recipe_effect USING btree (version);
CREATE CONSTRAINT TRIGGER explained_by_fact AFTER INSERT OR DELETE OR UPDATE ON public.recipe_effect DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION explained_by_fact();
grant insert, select, update on recipe_effect to ballroom_app;

create table recipe_file (
  id text not null,
  name text not null,
  media_type text not null,
  size integer not null,
  by text not null,
  at timestamp(3) with time zone not null,
  constraint recipe_file_pkey PRIMARY KEY (id),
  constraint recipe_file_id_fkey FOREIGN KEY (id) REFERENCES file(hash)
);
CREATE CONSTRAINT TRIGGER explained_by_fact AFTER INSERT OR DELETE OR UPDATE ON public.recipe_file DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION explained_by_fact();
grant insert, select, update on recipe_file to ballroom_app;

create table recipe_version (
  id uuid not null,
  code text not null,
  version integer not null,
  title text not null,
  state text not null,
  hash text not null,
  text text not null,
  content jsonb not null,
  author uuid not null,
  approvals jsonb not null,
  drafted_at timestamp(3) with time zone not null,
  submitted_at timestamp(3) with time zone,
  approved_at timestamp(3) with time zone,
  effective_at timestamp(3) with time zone,
  superseded_at timestamp(3) with time zone,
  sort text not null,
  author_name text,
  change_control text,
  sent_back jsonb,
  retired_at timestamp(3) with time zone,
  constraint recipe_version_pkey PRIMARY KEY (id),
  constraint recipe_version_code_version_key UNIQUE (code, version),
  constraint recipe_version_sort_check CHECK ((sort = ANY (ARRAY['recipe'::text, 'overlay'::text, 'block'::text]))),
  constraint recipe_version_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'in-review'::text, 'approved'::text, 'effective'::text, 'superseded'::text, 'retired'::text]))),
  constraint recipe_version_version_check CHECK ((version >= 1))
);
CREATE CONSTRAINT TRIGGER explained_by_fact AFTER INSERT OR DELETE OR UPDATE ON public.recipe_version DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION explained_by_fact();
grant insert, select, update on recipe_version to ballroom_app;

create table record_rule (
  id text not null,
  rules text not null,
  site uuid,
  product text,
  years integer not null,
  defined_at timestamp(3) with time zone not null,
  constraint record_rule_pkey PRIMARY KEY (id),
  constraint record_rule_site_fkey FOREIGN KEY (site) REFERENCES site(id),
  constraint record_rule_years_check CHECK (((years >= 31) AND (years <= 999)))
);
CREATE CONSTRAINT TRIGGER explained_by_fact AFTER INSERT OR DELETE OR UPDATE ON public.record_rule DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION explained_by_fact();
CREATE TRIGGER only_longer BEFORE UPDATE ON public.record_rule FOR EACH ROW EXECUTE FUNCTION refuse_shorter_rule();
grant insert, select, update on record_rule to ballroom_app;

create table rehearsal (
  id uuid not null,
  recipe uuid not null,
  code text not null,
  version integer not null,
  hash text not null,
  kind text not null,
  passed boolean not null,
  script text,
  script_hash text not null,
  result jsonb not null,
  person uuid not null,
  name text not null,
  at timestamp(3) with time zone not null,
  constraint rehearsal_pkey PRIMARY KEY (id),
  constraint rehearsal_kind_check CHECK ((kind = ANY (ARRAY['dry-run'::text, 'tests'::text]))),
  constraint rehearsal_recipe_fkey FOREIGN KEY (recipe) REFERENCES recipe_version(id)
);
CREATE INDEX rehearsal_recipe ON public.rehearsal USING btree (recipe, at);
CREATE CONSTRAINT TRIGGER explained_by_fact AFTER INSERT OR DELETE OR UPDATE ON public.rehearsal DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION explained_by_fact();
grant insert, select, update on rehearsal to ballroom_app;

create table reset_part (
  reset uuid not null,
  part text not null,
  at timestamp(3) with time zone not null default clock_timestamp(),
  constraint reset_part_pkey PRIMARY KEY (reset)
);
grant delete, insert, select on reset_part to ballroom_app;

create table result_mapping (
  id uuid not null,
  code text not null,
  version integer not null,
  title text not null,
  device_kind text not null,
  hash text not null,
  definition jsonb not null,
  defined_at timestamp(3) with time zone not null,
  constraint result_mapping_pkey PRIMARY KEY (id),
  constraint result_mapping_code_key UNIQUE (code),
  constraint result_mapping_version_check CHECK ((version >= 1))
);
CREATE CONSTRAINT TRIGGER explained_by_fact AFTER INSERT OR DELETE OR UPDATE ON public.result_mapping DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION explained_by_fact();
grant insert, select, update on result_mapping to ballroom_app;

create table role_grant (
  id uuid not null,
  person uuid not null,
  role text not null,
  site uuid,
  status text not null,
  rooms jsonb,
  sponsors jsonb,
  until timestamp(3) with time zone,
  constraint role_grant_pkey PRIMARY KEY (id),
  constraint role_grant_person_fkey FOREIGN KEY (person) REFERENCES person(id),
  constraint role_grant_site_fkey FOREIGN KEY (site) REFERENCES site(id),
  constraint role_grant_status_check CHECK ((status = ANY (ARRAY['active'::text, 'revoked'::text])))
);
CREATE INDEX role_grant_person ON public.role_grant USING btree (person);
CREATE UNIQUE INDEX role_grant_held ON public.role_grant USING btree (person, role, site) NULLS NOT DISTINCT WHERE (status = 'active'::text);
CREATE CONSTRAINT TRIGGER explained_by_fact AFTER INSERT OR DELETE OR UPDATE ON public.role_grant DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION explained_by_fact();
grant insert, select, update on role_grant to ballroom_app;

create table room (
  id uuid not null,
  site uuid not null,
  code text not null,
  name text not null,
  area text,
  grade text,
  constraint room_pkey PRIMARY KEY (id),
  constraint room_site_code_key UNIQUE (site, code),
  constraint room_site_fkey FOREIGN KEY (site) REFERENCES site(id)
);
alter table room enable row level security;
CREATE CONSTRAINT TRIGGER explained_by_fact AFTER INSERT OR DELETE OR UPDATE ON public.room DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION explained_by_fact();
create policy place on room for all using (visible_place((site)::text, NULL::text));
grant insert, select, update on room to ballroom_app;

create table seal (
  number integer not null,
  at timestamp(3) with time zone not null,
  text text not null,
  signature bytea not null,
  constraint seal_pkey PRIMARY KEY (number),
  constraint seal_number_check CHECK ((number >= 1)),
  constraint seal_signature_check CHECK ((octet_length(signature) = 64))
);
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.seal FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
grant insert, select on seal to ballroom_app;

create table seal_key (
  id text not null,
  ledger text not null,
  number integer not null,
  after_seal integer not null,
  statement text not null,
  endorsement text,
  possession text not null,
  at timestamp(3) with time zone not null,
  constraint seal_key_pkey PRIMARY KEY (id),
  constraint seal_key_after_seal_check CHECK ((after_seal >= 1)),
  constraint seal_key_id_check CHECK ((id ~ '^[0-9a-f]{64}$'::text)),
  constraint seal_key_number_check CHECK ((number >= 1)),
  constraint seal_key_number_key UNIQUE (number)
);
CREATE CONSTRAINT TRIGGER explained_by_fact AFTER INSERT OR DELETE OR UPDATE ON public.seal_key DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION explained_by_fact();
grant insert, select, update on seal_key to ballroom_app;

create table sealed_range (
  seal integer not null,
  stream text not null,
  from_seq integer not null,
  to_seq integer not null,
  head bytea not null,
  facts bytea not null,
  constraint sealed_range_pkey PRIMARY KEY (stream, from_seq),
  constraint sealed_range_check CHECK ((to_seq >= from_seq)),
  constraint sealed_range_seal_fkey FOREIGN KEY (seal) REFERENCES seal(number),
  constraint sealed_range_seal_stream_key UNIQUE (seal, stream),
  constraint sealed_range_stream_fkey FOREIGN KEY (stream) REFERENCES stream(id),
  constraint sealed_range_stream_to_seq_fkey FOREIGN KEY (stream, to_seq) REFERENCES fact(stream, seq)
);
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.sealed_range FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
grant insert, select on sealed_range to ballroom_app;

create table secret (
  person uuid not null,
  hash text not null,
  set_at timestamp(3) with time zone not null default clock_timestamp(),
  constraint secret_pkey PRIMARY KEY (person),
  constraint secret_hash_check CHECK ((hash ~~ '$argon2id$%'::text)),
  constraint secret_person_fkey FOREIGN KEY (person) REFERENCES person(id)
);
grant insert, select, update on secret to ballroom_app;

create table secret_reset (
  id uuid not null,
  person uuid not null,
  status text not null,
  reason text not null,
  asked_by uuid not null,
  asked_at timestamp(3) with time zone not null,
  constraint secret_reset_pkey PRIMARY KEY (id),
  constraint secret_reset_person_fkey FOREIGN KEY (person) REFERENCES person(id),
  constraint secret_reset_status_check CHECK ((status = ANY (ARRAY['asked'::text, 'confirmed'::text, 'withdrawn'::text])))
);
CREATE INDEX secret_reset_person ON public.secret_reset USING btree (person);
CREATE CONSTRAINT TRIGGER explained_by_fact AFTER INSERT OR DELETE OR UPDATE ON public.secret_reset DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION explained_by_fact();
grant insert, select, update on secret_reset to ballroom_app;

create table session (
  id uuid not null,
  token_hash text not null,
  person uuid not null,
  started_at timestamp(3) with time zone not null default clock_timestamp(),
  seen_at timestamp(3) with time zone not null default clock_timestamp(),
  agent text,
  first_signature uuid,
  constraint session_pkey PRIMARY KEY (id),
  constraint session_person_fkey FOREIGN KEY (person) REFERENCES person(id),
  constraint session_token_hash_key UNIQUE (token_hash)
);
CREATE INDEX session_person ON public.session USING btree (person);
grant delete, insert, select, update on session to ballroom_app;

create table setup_token (
  hash text not null,
  expires_at timestamp(3) with time zone not null,
  used_at timestamp(3) with time zone,
  constraint setup_token_pkey PRIMARY KEY (hash)
);
grant select on setup_token to ballroom_app;
grant update (used_at) on setup_token to ballroom_app;

create table signature (
  id uuid not null,
  subject_stream uuid not null,
  subject text not null,
  meaning text not null,
  person uuid not null,
  username text not null,
  name text not null,
  role text not null,
  hash text not null,
  at timestamp(3) with time zone not null,
  zone text not null,
  void boolean not null,
  constraint signature_pkey PRIMARY KEY (id),
  constraint signature_hash_check CHECK ((hash ~ '^[0-9a-f]{64}$'::text)),
  constraint signature_meaning_check CHECK ((meaning <> ''::text)),
  constraint signature_person_fkey FOREIGN KEY (person) REFERENCES person(id)
);
alter table signature enable row level security;
CREATE INDEX signature_subject ON public.signature USING btree (subject_stream, subject);
CREATE CONSTRAINT TRIGGER explained_by_fact AFTER INSERT OR DELETE OR UPDATE ON public.signature DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION explained_by_fact();
create policy stream on signature for all using ((sees_every_sponsor() OR visible_subject(subject_stream)));
grant insert, select, update on signature to ballroom_app;

create table site (
  id uuid not null,
  code text not null,
  name text not null,
  zone text not null,
  constraint site_pkey PRIMARY KEY (id),
  constraint site_code_key UNIQUE (code)
);
alter table site enable row level security;
CREATE CONSTRAINT TRIGGER explained_by_fact AFTER INSERT OR DELETE OR UPDATE ON public.site DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION explained_by_fact();
create policy place on site for all using (visible_place((id)::text, NULL::text));
grant insert, select, update on site to ballroom_app;

create table skill (
  id text not null,
  title text not null,
  validity text,
  constraint skill_pkey PRIMARY KEY (id)
);
CREATE CONSTRAINT TRIGGER explained_by_fact AFTER INSERT OR DELETE OR UPDATE ON public.skill DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION explained_by_fact();
grant insert, select, update on skill to ballroom_app;

create table sponsor (
  id uuid not null,
  code text not null,
  name text not null,
  constraint sponsor_pkey PRIMARY KEY (id),
  constraint sponsor_code_key UNIQUE (code)
);
alter table sponsor enable row level security;
CREATE CONSTRAINT TRIGGER explained_by_fact AFTER INSERT OR DELETE OR UPDATE ON public.sponsor DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION explained_by_fact();
create policy sponsor on sponsor for all using (visible_sponsor((id)::text));
grant insert, select, update on sponsor to ballroom_app;

create table sso_attempt (
  state_hash text not null,
  browser_hash text not null,
  verifier text not null,
  nonce text not null,
  session uuid,
  at timestamp(3) with time zone not null default clock_timestamp(),
  constraint sso_attempt_pkey PRIMARY KEY (state_hash)
);
grant delete, insert, select on sso_attempt to ballroom_app;

create table sso_returned (
  session uuid not null,
  account jsonb not null,
  name text not null,
  at timestamp(3) with time zone not null default clock_timestamp(),
  constraint sso_returned_pkey PRIMARY KEY (session)
);
grant delete, insert, select, update on sso_returned to ballroom_app;

create table step (
  id uuid not null,
  batch uuid not null,
  phase text not null,
  "position" integer not null,
  kind text not null,
  operation text not null,
  unit_procedure text not null,
  unit uuid,
  arrivals_after text,
  state text not null,
  version integer not null,
  changed_by text not null,
  changed_at timestamp(3) with time zone not null,
  changed_with text not null,
  started_at timestamp(3) with time zone,
  ended_at timestamp(3) with time zone,
  completed_at timestamp(3) with time zone,
  decision text,
  run jsonb,
  rounds text not null,
  place text not null,
  recipe text not null,
  owner uuid,
  owner_name text,
  constraint step_pkey PRIMARY KEY (id),
  constraint step_batch_fkey FOREIGN KEY (batch) REFERENCES batch(id) DEFERRABLE INITIALLY DEFERRED,
  constraint step_batch_recipe_phase_rounds_key UNIQUE (batch, recipe, phase, rounds),
  constraint step_recipe_fkey FOREIGN KEY (recipe) REFERENCES batch_recipe(id) DEFERRABLE INITIALLY DEFERRED,
  constraint step_state_check CHECK ((state = ANY (ARRAY['idle'::text, 'running'::text, 'holding'::text, 'held'::text, 'restarting'::text, 'paused'::text, 'completing'::text, 'complete'::text, 'stopping'::text, 'stopped'::text, 'aborting'::text, 'aborted'::text, 'skipped'::text, 'omitted'::text])))
);
alter table step enable row level security;
CREATE INDEX step_batch ON public.step USING btree (batch);
CREATE CONSTRAINT TRIGGER explained_by_fact AFTER INSERT OR DELETE OR UPDATE ON public.step DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION explained_by_fact();
create policy batch on step for all using ((sees_every_sponsor() OR visible_stream(('batch/'::text || (batch)::text))));
grant insert, select, update on step to ballroom_app;

create table stream (
  id text not null,
  kind text not null,
  site text not null,
  zone text not null,
  sponsor text,
  seq integer not null default 0,
  hash bytea not null default decode(repeat('00'::text, 32), 'hex'::text),
  at timestamp(3) with time zone not null default '1970-01-01 00:00:00+00'::timestamp with time zone,
  constraint stream_pkey PRIMARY KEY (id),
  constraint stream_check CHECK ((id ~~ (kind || '/%'::text))),
  constraint stream_hash_check CHECK ((octet_length(hash) = 32)),
  constraint stream_seq_check CHECK ((seq >= 0))
);
alter table stream enable row level security;
CREATE INDEX stream_bare_id ON public.stream USING btree (split_part(id, '/'::text, 2));
CREATE CONSTRAINT TRIGGER head_is_last_fact AFTER UPDATE ON public.stream DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION head_is_last_fact();
create policy sponsor on stream for all using (((kind = 'person'::text) OR visible_place(site, sponsor)));
grant select on stream to ballroom_app;
grant insert (id, kind, site, sponsor, zone) on stream to ballroom_app;
grant update (at, hash, seq) on stream to ballroom_app;

create table tag (
  id integer not null generated always as identity,
  unit uuid not null,
  code text not null,
  type text not null,
  ucum text,
  low double precision,
  high double precision,
  current boolean not null,
  constraint tag_pkey PRIMARY KEY (id),
  constraint tag_type_check CHECK ((type = ANY (ARRAY['number'::text, 'integer'::text, 'boolean'::text, 'text'::text]))),
  constraint tag_unit_code_type_ucum_key UNIQUE NULLS NOT DISTINCT (unit, code, type, ucum)
);
CREATE UNIQUE INDEX tag_current ON public.tag USING btree (unit, code) WHERE current;
grant insert, select on tag to ballroom_app;
grant update (current, high, low) on tag to ballroom_app;

create table therapy_order (
  id uuid not null,
  code text not null,
  patient text not null,
  coi text not null,
  product text not null,
  site uuid not null,
  sponsor text,
  created_at timestamp(3) with time zone not null,
  market text,
  constraint therapy_order_pkey PRIMARY KEY (id),
  constraint therapy_order_code_key UNIQUE (code),
  constraint therapy_order_coi_key UNIQUE (coi)
);
alter table therapy_order enable row level security;
CREATE CONSTRAINT TRIGGER explained_by_fact AFTER INSERT OR DELETE OR UPDATE ON public.therapy_order DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION explained_by_fact();
CREATE TRIGGER coi_is_fixed BEFORE UPDATE ON public.therapy_order FOR EACH ROW WHEN (((new.coi <> old.coi) OR (new.patient <> old.patient))) EXECUTE FUNCTION coi_is_fixed();
create policy sponsor on therapy_order for all using (visible_place((site)::text, sponsor));
grant insert, select, update on therapy_order to ballroom_app;

create table timer (
  id text not null,
  batch uuid not null,
  number text not null,
  step uuid,
  purpose text not null,
  "window" text,
  due_at timestamp(3) with time zone not null,
  state text not null,
  constraint timer_pkey PRIMARY KEY (id),
  constraint timer_batch_fkey FOREIGN KEY (batch) REFERENCES batch(id),
  constraint timer_purpose_check CHECK ((purpose = ANY (ARRAY['wait'::text, 'window-alert'::text, 'window-late'::text, 'result-due'::text, 'repeat-due'::text, 'stop-again'::text]))),
  constraint timer_state_check CHECK ((state = ANY (ARRAY['running'::text, 'fired'::text, 'cancelled'::text]))),
  constraint timer_step_fkey FOREIGN KEY (step) REFERENCES step(id)
);
alter table timer enable row level security;
CREATE INDEX timer_batch ON public.timer USING btree (batch);
CREATE INDEX timer_due ON public.timer USING btree (due_at) WHERE (state = 'running'::text);
CREATE CONSTRAINT TRIGGER explained_by_fact AFTER INSERT OR DELETE OR UPDATE ON public.timer DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION explained_by_fact();
create policy batch on timer for all using ((sees_every_sponsor() OR visible_stream(('batch/'::text || (batch)::text))));
grant insert, select, update on timer to ballroom_app;

create table trail (
  stream text not null,
  seq integer not null,
  at timestamp(3) with time zone not null,
  act text not null,
  site text not null,
  sponsor text,
  words tsvector not null,
  constraint trail_pkey PRIMARY KEY (stream, seq)
);
alter table trail enable row level security;
CREATE INDEX trail_at ON public.trail USING btree (at, stream, seq);
CREATE INDEX trail_words ON public.trail USING gin (words) WITH (gin_pending_list_limit='512');
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.trail FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
create policy place on trail for all using (visible_trail(stream, site, sponsor));
grant select on trail to ballroom_app;

create table trail_review (
  id uuid not null,
  subject uuid not null,
  stream text not null,
  from_seq integer not null,
  to_seq integer not null,
  head text not null,
  facts integer not null,
  critical integer not null,
  remark text not null,
  signature uuid not null,
  person uuid not null,
  name text not null,
  role text not null,
  at timestamp(3) with time zone not null,
  zone text not null,
  constraint trail_review_pkey PRIMARY KEY (id),
  constraint trail_review_check CHECK ((to_seq >= from_seq)),
  constraint trail_review_from_seq_check CHECK ((from_seq >= 1)),
  constraint trail_review_head_check CHECK ((head ~ '^[0-9a-f]{64}$'::text))
);
alter table trail_review enable row level security;
CREATE INDEX trail_review_subject ON public.trail_review USING btree (subject, to_seq);
CREATE CONSTRAINT TRIGGER explained_by_fact AFTER INSERT OR DELETE OR UPDATE ON public.trail_review DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION explained_by_fact();
create policy subject on trail_review for all using ((sees_every_sponsor() OR visible_stream(stream)));
grant insert, select, update on trail_review to ballroom_app;

create table training (
  id uuid not null,
  person uuid not null,
  kind text not null,
  code text not null,
  version text,
  title text not null,
  how text not null,
  recorded_at timestamp(3) with time zone not null,
  day text not null,
  last_day text,
  trainer uuid,
  trainer_name text,
  evidence text,
  revoked_at timestamp(3) with time zone,
  revoked_because text,
  constraint training_pkey PRIMARY KEY (id),
  constraint training_check CHECK ((trainer <> person)),
  constraint training_how_check CHECK ((how = ANY (ARRAY['trained'::text, 'read'::text]))),
  constraint training_kind_check CHECK ((kind = ANY (ARRAY['skill'::text, 'document'::text, 'recipe'::text]))),
  constraint training_person_fkey FOREIGN KEY (person) REFERENCES person(id),
  constraint training_trainer_fkey FOREIGN KEY (trainer) REFERENCES person(id)
);
CREATE INDEX training_person ON public.training USING btree (person);
CREATE CONSTRAINT TRIGGER explained_by_fact AFTER INSERT OR DELETE OR UPDATE ON public.training DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION explained_by_fact();
grant insert, select, update on training to ballroom_app;

create table unit (
  id uuid not null,
  code text not null,
  title text not null,
  site uuid not null,
  room uuid not null,
  unit_class text not null,
  serial text not null,
  product_instance_uri text not null,
  connector jsonb not null,
  tag_map jsonb not null,
  status text not null,
  positions jsonb not null,
  quarantine jsonb,
  upkeep jsonb not null,
  constraint unit_pkey PRIMARY KEY (id),
  constraint unit_code_key UNIQUE (code),
  constraint unit_product_instance_uri_key UNIQUE (product_instance_uri),
  constraint unit_room_fkey FOREIGN KEY (room) REFERENCES room(id),
  constraint unit_site_fkey FOREIGN KEY (site) REFERENCES site(id),
  constraint unit_status_check CHECK ((status = ANY (ARRAY['in-service'::text, 'out-of-service'::text]))),
  constraint unit_unit_class_fkey FOREIGN KEY (unit_class) REFERENCES unit_class(code)
);
alter table unit enable row level security;
CREATE CONSTRAINT TRIGGER explained_by_fact AFTER INSERT OR DELETE OR UPDATE ON public.unit DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION explained_by_fact();
create policy place on unit for all using ((sees_every_sponsor() OR visible_stream(('unit/'::text || (id)::text))));
grant insert, select, update on unit to ballroom_app;

create table unit_arrival (
  unit uuid not null,
  unit_class text not null,
  last bigint not null default 0,
  conflicts bigint not null default 0,
  rejects bigint not null default 0,
  doubts jsonb not null default '[]'::jsonb,
  quarantined bigint not null default 0,
  constraint unit_arrival_pkey PRIMARY KEY (unit)
);
grant insert, select on unit_arrival to ballroom_app;
grant update (conflicts, doubts, last, quarantined, rejects, unit_class) on unit_arrival to ballroom_app;

create table unit_binding (
  id uuid not null,
  unit uuid not null,
  "position" text not null,
  batch uuid not null,
  coi text,
  unit_procedure text not null,
  bound_at timestamp(3) with time zone not null,
  released_at timestamp(3) with time zone,
  constraint unit_binding_pkey PRIMARY KEY (id),
  constraint unit_binding_unit_fkey FOREIGN KEY (unit) REFERENCES unit(id)
);
alter table unit_binding enable row level security;
CREATE INDEX unit_binding_batch ON public.unit_binding USING btree (batch);
CREATE INDEX unit_binding_unit ON public.unit_binding USING btree (unit);
CREATE UNIQUE INDEX unit_binding_open ON public.unit_binding USING btree (unit, "position") WHERE (released_at IS NULL);
CREATE CONSTRAINT TRIGGER explained_by_fact AFTER INSERT OR DELETE OR UPDATE ON public.unit_binding DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION explained_by_fact();
create policy batch on unit_binding for all using ((sees_every_sponsor() OR visible_stream(('batch/'::text || (batch)::text))));
grant insert, select, update on unit_binding to ballroom_app;

create table unit_class (
  id uuid not null,
  code text not null,
  version integer not null,
  title text not null,
  hash text not null,
  definition jsonb not null,
  defined_at timestamp(3) with time zone not null,
  constraint unit_class_pkey PRIMARY KEY (id),
  constraint unit_class_code_key UNIQUE (code),
  constraint unit_class_version_check CHECK ((version >= 1))
);
CREATE CONSTRAINT TRIGGER explained_by_fact AFTER INSERT OR DELETE OR UPDATE ON public.unit_class DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION explained_by_fact();
grant insert, select, update on unit_class to ballroom_app;

create table unit_command (
  id uuid not null,
  unit uuid not null,
  batch uuid not null,
  step text not null,
  action text not null,
  program text,
  parameters jsonb not null,
  state text not null,
  run_id text,
  reason text,
  issued_at timestamp(3) with time zone not null,
  expires_at timestamp(3) with time zone not null,
  constraint unit_command_pkey PRIMARY KEY (id),
  constraint unit_command_action_check CHECK ((action = ANY (ARRAY['start-program'::text, 'hold'::text, 'unhold'::text, 'pause'::text, 'resume'::text, 'stop'::text, 'abort'::text, 'set'::text, 'answer'::text]))),
  constraint unit_command_state_check CHECK ((state = ANY (ARRAY['issued'::text, 'sent'::text, 'confirmed'::text, 'failed'::text, 'unknown'::text]))),
  constraint unit_command_unit_fkey FOREIGN KEY (unit) REFERENCES unit(id)
);
alter table unit_command enable row level security;
CREATE INDEX unit_command_open ON public.unit_command USING btree (unit, id) WHERE (state = ANY (ARRAY['issued'::text, 'sent'::text, 'unknown'::text]));
CREATE INDEX unit_command_unit ON public.unit_command USING btree (unit);
CREATE CONSTRAINT TRIGGER explained_by_fact AFTER INSERT OR DELETE OR UPDATE ON public.unit_command DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION explained_by_fact();
create policy batch on unit_command for all using ((sees_every_sponsor() OR visible_stream(('batch/'::text || (batch)::text))));
grant insert, select, update on unit_command to ballroom_app;

create table unit_connection (
  unit uuid not null,
  lease text not null,
  state text not null,
  since timestamp(3) with time zone not null,
  problems text[] not null,
  spooled jsonb,
  reserve jsonb,
  epoch bigint not null,
  constraint unit_connection_pkey PRIMARY KEY (unit),
  constraint unit_connection_state_check CHECK ((state = ANY (ARRAY['connecting'::text, 'resyncing'::text, 'live'::text, 'degraded'::text, 'offline'::text]))),
  constraint unit_connection_unit_fkey FOREIGN KEY (unit) REFERENCES unit(id)
);
grant insert, select, update on unit_connection to ballroom_app;

create table unit_kit (
  id uuid not null,
  unit uuid not null,
  binding uuid not null,
  product text not null,
  title text not null,
  lot text not null,
  serial text not null,
  expiry text not null,
  given text not null,
  bound_at timestamp(3) with time zone not null,
  removed_at timestamp(3) with time zone,
  constraint unit_kit_pkey PRIMARY KEY (id),
  constraint unit_kit_given_check CHECK ((given = ANY (ARRAY['scanned'::text, 'typed'::text]))),
  constraint unit_kit_unit_fkey FOREIGN KEY (unit) REFERENCES unit(id)
);
CREATE INDEX unit_kit_unit ON public.unit_kit USING btree (unit);
CREATE UNIQUE INDEX unit_kit_in ON public.unit_kit USING btree (binding) WHERE (removed_at IS NULL);
CREATE UNIQUE INDEX unit_kit_used ON public.unit_kit USING btree (product, upper(lot), upper(serial));
CREATE CONSTRAINT TRIGGER explained_by_fact AFTER INSERT OR DELETE OR UPDATE ON public.unit_kit DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION explained_by_fact();
grant insert, select, update on unit_kit to ballroom_app;

create table unit_prompt (
  id uuid not null,
  unit uuid not null,
  asked text not null,
  batch uuid,
  step text,
  run_id text not null,
  code text not null,
  text text not null,
  known jsonb,
  raised_at timestamp(3) with time zone not null,
  seen_at timestamp(3) with time zone not null,
  ended_at timestamp(3) with time zone,
  ending text,
  answer text,
  constraint unit_prompt_pkey PRIMARY KEY (id),
  constraint unit_prompt_check CHECK (((ended_at IS NULL) = (ending IS NULL))),
  constraint unit_prompt_ending_check CHECK ((ending = ANY (ARRAY['answered'::text, 'locally'::text, 'withdrawn'::text]))),
  constraint unit_prompt_unit_fkey FOREIGN KEY (unit) REFERENCES unit(id)
);
alter table unit_prompt enable row level security;
CREATE INDEX unit_prompt_unit ON public.unit_prompt USING btree (unit);
CREATE CONSTRAINT TRIGGER explained_by_fact AFTER INSERT OR DELETE OR UPDATE ON public.unit_prompt DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION explained_by_fact();
create policy batch on unit_prompt for all using ((sees_every_sponsor() OR
CASE
    WHEN (batch IS NULL) THEN visible_stream(('unit/'::text || (unit)::text))
    ELSE visible_stream(('batch/'::text || (batch)::text))
END));
grant insert, select, update on unit_prompt to ballroom_app;

create table unit_upkeep (
  id uuid not null,
  unit uuid not null,
  act text not null,
  done_at timestamp(3) with time zone not null,
  until text,
  version text,
  remark text not null,
  performed_by uuid not null,
  performed_at timestamp(3) with time zone not null,
  verified_at timestamp(3) with time zone,
  refused_at timestamp(3) with time zone,
  refusal text,
  constraint unit_upkeep_pkey PRIMARY KEY (id),
  constraint unit_upkeep_act_check CHECK ((act = ANY (ARRAY['cleaned'::text, 'calibrated'::text, 'qualified'::text, 'maintained'::text, 'firmware-reported'::text, 'firmware-approved'::text, 'taken-out-of-service'::text, 'returned-to-service'::text]))),
  constraint unit_upkeep_check CHECK (((refused_at IS NULL) = (refusal IS NULL))),
  constraint unit_upkeep_check1 CHECK (((verified_at IS NULL) OR (refused_at IS NULL))),
  constraint unit_upkeep_performed_by_fkey FOREIGN KEY (performed_by) REFERENCES person(id),
  constraint unit_upkeep_remark_check CHECK ((remark <> ''::text)),
  constraint unit_upkeep_unit_fkey FOREIGN KEY (unit) REFERENCES unit(id)
);
CREATE INDEX unit_upkeep_unit ON public.unit_upkeep USING btree (unit);
CREATE INDEX unit_upkeep_waits ON public.unit_upkeep USING btree (unit, performed_at) WHERE ((verified_at IS NULL) AND (refused_at IS NULL));
CREATE CONSTRAINT TRIGGER explained_by_fact AFTER INSERT OR DELETE OR UPDATE ON public.unit_upkeep DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION explained_by_fact();
grant insert, select, update on unit_upkeep to ballroom_app;
