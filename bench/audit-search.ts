import pg from 'pg';
import type { Caller } from '../src/platform/http/index.js';
import { newId } from '../src/platform/clock/index.js';
import { Database, dataSource, type Scope, SYSTEM_SCOPE } from '../src/platform/database/index.js';
import { SearchTrail } from '../src/outlook/trail/search-trail.service.js';
import { Ledger } from '../src/trust/ledger/index.js';
import { permissionsOf } from '../src/trust/identity/index.js';
import { openDatabase } from './bench-server.js';
import { against, type Benchmark, type Figure, figure, quantile } from './figure.js';
import { timed } from './timed.js';

const FULL = { facts: 1_000_000, times: 20, appends: 1000 };
const QUICK = { facts: 20_000, times: 2, appends: 20 };
const A_STREAM = 500;
/** ms; what a search may take */
const MOST = 200;

type Load = typeof FULL;
type Asked = Parameters<SearchTrail['search']>[1];

const SITES = ['01990000-0000-7000-8000-00000000000a', '01990000-0000-7000-8000-00000000000b'] as const;
const PERSON = '01990000-0000-7000-8000-000000000042';
const SUBJECT = '01990000-0000-7000-8000-000000000007';

/** What is asked for, from what is everywhere to what is hardly anywhere, and what is nowhere though each part of it is common. */
const SEARCHES: [string, Asked, Scope?][] = [
  ['the newest', {}],
  ['critical first', { sort: 'critical' }],
  ['one subject, critical', { kind: 'batch', subject: SUBJECT, critical: 'true' }],
  ['one of two hundred people', { person: PERSON }],
  ['one person, a rare act', { person: PERSON, types: 'role.granted' }],
  ['a role that did little', { role: 'qualified-person' }],
  ['a word of one fact in ten thousand', { text: 'haemolysis' }],
  ['a common word, by one person', { text: 'checked', person: PERSON }],
  ['two common things never together', { types: 'recipe.approved', role: 'operator' }],
  ['a word that nobody said', { text: 'zebra' }],
  ['a year ago, oldest first', { from: '2025-01-01T00:00:00.000Z', sort: 'oldest' }],
  ['a small site, by whoever sees that alone', {}, { sponsors: '*', places: [`${SITES[1]}/*`] }],
];

/** The audit trail over a million facts: each search against the limit of 200 ms, and against the read of as many facts by their keys. */
export const auditSearch: Benchmark = async ({ quick, say }) => {
  const load = quick ? QUICK : FULL;
  const opened = await openDatabase();
  const source = await dataSource(opened.appUrl).initialize();
  try {
    const database = new Database(source);
    const without = await appends(opened.migrationUrl, database, load, false);
    const within = await appends(opened.migrationUrl, database, load, true);
    say(`${load.facts} facts`);
    await fill(opened.migrationUrl, load);
    const trail = new SearchTrail(database);
    const taken: [string, number[]][] = [];
    for (const [name, asked, scope = SYSTEM_SCOPE] of SEARCHES) {
      say(name);
      taken.push([name, await timed(load.times, () => trail.search(callerIn(scope), asked))]);
    }
    const { lines } = await trail.search(callerIn(SYSTEM_SCOPE), {});
    const keyed = await timed(load.times, () =>
      database.read(SYSTEM_SCOPE, (tx) =>
        tx.query('select f.text from fact f join unnest($1::text[], $2::int[]) w (stream, seq) using (stream, seq)', [
          lines.map(({ stream }) => stream),
          lines.map(({ seq }) => seq),
        ]),
      ),
    );
    const limit = figure('two hundred milliseconds', MOST, 'ms');
    const byKey = figure('fifty facts by their keys, p50', quantile(keyed, 0.5), 'ms');
    const bare = figure('facts appended without lines, p50', quantile(without, 0.5), 'ms');
    const figures: Figure[] = [
      ...[byKey, against(byKey, 'the newest fifty, p50', quantile(taken[0]![1], 0.5)), limit],
      ...taken.map(([name, sample]) => against(limit, `${name}, p50`, quantile(sample, 0.5))),
      against(
        limit,
        'all of them, p95',
        quantile(
          taken.flatMap(([, sample]) => sample),
          0.95,
        ),
      ),
      ...[bare, against(bare, 'facts appended with their lines, p50', quantile(within, 0.5))],
    ];
    const words = `${load.facts} facts of ${load.facts / A_STREAM} subjects, pages of 50, ${load.times} times each`;
    return { benchmark: 'audit-search', load: words, figures };
  } finally {
    await source.destroy();
    await opened.stop();
  }
};

const callerIn = (scope: Scope): Caller => ({
  person: { id: PERSON, username: 'bench', name: 'Bench' },
  role: 'inspector',
  permissions: permissionsOf(['inspector']),
  session: PERSON,
  scope,
});

