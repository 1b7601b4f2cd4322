import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { newId } from '../../src/platform/clock/index.js';
import { Database, SYSTEM_SCOPE } from '../../src/platform/database/index.js';
import { Equipment } from '../../src/plant/equipment/index.js';
import { DetachWeeks } from '../../src/plant/readings/detach-weeks.service.js';
import { instantOf } from '../../src/plant/readings/domain/index.js';
import { Readings } from '../../src/plant/readings/index.js';
import type { PartitionDto, RetentionDto } from '../../src/plant/readings/retention.dto.js';
import { rollArrivals } from '../../src/plant/readings/trend.store.js';
import type { GapsDto, ListedGapDto } from '../../src/plant/readings/gap.dto.js';
import type {
  ConflictsDto,
  QuarantinedReadingsDto,
  ReadingSeriesDto,
  RejectsDto,
} from '../../src/plant/readings/reading.dto.js';
import { TakeMessages } from '../../src/plant/readings/take-messages.service.js';
import { Ledger } from '../../src/trust/ledger/index.js';
import { startApp, type TestApp } from '../support/app.js';
import type { Client } from '../support/client.js';
import { asAdmin } from '../support/cluster.js';
import { message, SECOND, START, temperatures, value } from '../support/ingestion.js';
import { makeOldWeeks, OLD, storeOld } from '../support/old-weeks.js';
import { replay } from '../support/replay.js';
import { unitDefinition } from '../support/room-units.js';

const by = { system: 'test', role: 'system' } as const;

let app: TestApp;
let operator: Client;
let qa: Client;
/** ids of units by code */
let units: Record<string, string>;
/** a batch that held U-08 and left it */
let batch: string;

/** What a connector of the unit would hand on. */
async function say(...sent: ReturnType<typeof message>[]): Promise<void> {
  const taking = app.server.app.get(TakeMessages, { strict: false });
  for (const one of sent) taking.take(one);
  while (sent.some(({ fate }) => fate.length === 0)) await new Promise((wake) => setTimeout(wake, 10));
}

/** Readings of ten seconds from each of these on, and nothing between them. */
const lost = async (code: string, first: number, ...rest: number[]): Promise<void> => {
  const of = (second: number) => temperatures(second, second + 9);
  await say(
    message(units[code]!, of(first)),
    ...rest.map((second) => message(units[code]!, of(second), { cause: 'server-restarted' })),
  );
};

const at = (second: number): string => instantOf(START + BigInt(second) * SECOND);
const list = (query = '') => operator.get<GapsDto>(`/gaps?${query}`);
const shown = ({ gaps }: GapsDto) =>
  gaps.map(({ unit, fromAt, state }) => `${unit} ${(Date.parse(fromAt) - Date.parse(at(0))) / 1000} ${state}`);
const gapAt = async (unit: string, second: number): Promise<ListedGapDto> =>
  (await list(`unit=${unit}`)).gaps.find(({ fromAt }) => fromAt === at(second))!;

/** A batch that readers may see, which held the unit for a moment. */
async function held(unit: string): Promise<string> {
  const id = newId();
  const stream = `insert into stream (id, kind, site, zone) select $1, 'batch', site, zone from stream limit 1`;
  await asAdmin(app.database.adminUrl, (client) => client.query(stream, [`batch/${id}`]));
  const equipment = app.server.app.get(Equipment, { strict: false });
  await app.server.app.get(Database, { strict: false }).write(SYSTEM_SCOPE, async (tx) => {
    await equipment.bind(tx, by, { unit, batch: id, coi: 'COI-7F3K', unitProcedure: 'expansion' });
    await equipment.release(tx, by, { unit, batch: id });
  });
  return id;
}

