import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BinaryStream, DataType, DataValue, decodeDataValue, encodeDataValue, VariantArrayType } from 'node-opcua';
import type { ConnectorPorts, RawValue } from '../../src/plant/equipment/domain/index.js';
import { rawValue } from '../../src/plant/equipment/opcua/values.js';
import { encodePayload, metric } from '../../src/plant/equipment/sparkplug/codec.js';
import { newId } from '../../src/platform/clock/index.js';
import { HostSide, PlainSide } from '../support/connector-seams.js';
import { hostileJson, hostileText, mangled, samples } from '../support/hostile.js';
import { type Ingestion, message, startIngestion } from '../support/ingestion.js';
import { until } from '../support/walk.js';
import { unitRow as plainRow } from './mqtt-rig.js';
import { unitRow as deviceRow } from './sparkplug-rig.js';

const YEAR = 365 * 86_400_000;
const NOW = Date.now();

let ingestion: Ingestion;
beforeAll(async () => void (ingestion = await startIngestion()), 180_000);
afterAll(() => ingestion.close());

interface Row {
  tag: string;
  time: string;
  value: number | string | boolean | null;
  status: string;
}

const storedOf = (unit: string): Promise<Row[]> =>
  ingestion.query<Row>(
    `select t.code as tag, r.source_time::text as time, r.status::text as status,
            coalesce(to_jsonb(r.number), to_jsonb(r.integer::text), to_jsonb(r.boolean), to_jsonb(r.text)) as value
       from reading r join tag t on t.id = r.tag where r.unit = $1 order by r.arrival`,
    [unit],
  );

/** Rejects of a unit, those included that are counted and not kept. */
/** What was not stored, with what stands in quarantine. */
async function rejectsOf(unit: string): Promise<number> {
  const [row] = await ingestion.query<{ rejects: string }>(
    'select rejects + quarantined as rejects from unit_arrival where unit = $1',
    [unit],
  );
  return Number(row!.rejects);
}

/** What a stored value looks like that was said so. */
const asStored = (tag: string, value: unknown): unknown =>
  tag === 'heartbeat' && (typeof value === 'number' || typeof value === 'bigint') ? `${value}` : value;

const ports: ConnectorPorts = {
  ...{ now: () => new Date().toISOString(), newId },
  ...{ loadCursor: async () => null, saveCursor: async () => undefined },
  ...{ observed: async () => undefined, conditions: async () => undefined, holds: () => true },
  ...{ changed: () => undefined, refused: () => undefined },
  deliver: (sent) => (ingestion.taking.take(sent), true),
};

describe('An.11-5: whatever an OPC UA unit says', () => {
  const TAGS = ['temperature', 'heartbeat', 'door', 'state', 'nobody', '__proto__'];
  const scalar = (dataType: DataType, value: fc.Arbitrary<unknown>) =>
    value.map((of) => ({ dataType, arrayType: VariantArrayType.Scalar, value: of }));
  const half = fc.nat(0xffff_ffff);
  const variant = fc.oneof(
    scalar(DataType.Double, fc.oneof(fc.double(), fc.double({ min: 0, max: 60 }))),
    scalar(DataType.Float, fc.float()),
    scalar(DataType.Int32, fc.integer()),
    scalar(DataType.UInt32, half),
    scalar(DataType.Int64, fc.tuple(half, half)),
    scalar(DataType.UInt64, fc.tuple(half, half)),
    scalar(DataType.Boolean, fc.boolean()),
    scalar(DataType.String, fc.option(hostileText)),
    scalar(
      DataType.DateTime,
      fc.date({ min: new Date('1601-01-02'), max: new Date('9999-12-30'), noInvalidDate: true }),
    ),
    scalar(
      DataType.ByteString,
      fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    ),
    scalar(DataType.Guid, fc.uuid()),
    fc
      .array(fc.double(), { maxLength: 300 })
      .map((value) => ({ dataType: DataType.Double, arrayType: VariantArrayType.Array, value })),
    fc
      .array(hostileText, { maxLength: 5 })
      .map((value) => ({ dataType: DataType.String, arrayType: VariantArrayType.Array, value })),
    fc.constant({ dataType: DataType.Null, arrayType: VariantArrayType.Scalar, value: null }),
  );
  const data = fc.record({
    tag: fc.constantFrom(...TAGS),
    variant,
    status: fc.constantFrom(0, 0x480, 0x4000_0000, 0x808c_0000),
    off: fc.constantFrom(0, 0, 0, 0, YEAR, -YEAR, 3_600_000, -3_600_000),
    picoseconds: fc.constantFrom(0, 100_000, 9_999),
  });

  it('is stored as it was said or kept with a reason: no type is made another, no clock is believed that is a year off', async () => {
    const unit = await ingestion.unit();
    const said = new Map<string, RawValue>();
    samples(data, 400).forEach(({ tag, variant: of, status, off, picoseconds }, n) => {
      const at = new Date(NOW - 100_000 + n * 10 + off);
      const given = new DataValue({
        ...{ value: of, sourceTimestamp: at, sourcePicoseconds: picoseconds, serverTimestamp: at },
        statusCode: { value: status } as never,
      });
      const raw = rawValue(tag, overTheWire(given) ?? given, 'live', at);
      said.set(`${tag} ${raw.sourceTime}`, raw);
    });
    const all = [...said.values()];
    const sent = Array.from({ length: Math.ceil(all.length / 50) }, (_, n) =>
      message(unit, all.slice(n * 50, n * 50 + 50)),
    );
    await ingestion.take(...sent);
    expect(sent.map(({ fate }) => fate)).toEqual(sent.map(() => ['ack']));
    const rows = await storedOf(unit);
    for (const { tag, time, value, status } of rows) {
      const raw = said.get(`${tag} ${time}`)!;
      const none = typeof raw.value === 'number' && !Number.isFinite(raw.value);
      expect({ tag, value, status: Number(status) }).toEqual({
        ...{ tag, status: raw.status },
        value: none ? null : asStored(tag, raw.value),
      });
      expect(Math.abs(Number(BigInt(time) / 10_000n) - NOW)).toBeLessThan(40 * 86_400_000);
      if (tag === 'temperature' && value !== null && Number(status) < 0x8000_0000)
        expect(typeof value === 'number' && value >= 0 && value <= 60).toBe(true);
    }
    expect(rows.length).toBeGreaterThan(20);
    expect(rows.length + (await rejectsOf(unit))).toBe(said.size);
  }, 60_000);

  /** As node-opcua reads what a unit has written; undefined where it does not even write it. */
  function overTheWire(given: DataValue): DataValue | undefined {
    const stream = new BinaryStream(Buffer.alloc(100_000));
    try {
      encodeDataValue(given, stream);
    } catch {
      return undefined;
    }
    stream.rewind();
    return decodeDataValue(stream);
  }
});