/** One fact a transaction, each with a commit to disk; ms. */
async function appends(
  url: string,
  database: Database,
  { appends: times }: Load,
  withLines: boolean,
): Promise<number[]> {
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  await owner.query(`alter table fact ${withLines ? 'enable' : 'disable'} trigger make_trail`);
  const ledger = new Ledger({ config: 'f'.repeat(64) });
  const stream = `site-security/${newId()}`;
  const by = { person: PERSON, name: 'B. Ench', role: 'operator' };
  const values = { person: PERSON, username: 'bench', permission: 'batch.read', route: 'GET /batches' };
  const state = () =>
    database.write(SYSTEM_SCOPE, (tx) =>
      ledger.state(tx, stream, by, [{ type: 'access.refused', values, reason: 'as it is measured' }], {
        ...{ site: SITES[0], zone: 'UTC', sponsor: null },
      }),
    );
  await timed(20, state);
  const taken = await timed(times, state);
  await owner.end();
  return taken;
}

const ORDINARY = [
  ...['entry.recorded', 'step.started', 'step.completed', 'timer.set', 'timer.fired', 'element.transitioned'],
  ...['evidence.named', 'exception.raised', 'exception.commented', 'signature.given'],
];

/** What each fact says, by its number: who did what, when, and now and then why. */
const FACTS = `
  with placed as (
    select id as stream, row_number() over (order by id) as place from stream where kind = 'batch'
  ), numbered as (
    select stream, seq, ((seq - 1) * $2 + place)::int as n from placed cross join generate_series(1, $1::int) seq
  ), acted as (
    select stream, seq, n, '2024-01-01'::timestamptz + n * interval '1 minute' as at,
           case when n % 50 = 7 then 'step.taken-over' when n % 50 = 8 then 'recipe.approved'
                when n % 5000 = 42 then 'role.granted' else ($3::text[])[1 + n % 10] end as type,
           case when n % 4 = 0 and n % 50 <> 8 then '{"role": "system", "system": "engine"}'::jsonb
                when n % 50 = 8 then '{"role": "qa-reviewer", "person": "${SITES[0]}", "name": "Q. Reviewer"}'
                when n % 3001 = 0 then '{"role": "qualified-person", "person": "${SITES[1]}", "name": "Q. Person"}'
                else jsonb_build_object('role', 'operator', 'name', 'Operator ' || n % 200, 'person',
                  case n % 200 when 42 then '${PERSON}' else md5((n % 200)::text)::uuid::text end) end as by
      from numbered
  ), said as (
    select stream, seq, type, at, (jsonb_build_object('v', 1, 'stream', stream, 'seq', seq, 'type', type, 'by', by,
             'at', to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'zone', 'Europe/Berlin', 'config', repeat('c', 64),
             'happenedAt', to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
             'values', jsonb_build_object('step', md5(n::text)::uuid, 'field', 'viability', 'value', (n % 1000)::text, 'unit', '%',
               'entry', 'V' || seq, 'source', 'typed', 'exception', 'E' || n % 20, 'role', 'operator'))
           || case when n % 10000 = 1 then '{"reason": "Haemolysis seen"}'::jsonb
                   when n % 10 = 1 then jsonb_build_object('reason', 'Checked again, bag ' || n % 977) else '{}' end)::text as text
      from acted
  )
  insert into fact (stream, seq, type, at, text, previous, hash)
  select stream, seq, type, at, text, zeros, sha256(zeros || convert_to(text, 'UTF8'))
    from said cross join (select decode(repeat('00', 32), 'hex') as zeros) z`;

/** Facts as people and servers state them, straight into the tables; not chained, which no search looks at. */
async function fill(url: string, { facts }: Load): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  const streams = facts / A_STREAM;
  await client.connect();
  await client.query('begin; alter table fact disable trigger user; alter table stream disable trigger user');
  await client.query(
    `insert into stream (id, kind, site, zone, sponsor, seq, at)
     select 'batch/' || case n when 1 then '${SUBJECT}' else md5(n::text)::uuid::text end, 'batch',
            case n when 2 then '${SITES[1]}' else '${SITES[0]}' end, 'Europe/Berlin',
            case n % 3 when 0 then null else 'sponsor-' || n % 5 end, $1, now()
       from generate_series(1, $2::int) n`,
    [A_STREAM, streams],
  );
  await client.query(FACTS, [A_STREAM, streams, ORDINARY]);
  const { rows } = await client.query<{ name: string; made: string }>(
    `select indexname as name, indexdef as made from pg_indexes where tablename = 'trail' and indexname <> 'trail_pkey'`,
  );
  for (const { name } of rows) await client.query(`drop index ${name}`);
  await client.query(`insert into trail select l.* from fact f join stream s on s.id = f.stream
     cross join lateral trail_line(f.stream, f.seq, f.type, f.at, f.text, s.site, s.sponsor) l where s.kind = 'batch'`);
  for (const { made } of rows) await client.query(made);
  await client.query('alter table fact enable trigger user; alter table stream enable trigger user; commit');
  await client.query('vacuum analyze fact');
  await client.query('vacuum analyze trail');
  await client.end();
}
