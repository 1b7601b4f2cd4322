import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sha256 } from '../../src/kernel/canonical-json.js';
import { instantOf } from '../../src/plant/readings/domain/index.js';
import type { ConflictsDto, ReadingSeriesDto, RejectsDto } from '../../src/plant/readings/reading.dto.js';
import { TakeMessages } from '../../src/plant/readings/take-messages.service.js';
import { startApp, type TestApp } from '../support/app.js';
import { DEMO_PASSWORD } from '../../tools/demo/people.js';
import { readPlant } from '../../tools/demo/plant-file.js';
import { seedUnits } from '../../tools/demo/seed-units.js';
import type { Client } from '../support/client.js';
import { message, SECOND, START, temperatures, value } from '../support/ingestion.js';

interface Reading {
  tag: string;
  value: unknown;
  quality: string;
  conflict: boolean;
  sourceTime: string;
}
interface UnitEvent {
  code: string;
  at: string;
  connection: unknown;
  conflicts: number;
  rejects: number;
  readings: (Reading & { ageMs: number })[];
}

let app: TestApp;
let operator: Client;
let unit: string;
let code: string;

/** What a connector of the unit would hand on. */
async function say(...sent: ReturnType<typeof message>[]): Promise<void> {
  const taking = app.server.app.get(TakeMessages, { strict: false });
  for (const one of sent) taking.take(one);
  while (sent.some(({ fate }) => fate.length === 0)) await new Promise((wake) => setTimeout(wake, 10));
}

beforeAll(async () => {
  app = await startApp();
  operator = await app.as('operator');
  const plant = readPlant();
  // nothing listens there: what units say is handed on by this test
  const nowhere = plant.units.map((one) => [one.code, 'opc.tcp://127.0.0.1:9']);
  await seedUnits(await app.as('engineer'), plant, Object.fromEntries(nowhere) as Record<string, string>);
  const units = await operator.get<{ id: string; code: string }[]>('/units');
  ({ id: unit, code } = units.find((one) => one.code === 'U-01')!);
}, 180_000);
afterAll(() => app?.stop());

const span = (from: number, to: number) =>
  `from=${instantOf(START + BigInt(from) * SECOND)}&to=${instantOf(START + BigInt(to) * SECOND)}`;
const timeOf = (second: number) => {
  const sourceTime = START + BigInt(second) * SECOND;
  return { sourceTime: sourceTime.toString(), sourceAt: instantOf(sourceTime) };
};
const series = (query: string) => operator.get<ReadingSeriesDto>(`/units/${code}/readings?tag=temperature&${query}`);