describe('An.11-5: whatever a plain MQTT unit says', () => {
  const base = 'ballroom/demo/B2/U-66';
  const fields = fc.record(
    {
      t: fc.oneof(
        fc.integer({ min: NOW - 90_000, max: NOW }),
        fc.constantFrom(NOW + YEAR, NOW - YEAR, 0, -1, 1e308, '2026-11-22T12:00:00Z', null, [NOW]),
      ),
      s: fc.constantFrom<unknown>(0, 0, 0, 0x480, -1, 'Good', 2 ** 40, null),
      temperature: fc.oneof(fc.double({ min: 0, max: 60, noNaN: true }), hostileText, fc.jsonValue()),
      heartbeat: fc.oneof(fc.integer(), fc.double(), hostileText),
      door: fc.oneof(fc.boolean(), fc.constantFrom(0, 1, 'true')),
      state: fc.oneof(hostileText, fc.jsonValue()),
    },
    { requiredKeys: ['t'] },
  );
  const good = Buffer.from(JSON.stringify({ t: NOW, s: 0, temperature: 37.125, heartbeat: 7, door: true, state: 'x' }));
  const payload = fc.oneof(
    fields.map((given) => Buffer.from(JSON.stringify(given))),
    mangled(good),
    hostileJson.map((text) => Buffer.from(text)),
    fc.constantFrom(Buffer.alloc(0), Buffer.alloc(70_000, 0x20), Buffer.alloc(300_000, '[')),
  );
  const topic = fc.oneof(
    { weight: 8, arbitrary: fc.constant(`${base}/all`) },
    { weight: 1, arbitrary: fc.constantFrom(`${base}/status`, `${base}/state`, `${base}/answer`) },
    { weight: 1, arbitrary: hostileText.map((text) => `${base}/${text}`) },
  );

  it('is stored as it was said or kept, each is acknowledged, and what comes behind it is stored', async () => {
    const unit = plainRow('U-66', { id: await ingestion.unit() });
    const values = Object.fromEntries(['temperature', 'heartbeat', 'door', 'state'].map((tag) => [tag, `$.${tag}`]));
    const message = { topic: `${base}/all`, time: '$.t', timeFormat: 'epoch-ms', status: '$.s', values } as const;
    const side = new PlainSide(ports);
    const said = new Map<string, unknown[]>();
    const beats: string[] = [];
    try {
      await side.open([{ ...unit, tagMap: { ...unit.tagMap, messages: [message] } }]);
      for (const [n, [to, bytes]] of samples(fc.tuple(topic, payload), 300).entries()) {
        // what the unit is and where it stands is another's test; here it stays itself
        const announced = to === `${base}/status` && bytes.includes('online');
        if (!announced) side.receive(to, bytes);
        if (to === `${base}/all`) note(said, bytes);
        const t = NOW - 95_000 + n;
        side.receive(`${base}/all`, { t, heartbeat: n });
        note(said, Buffer.from(JSON.stringify({ t, heartbeat: n })));
        beats.push(`${t}0000 ${n}`);
        if (n % 20 === 19) await until('all is acknowledged', async () => side.isDone);
      }
      await until('all is acknowledged', async () => side.isDone);
    } finally {
      await side.close();
    }
    const rows = await storedOf(unit.id);
    for (const { tag, time, value } of rows) expect(said.get(`${tag} ${time}`)).toContainEqual(value);
    const stored = rows.filter(({ tag }) => tag === 'heartbeat').map(({ time, value }) => `${time} ${value}`);
    expect(stored).toEqual(expect.arrayContaining(beats));
    expect(await rejectsOf(unit.id)).toBeGreaterThan(50);
  }, 120_000);

  /** What a payload says, read without any of our code. */
  function note(said: Map<string, unknown[]>, bytes: Buffer): void {
    let json: Record<string, unknown>;
    try {
      json = JSON.parse(bytes.toString()) as Record<string, unknown>;
    } catch {
      return;
    }
    if (typeof json !== 'object' || json === null || typeof json['t'] !== 'number' || !Number.isFinite(json['t']))
      return;
    const whole = Math.floor(json['t']);
    const time = BigInt(whole) * 10_000n + BigInt(Math.round((json['t'] - whole) * 10_000));
    for (const tag of ['temperature', 'heartbeat', 'door', 'state']) {
      const key = `${tag} ${time}`;
      said.set(key, [...(said.get(key) ?? []), asStored(tag, json[tag])]);
    }
  }
});