beforeAll(async () => {
  app = await startApp();
  [operator, qa] = [await app.as('operator'), await app.as('qa')];
  const engineer = await app.as('engineer');
  units = {};
  // no broker is there: what they say is handed on by this test
  for (const code of ['U-07', 'U-08'])
    units[code] = (await engineer.put<{ id: string }>(`/units/${code}`, unitDefinition(code))).id;
  await lost('U-07', -5000, -4000);
  // the batch comes within the later one, however long ago the present of these readings was
  await lost('U-08', -5000, -3000, Math.round(Date.now() / 1000 - Number(START / SECOND)) + 200);
  batch = await held(units['U-08']!);
}, 180_000);
afterAll(() => app?.stop());

describe('gaps', () => {
  it('are listed over all units, the one that ended last first, and by unit, batch, state and time', async () => {
    expect(shown(await list())).toEqual(['U-08 -2991 open', 'U-08 -4991 open', 'U-07 -4991 open']);
    expect(shown(await list('unit=U-07'))).toEqual(['U-07 -4991 open']);
    expect(shown(await list(`batch=${batch}`))).toEqual(['U-08 -2991 open']);
    expect(shown(await list(`batch=${batch}&unit=U-07`))).toEqual([]);
    expect(shown(await list(`batch=${newId()}`))).toEqual([]);
    expect(shown(await list(`to=${at(-4500)}`))).toEqual(['U-08 -4991 open', 'U-07 -4991 open']);
    expect(shown(await list(`from=${at(-2000)}`))).toEqual(['U-08 -2991 open']);
    expect(shown(await list('state=accepted'))).toEqual([]);
  });

  it('are read by pages, and none twice', async () => {
    const first = await list('limit=2');
    const second = await list(`limit=2&cursor=${first.next}`);
    expect([...shown(first), ...shown(second)]).toEqual(shown(await list()));
    expect(second.next).toBeNull();
    for (const wrong of ['cursor=x', 'state=lost', 'from=yesterday', 'batch=x'])
      expect((await operator.refusal('GET', `/gaps?${wrong}`)).code).toBe('request.invalid');
  });

  it('11.10(e): are reviewed once, with a comment, by supervisors and quality: a fact of the unit, who and why', async () => {
    const { id } = await gapAt('U-07', -4991);
    const path = `/gaps/${id}/review`;
    const given = { comment: 'The unit was empty: nothing to know' };
    expect((await operator.refusal('POST', path, given)).status).toBe(403);
    expect((await qa.refusal('POST', path, { comment: '' })).code).toBe('request.invalid');
    const reviewed = await qa.post<ListedGapDto>(path, given);
    const review = { by: 'S. Tanaka', role: 'qa-reviewer', at: expect.any(String), comment: given.comment };
    expect(reviewed).toMatchObject({ id, unit: 'U-07', state: 'accepted', review });
    expect((await list('state=accepted')).gaps).toEqual([reviewed]);
    expect(shown(await list('state=open&unit=U-07'))).toEqual([]);
    const facts = await app.server.app
      .get(Database, { strict: false })
      .read(SYSTEM_SCOPE, (tx) => app.server.app.get(Ledger, { strict: false }).facts(tx, `unit/${units['U-07']!}`));
    expect(facts.map(({ fact }) => fact).find(({ type }) => type === 'gap.accepted')).toMatchObject({
      by: { name: 'S. Tanaka', role: 'qa-reviewer' },
      ...{ reason: given.comment, values: { gap: id } },
    });
    const again = await (await app.as('supervisor')).refusal('POST', path, given);
    expect([again.status, again.code]).toEqual([409, 'gap.transition-not-allowed']);
    expect((await qa.refusal('POST', `/gaps/${newId()}/review`, given)).code).toBe('gap.not-found');
    const { uncovered, differences } = await replay(app.database);
    expect([uncovered, differences]).toEqual([[], []]);
  });
});