async function signedIn(username: string): Promise<string> {
  const response = await fetch(`${app.url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    body: JSON.stringify({ username, password: DEMO_PASSWORD }),
  });
  return response.headers.getSetCookie()[0]!.split(';')[0]!;
}

/** Server-sent events `unit` as text, read until those of the unit are `enough`, and how long that took. */
async function watch(
  enough: number,
  username = 'operator',
): Promise<{ headers: Headers; text: string; events: UnitEvent[]; milliseconds: number }> {
  const stop = new AbortController();
  const headers = { cookie: await signedIn(username) };
  const began = performance.now();
  const response = await fetch(`${app.url}/api/units/live`, { headers, signal: stop.signal });
  let text = '';
  let events: UnitEvent[] = [];
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    events = [...text.matchAll(/event: unit\n(?:id: .*\n)?data: (.*)\n/g)].map(
      ([, data]) => JSON.parse(data!) as UnitEvent,
    );
    if (events.filter((event) => event.code === code).length >= enough) break;
  }
  const milliseconds = performance.now() - began;
  stop.abort();
  return { headers: response.headers, text, events, milliseconds };
}

describe('readings of a unit', () => {
  it('are shown with the newest of each tag, in words that JSON has', async () => {
    await say(message(unit, [...temperatures(0, 9), value('heartbeat', 9, 10), value('ph', 9, null, 0x808c0000)]));
    const latest = await operator.get<Reading[]>(`/units/${code}/readings/latest`);
    expect(latest.map(({ tag, value: of, quality }) => [tag, of, quality])).toEqual([
      ['heartbeat', '10', 'good'],
      ['ph', null, 'bad'],
      ['temperature', 37.0009, 'good'],
    ]);
  });

  it('are shown for a span of one tag whole, or in buckets that keep every low, high and bad value', async () => {
    const wave = temperatures(100, 1999, (second) => 37 + Math.sin(second / 50));
    const peaks = [
      value('temperature', 700, 55),
      value('temperature', 1300, 12),
      value('temperature', 1500, null, 0x808c0000),
    ];
    const times = new Set(peaks.map(({ sourceTime }) => sourceTime));
    await say(message(unit, [...wave.filter(({ sourceTime }) => !times.has(sourceTime)), ...peaks]));
    expect(await series(span(100, 149))).toMatchObject({
      count: 50,
      readings: { length: 50 },
      width: null,
      buckets: [],
    });
    const { count, readings, width, buckets } = await series(`${span(100, 1999)}&points=100`);
    expect([count, readings, buckets.length <= 100, buckets.length > 40]).toEqual([1900, [], true, true]);
    expect(buckets.reduce((sum, bucket) => sum + bucket.count, 0)).toBe(1900);
    const of = (low: number) => buckets.find((bucket) => bucket.low?.value === low);
    expect(of(12)!.low).toEqual({ value: 12, ...timeOf(1300) });
    expect(buckets.find(({ high }) => high?.value === 55)!.high).toEqual({ value: 55, ...timeOf(700) });
    expect(buckets.filter(({ bad }) => bad > 0)).toMatchObject([
      { bad: 1, uncertain: 0, worst: { status: 0x808c0000, ...timeOf(1500) }, ucum: 'Cel' },
    ]);
    const froms = buckets.map(({ from }) => BigInt(from));
    expect(froms).toEqual(froms.toSorted((a, b) => (a < b ? -1 : 1)));
    expect(froms.every((from) => from % BigInt(width!) === 0n)).toBe(true);
  });

  it('are exported with every reading of a span as CSV, exact, and run in no spreadsheet', async () => {
    await say(
      message(unit, [
        { ...value('ph', -50, 7.25), sourceTime: START - 50n * SECOND + 1234n },
        value('ph', -40, null, 0x808c0000),
        value('heartbeat', -45, 12),
      ]),
    );
    const fetched = await fetch(`${app.url}/api/units/${code}/readings.csv?${span(-60, -30)}`, {
      headers: { cookie: await signedIn('operator') },
    });
    expect(fetched.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    const lines = (await fetched.text()).split('\r\n');
    expect(lines.map((line) => line.replace(/,\d+$/, ''))).toEqual([
      'tag,source_time,value,unit,quality,status,arrival',
      `heartbeat,${instantOf(START - 45n * SECOND).replace('Z', '0000Z')},12,1,good,0x00000000`,
      `ph,${instantOf(START - 50n * SECOND).replace('Z', '1234Z')},7.25,[pH],good,0x00000000`,
      `ph,${instantOf(START - 40n * SECOND).replace('Z', '0000Z')},,[pH],bad,0x808C0000`,
      '',
    ]);
    const refused = async (query: string) =>
      (await operator.refusal('GET', `/units/${code}/readings.csv?${span(0, 9)}${query}`)).code;
    expect(await refused('&tags=ph,nothing')).toBe('reading.tag-unknown');
    expect(await refused('&tags=')).toBe('request.invalid');
  });

  it('are refused for a span that is none, too long or ill-written', async () => {
    const refused = async (query: string) =>
      (await operator.refusal('GET', `/units/${code}/readings?tag=temperature&${query}`)).code;
    expect(await refused(span(10, 0))).toBe('span.reversed');
    expect(await refused('from=2026-01-01T00:00:00Z&to=2026-03-01T00:00:00Z')).toBe('span.too-long');
    expect(await refused('from=yesterday&to=2026-03-01T00:00:00Z')).toBe('request.invalid');
    expect(await refused(`${span(0, 1)}&points=7x`)).toBe('request.invalid');
    expect(await refused(`${span(0, 1)}&limit=7`)).toBe('request.invalid');
    expect((await operator.refusal('GET', '/units/NO-SUCH/readings/latest')).code).toBe('unit.not-found');
  });

  it('have their gaps and what was not stored beside them', async () => {
    await say(
      message(unit, temperatures(2000, 2009)),
      message(unit, temperatures(2100, 2109), { cause: 'server-restarted' }),
    );
    const gaps = await operator.get<Record<string, unknown>[]>(`/units/${code}/gaps?${span(2000, 2200)}`);
    expect(gaps).toMatchObject([
      {
        tags: expect.arrayContaining(['temperature']),
        fromAt: instantOf(START + 2009n * SECOND),
        toAt: instantOf(START + 2100n * SECOND),
        cause: 'server-restarted',
        state: 'open',
      },
    ]);
  });

  it('have what was not stored beside them, with its reason, its source and its bytes, page by page', async () => {
    const bytes = Buffer.from([0xff, 0x00, 0x7b]);
    const long = Buffer.from('é'.repeat(3000));
    const source = 'ballroom/demo/B2/U-01/data/ph';
    const rejects = [bytes, long].map((one) => ({ reason: 'payload.malformed' as const, source, bytes: one }));
    await say(
      message(unit, [value('temperature', 2200, 61), value('viability', 0, 99)]),
      message(unit, [], undefined, rejects),
    );
    const first = await operator.get<RejectsDto>(`/units/${code}/rejects?limit=3`);
    const second = await operator.get<RejectsDto>(`/units/${code}/rejects?limit=3&cursor=${first.next}`);
    expect([first.rejects.length, second.next, second.more]).toEqual([3, null, []]);
    const all = [...first.rejects, ...second.rejects].toSorted((a, b) => a.length - b.length);
    expect(all.map(({ reason, source: from, length }) => [reason, from, length])).toEqual([
      ['payload.malformed', source, 3],
      ['tag.unknown', 'viability', expect.any(Number)],
      ['value.out-of-range', 'temperature', expect.any(Number)],
      ['payload.malformed', source, 6000],
    ]);
    expect(all[0]).toMatchObject({ bytes: bytes.toString('base64'), text: null });
    expect(JSON.parse(all[2]!.text!)).toMatchObject({ tag: 'temperature', value: 61 });
    expect(all[3]).toMatchObject({ text: 'é'.repeat(2048), sha256: sha256(long).toString('hex') });
    expect((await operator.refusal('GET', `/units/${code}/rejects?cursor=x`)).code).toBe('request.invalid');
  });

  it('count what a flood of rejects leaves out, in the minute in which it came', async () => {
    const flood = Array.from({ length: 60 }, (_, n) => value('viability', n, n));
    await say(message(unit, flood));
    const { rejects, more } = await operator.get<RejectsDto>(`/units/${code}/rejects?limit=200`);
    const counted = more.reduce((sum, { count }) => sum + count, 0);
    expect(rejects.length + counted).toBe(4 + 60);
    expect(counted).toBeGreaterThan(0);
  });

  it('stand side by side where two of a tag are of one instant, and none wins', async () => {
    const twice = (second: number) => [
      value('ph', second, 7.1),
      value('ph', second, 7.4),
      value('ph', second, 7.3, 0x40000000),
    ];
    await say(message(unit, twice(2300)), message(unit, twice(2301).slice(0, 2)));
    const first = await operator.get<ConflictsDto>(`/units/${code}/conflicts?limit=1`);
    const second = await operator.get<ConflictsDto>(`/units/${code}/conflicts?limit=1&cursor=${first.next}`);
    const [three, two] = [...first.conflicts, ...second.conflicts].toSorted(
      (a, b) => b.readings.length - a.readings.length,
    );
    expect(three).toMatchObject({ tag: 'ph', ucum: '[pH]', sourceAt: instantOf(START + 2300n * SECOND) });
    expect(three!.readings.map(({ value: of, quality, conflict }) => [of, quality, conflict])).toEqual([
      [7.1, 'good', true],
      [7.4, 'good', true],
      [7.3, 'uncertain', true],
    ]);
    expect(two!.readings.map(({ value: of }) => of)).toEqual([7.1, 7.4]);
    expect(second.next).toBeNull();
    const { events } = await watch(1);
    expect(events.find((event) => event.code === code)).toMatchObject({ conflicts: 2, rejects: 64 });
  });

  it('11.10(d): are not for who has not signed in', async () => {
    for (const path of ['readings/latest', `gaps?${span(0, 1)}`, 'rejects', 'readings/quarantined', 'conflicts'])
      expect((await app.nobody().refusal('GET', `/units/${code}/${path}`)).status).toBe(401);
    expect((await app.nobody().refusal('GET', '/units/live')).status).toBe(401);
  });
});

describe('live units', () => {
  it('come as events with security headers: each unit at once, then as it changes, four a second at most', async () => {
    let second = 3000;
    const talking = setInterval(() => void say(message(unit, temperatures(second, second++))), 40);
    const { headers, text, events, milliseconds } = await watch(8).finally(() => clearInterval(talking));
    expect(headers.get('content-type')).toBe('text/event-stream');
    expect(headers.get('cache-control')).toContain('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(text).toContain(': alive');
    const own = events.filter((event) => event.code === code);
    expect(new Set(events.map((event) => event.code)).size).toBeGreaterThan(1);
    // two more at the start: who joins is told at once, and again with what came in that moment
    expect(own.length).toBeLessThanOrEqual(milliseconds / 250 + 2);
    const temperature = own.map(({ readings }) => readings.find(({ tag }) => tag === 'temperature')!);
    expect(temperature.at(-1)!.ageMs).toBeLessThan(temperature[0]!.ageMs);
    expect(temperature.at(-1)!.quality).toBe('good');
  });

  it('are told whole to everyone who joins, while nothing changes', async () => {
    const [first, second] = await Promise.all([watch(1), watch(1, 'qa')]);
    for (const { events } of [first, second]) expect(events.map((event) => event.code)).toContain(code);
  });
});