describe('An.11-5: whatever a Sparkplug edge node says', () => {
  const at = (n: number) => ({ timestamp: BigInt(NOW - 90_000 + n) });
  const identity = [
    metric('Properties/Serial', 'String', 'BR-U-11'),
    metric('Properties/Product Instance URI', 'String', 'urn:ballroom:culture-unit:BR-U-11'),
  ];
  const birth = [
    ...identity,
    metric('Culture/Temperature', 'Double', null, { alias: 1n }),
    metric('Culture/Heartbeat', 'Int64', null, { alias: 2n }),
  ];
  const whole = encodePayload({
    ...{ timestamp: BigInt(NOW), seq: 1 },
    metrics: [...birth, metric('Culture/Door Open', 'Boolean', true), metric('Culture/State', 'String', 'Ä"\\')],
  });
  const verb = fc.constantFrom(
    'NBIRTH/EN-05',
    'DBIRTH/EN-05/U-11',
    'DDATA/EN-05/U-11',
    'NDATA/EN-05',
    'NDEATH/EN-05',
    'DDEATH/EN-05/U-11',
  );
  const topic = fc.oneof(
    { weight: 8, arbitrary: verb.map((of) => `spBv1.0/demo/${of}`) },
    { weight: 1, arbitrary: hostileText.map((text) => `spBv1.0/demo/DDATA/EN-05/${text}`) },
    { weight: 1, arbitrary: hostileText },
  );
  const bytes = fc.oneof(mangled(whole), fc.constantFrom(Buffer.alloc(0), Buffer.alloc(600_000, 0x12)));

  it('is no end of anything: what is no payload is kept or let go, and after the next birth values are stored again', async () => {
    const unit = deviceRow({ id: await ingestion.unit() });
    const side = new HostSide(ports);
    const node = `spBv1.0/${unit.connector.kind === 'sparkplug' ? `${unit.connector.group}` : ''}`;
    let last = 0;
    try {
      side.open([unit as never]);
      const bear = (n: number): void => {
        side.receive(`${node}/NBIRTH/EN-05`, 0, [metric('bdSeq', 'Int64', BigInt(n))]);
        side.receive(`${node}/DBIRTH/EN-05/U-11`, 1, birth);
        side.receive(`${node}/DDATA/EN-05/U-11`, 2, [
          metric('Culture/Heartbeat', 'Int64', BigInt(n), at(n)),
          metric('Culture/Temperature', 'Double', 37.5, at(n)),
        ]);
        side.quiet();
        last = n;
      };
      for (const [n, [to, payload]] of samples(fc.tuple(topic, bytes), 400).entries()) {
        side.receiveBytes(to.replace('spBv1.0/demo', node), payload);
        if (n % 20 === 19) bear(n);
      }
      bear(last + 20);
      const isStored = async () =>
        (await storedOf(unit.id)).some(({ tag, value }) => tag === 'heartbeat' && value === `${last}`);
      await until('the last is stored', isStored);
    } finally {
      side.close();
    }
    for (const { tag, value, status } of await storedOf(unit.id)) {
      if (tag === 'temperature' && value !== null && Number(status) === 0) expect(value).toEqual(expect.any(Number));
      if (tag === 'heartbeat' && value !== null) expect(value).toEqual(expect.stringMatching(/^-?\d+$/));
      if (tag === 'door' && value !== null) expect(value).toEqual(expect.any(Boolean));
    }
  }, 60_000);
});