describe('what a unit said wrong', () => {
  it('is narrowed by time: rejects by when they came, conflicts by when they were measured', async () => {
    await say(message(units['U-07']!, [value('viability', 0, 1)]));
    await say(message(units['U-07']!, [value('ph', -100, 7), value('ph', -100, 7.4)]));
    const rejects = async (query: string) =>
      (await operator.get<RejectsDto>(`/units/U-07/rejects?${query}`)).rejects.map(({ reason }) => reason);
    expect(await rejects(`from=${at(-3600)}`)).toEqual(['tag.unknown']);
    expect(await rejects(`to=${at(-3600)}`)).toEqual([]);
    const conflicts = async (query: string) =>
      (await operator.get<ConflictsDto>(`/units/U-07/conflicts?${query}`)).conflicts.map(({ sourceAt }) => sourceAt);
    expect(await conflicts(`from=${at(-101)}&to=${at(-99)}`)).toEqual([at(-100)]);
    expect(await conflicts(`from=${at(-99)}`)).toEqual([]);
    expect(await conflicts(`to=${at(-101)}`)).toEqual([]);
  });

  it('is held in quarantine, whole, where only its time is far off, page by page', async () => {
    const off = [value('ph', 2 * 86_400, 7.1), value('ph', 2 * 86_400, 7.2), value('heartbeat', -40 * 86_400, 5n)];
    await say(message(units['U-07']!, off));
    const path = '/units/U-07/readings/quarantined';
    const first = await operator.get<QuarantinedReadingsDto>(`${path}?limit=2`);
    const second = await operator.get<QuarantinedReadingsDto>(`${path}?limit=2&cursor=${first.next}`);
    expect([first.readings.length, second.next]).toEqual([2, null]);
    const all = [...first.readings, ...second.readings];
    const shown = all.map(({ tag, ucum, reason, value: of, sourceAt }) => [tag, ucum, reason, of, sourceAt]);
    const [ahead, old] = [2, -40].map((days) => instantOf(START + BigInt(days * 86_400) * SECOND));
    expect(shown.toSorted((a, b) => String(a[3]).localeCompare(String(b[3])))).toEqual([
      ['heartbeat', '1', 'time.old', '5', old],
      ['ph', '[pH]', 'time.ahead', 7.1, ahead],
      ['ph', '[pH]', 'time.ahead', 7.2, ahead],
    ]);
    expect(
      (await operator.get<QuarantinedReadingsDto>(`${path}?to=${instantOf(START - 86_400n * SECOND)}`)).readings,
    ).toEqual([]);
    expect((await operator.get<QuarantinedReadingsDto>(`${path}?from=${all[0]!.receivedAt}`)).readings).toHaveLength(3);
    expect((await operator.refusal('GET', `${path}?cursor=x`)).code).toBe('request.invalid');
    expect(await operator.get(`/units/U-07/readings?tag=ph&from=${ahead}&to=${ahead}`)).toMatchObject({ count: 0 });
  });
});

describe('weeks of readings', () => {
  const policy = { keep: 'P90D', afterBatch: 'P15Y' };
  const old = (second: number): string => instantOf(OLD + BigInt(second) * SECOND);

  it('11.10(e): stay as long as quality says, for a reason, and for ever before', async () => {
    const least = { keep: 'P90D', afterBatch: 'P1Y' };
    const before = await operator.get<RetentionDto>('/readings/retention');
    expect(before).toEqual({ keep: null, afterBatch: 'P30Y', least, history: [] });
    const asked = (keep: string) => ({ ...policy, keep, reason: 'SOP-0042, version 3' });
    expect((await operator.refusal('PUT', '/readings/retention', asked('P90D'))).code).toBe('permission.missing');
    for (const wrong of [{ ...policy }, asked('90 days'), asked('PT5H'), { ...asked('P1Y'), afterBatch: null }])
      expect((await qa.refusal('PUT', '/readings/retention', wrong)).code).toBe('request.invalid');
    expect((await qa.refusal('PUT', '/readings/retention', asked('P1M'))).code).toBe('retention.too-short');
    const soon = { ...asked('P90D'), afterBatch: 'P0D' };
    expect((await qa.refusal('PUT', '/readings/retention', soon)).code).toBe('retention.too-short');
    const first = await qa.put<RetentionDto>('/readings/retention', asked('P2Y'));
    expect(first.history).toMatchObject([{ ...policy, keep: 'P2Y', by: 'S. Tanaka', role: 'qa-reviewer' }]);
    const second = await qa.put<RetentionDto>('/readings/retention', asked('P90D'));
    expect(second.history.slice(1)).toEqual(first.history);
    expect(second).toMatchObject({ ...policy, history: [{ ...policy, reason: 'SOP-0042, version 3' }, {}] });
    expect((await qa.refusal('PUT', '/readings/retention', asked('P90D'))).code).toBe('retention.unchanged');
    expect(await operator.get<RetentionDto>('/readings/retention')).toEqual(second);
    const [earliest, ...rest] = await operator.get<PartitionDto[]>('/readings/partitions');
    expect(earliest).toMatchObject({
      name: 'reading_first',
      fromAt: null,
      state: 'attached',
      kept: 'young',
      batches: 0,
    });
    expect(new Set(rest.map(({ kept }) => kept))).toEqual(new Set(['young']));
  });

  it('that were detached are archived to whoever asks for them, and no gap', async () => {
    const owner = new pg.Client({ connectionString: app.database.ownerUrl });
    await owner.connect();
    const unit = units['U-07']!;
    await makeOldWeeks(owner);
    await storeOld(owner, unit, 'ph', [0, 30, 60], 7.2);
    const twice = `insert into reading_conflict (tag, source_time, unit) select id, $2, $1 from tag where unit = $1 and code = 'ph'`;
    await owner.query(twice, [unit, OLD.toString()]).finally(() => owner.end());
    const database = app.server.app.get(Database, { strict: false });
    const readings = app.server.app.get(Readings, { strict: false });
    await database.write(SYSTEM_SCOPE, (tx) => readings.seal(tx, by, unit));
    while (await database.write(SYSTEM_SCOPE, (tx) => rollArrivals(tx, unit, 1000)));
    await app.server.app.get(DetachWeeks, { strict: false }).detachAll(() => undefined);
    const partitions = await operator.get<PartitionDto[]>('/readings/partitions');
    expect(partitions.slice(0, 3).map(({ name, state, kept }) => [name, state, kept])).toEqual([
      ['reading_before', 'detached', null],
      ['reading_old', 'detached', null],
      ['reading_since', 'attached', 'young'],
    ]);
    const week = { fromAt: old(0), toAt: old(7 * 86_400), detachedAt: partitions[1]!.detachedAt };
    const asked = `from=${old(0)}&to=${old(3600)}`;
    const series = await operator.get<ReadingSeriesDto>(`/units/U-07/readings?tag=ph&${asked}`);
    expect(series).toMatchObject({ count: 3, readings: [], archived: [week] });
    expect(series.buckets.map(({ fromAt, count, gap }) => [fromAt, count, gap])).toEqual([
      [old(0), 2, false],
      [old(60), 1, false],
    ]);
    expect(await operator.refusal('GET', `/units/U-07/readings.csv?${asked}`)).toMatchObject({
      ...{ status: 409, code: 'readings.archived', values: { from: week.fromAt, to: week.toAt } },
    });
    const { conflicts } = await operator.get<ConflictsDto>(`/units/U-07/conflicts?${asked}`);
    expect(conflicts).toMatchObject([{ tag: 'ph', ucum: '[pH]', sourceAt: old(0), readings: [] }]);
    const now = await operator.get<ReadingSeriesDto>(`/units/U-07/readings?tag=ph&from=${at(-101)}&to=${at(-99)}`);
    expect([now.count, now.archived]).toEqual([2, []]);
    const { uncovered, differences } = await replay(app.database);
    expect([uncovered, differences]).toEqual([[], []]);
  });
});
