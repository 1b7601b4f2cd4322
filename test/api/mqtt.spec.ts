import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { ConnectUnits } from '../../src/plant/equipment/connect-units.service.js';
import { leaseOf } from '../../src/plant/equipment/domain/index.js';
import { Database, SYSTEM_SCOPE } from '../../src/platform/database/index.js';
import { type Fact, Ledger } from '../../src/trust/ledger/index.js';
import { clientOf, PaperUnit, unitRow, upTo } from '../faults/mqtt-rig.js';
import { startApp, type TestApp } from '../support/app.js';
import { AEDES, type BrokerKind, describeMosquitto, type MqttVersion, type TestBroker } from '../support/broker.js';
import { until } from '../support/walk.js';

const CODES = ['U-21', 'U-22', 'U-23', 'U-24', 'U-25'];
const CLASS_TAGS = ['temperature', 'co2', 'ph', 'do', 'agitation', 'glucose', 'lactate', 'door-open', 'heartbeat'];

interface Shown {
  id: string;
  tagMap: { messages: { topic: string }[]; status: { topic: string } };
  connection: { state: string; problems: string[] } | null;
}

/** As an engineer states it. */
const definition = (code: string) => {
  const base = 'ballroom/{site}/{room}/{unit}';
  return {
    ...{ title: `Bioreactor ${code}`, site: 'demo', room: 'B2', unitClass: 'closed-bioreactor' },
    ...{ serial: `BR-${code}`, productInstanceUri: `urn:ballroom:culture-unit:BR-${code}` },
    connector: { kind: 'mqtt', profile: 'ballroom' },
    tagMap: {
      messages: [
        {
          ...{
            topic: `${base}/data/{tag}`,
            time: '$.t',
            timeFormat: 'iso',
            status: '$.s',
            sequence: '$.n',
            boot: '$.b',
          },
          values: Object.fromEntries(CLASS_TAGS.map((tag) => [tag, '$.v'])),
        },
      ],
      status: { topic: `${base}/status` },
      control: { state: `${base}/state`, command: `${base}/command`, answer: `${base}/answer` },
    },
  };
};

let broker: TestBroker;
let app: TestApp;
let sql: pg.Client;
const units: PaperUnit[] = [];

const of = <T>(type: new (...given: never[]) => T): T => app.server.app.get(type, { strict: false });
const shown = async (code: string) => (await app.as('operator')).get<Shown>(`/units/${code}`);
const facts = (id: string): Promise<Fact[]> =>
  of(Database).read(SYSTEM_SCOPE, async (tx) => (await of(Ledger).facts(tx, `unit/${id}`)).map(({ fact }) => fact));
const fact = (id: string, type: string): Promise<Fact> =>
  until(`the unit’s stream holds ${type}`, async () => (await facts(id)).find((known) => known.type === type));

/** A unit that is defined, at the broker, and live. */
async function unitOf(code: string): Promise<{ unit: PaperUnit; id: string }> {
  const unit = await PaperUnit.come(broker, unitRow(code));
  units.push(unit);
  await unit.announce();
  await unit.state('Idle', 0);
  const { id } = await (await app.as('engineer')).put<Shown>(`/units/${code}`, definition(code));
  await until(`${code} is live`, async () => (await shown(code)).connection?.state === 'live');
  return { unit, id };
}

const stored = async (id: string): Promise<number[]> => {
  const { rows } = await sql.query<{ integer: string }>(
    `select r.integer from reading r join tag t on t.id = r.tag where r.unit = $1 and t.code = 'heartbeat' order by r.arrival`,
    [id],
  );
  return rows.map(({ integer }) => Number(integer));
};
const beats = (id: string, count: number) =>
  until(`${count} heartbeats are stored`, async () => (await stored(id)).length >= count);

/** Holds what every commit of the unit needs, meanwhile. */
async function whileLocked(id: string, work: () => Promise<void>): Promise<void> {
  await sql.query('begin');
  await sql.query('select from unit_arrival where unit = $1 for update', [id]);
  await work().finally(() => sql.query('commit'));
}

const tests = (kind: BrokerKind, version: MqttVersion): void => {
  beforeAll(async () => {
    broker = await kind.start({ units: CODES.map((unit) => ({ site: 'demo', room: 'B2', unit })) });
    app = await startApp({ env: { ...broker.settings(version), BALLROOM_HOST_ID: 'api' } });
    sql = new pg.Client({ connectionString: app.database.adminUrl });
    await sql.connect();
  }, 120_000);

  afterAll(async () => {
    await sql?.end();
    await app?.stop();
    for (const unit of units.splice(0)) await unit.leave();
    await broker?.remove();
  });

  it('are stated with templates of topics, and stand with their topics', async () => {
    const { unit } = await unitOf('U-21');
    const { tagMap } = await shown('U-21');
    expect(tagMap.status.topic).toBe('ballroom/demo/B2/U-21/status');
    expect(tagMap.messages[0]!.topic).toBe('ballroom/demo/B2/U-21/data/{tag}');
    await unit.announce({ online: false });
    await until('it is offline', async () => (await shown('U-21')).connection?.problems.join() === 'unit: offline');
    await unit.announce();
  });

  it('are refused with each template, tag and path that is none named', async () => {
    const engineer = await app.as('engineer');
    const stated = definition('U-30');
    const [message] = stated.tagMap.messages;
    const tagMap = {
      ...stated.tagMap,
      messages: [
        { ...message!, topic: 'ballroom/{hall}/{unit}/data/{tag}', values: { ...message!.values, ph: '$..[' } },
      ],
      status: { topic: 'ballroom/+/status' },
    };
    const refusal = await engineer.refusal('PUT', '/units/U-30', { ...stated, tagMap });
    expect(refusal).toMatchObject({ status: 422, code: 'unit.tag-map-malformed' });
    expect(refusal.values['faults']).toMatchObject([
      { at: 'messages[0].values.ph', given: '$..[' },
      { at: 'messages[0].topic', given: 'ballroom/{hall}/{unit}/data/{tag}', fault: 'placeholder-unknown' },
      { at: 'status.topic', given: 'ballroom/+/status', fault: 'wildcard' },
    ]);
    const torque = { ...message!, values: { ...message!.values, torque: '$.v' } };
    const differs = { ...stated, tagMap: { ...stated.tagMap, messages: [torque] } };
    expect(await engineer.refusal('PUT', '/units/U-30', differs)).toMatchObject({
      ...{ status: 422, code: 'unit.tags-differ', values: { unknown: ['torque'] } },
    });
    for (const [connector, field] of [
      [{ kind: 'mqtt', profile: 'lads' }, 'connector.profile'],
      [{ kind: 'modbus' }, 'connector.kind'],
      [
        { kind: 'sparkplug', profile: 'ballroom', group: 'demo', edgeNode: 'EN/1', device: 'U-30' },
        'connector.edgeNode',
      ],
      [
        { kind: 'sparkplug', profile: 'ballroom', group: 'demo', edgeNode: 'EN-1', device: 'U-30\x01' },
        'connector.device',
      ],
    ] as const) {
      const body = { ...stated, connector, tagMap: connector.kind === 'sparkplug' ? { metrics: {} } : stated.tagMap };
      const malformed = await engineer.refusal('PUT', '/units/U-30', body);
      expect(malformed).toMatchObject({ status: 400, code: 'request.invalid' });
      expect(JSON.stringify(malformed.values)).toContain(field);
    }
  });

  it('11.10(h): are refused topics at which another unit answers', async () => {
    const engineer = await app.as('engineer');
    const stated = definition('U-30');
    const [message] = stated.tagMap.messages;
    const tagMap = { ...stated.tagMap, messages: [{ ...message!, topic: 'ballroom/demo/B2/U-21/data/{tag}' }] };
    expect(await engineer.refusal('PUT', '/units/U-30', { ...stated, tagMap })).toMatchObject({
      ...{ status: 409, code: 'unit.address-taken' },
      values: { unit: 'U-30', by: 'U-21', address: 'ballroom/demo/B2/U-21/data/+' },
    });
    const [one, other] = [definition('U-21'), { ...stated, tagMap }];
    await engineer.put('/units/U-21', { ...one, status: 'out-of-service' });
    await until('a unit out of service is not listened to', async () =>
      (await shown('U-21')).connection?.problems.includes('unit: it is out of service'),
    );
    await engineer.put('/units/U-30', other);
    expect(await engineer.refusal('PUT', '/units/U-21', one)).toMatchObject({ code: 'unit.address-taken' });
    await engineer.put('/units/U-30', { ...other, status: 'out-of-service' });
    await engineer.put('/units/U-21', one);
    await until('it is heard again', async () => (await shown('U-21')).connection?.state === 'live');
  });

  it('are reached by another protocol as soon as they are so defined, and back', async () => {
    const engineer = await app.as('engineer');
    const problems = async () => (await shown('U-21')).connection?.problems.join() ?? '';
    const tags = Object.fromEntries(CLASS_TAGS.map((tag) => [tag, `lads:${tag}`]));
    await engineer.put('/units/U-21', {
      ...definition('U-21'),
      connector: { kind: 'opcua', profile: 'lads', endpoint: 'opc.tcp://127.0.0.1:1', applicationUri: 'urn:u-21' },
      tagMap: { namespaces: {}, tags },
    });
    await until('OPC UA is tried', async () => (await problems()).includes('unit-credentials.json'));
    await engineer.put('/units/U-21', definition('U-21'));
    await until('it is live again', async () => (await shown('U-21')).connection?.state === 'live');
  });

  it('have a value acknowledged when it stands in the database, and stored once however often it comes', async () => {
    const { unit, id } = await unitOf('U-22');
    const connectors = Reflect.get(of(ConnectUnits), 'connectors') as Map<string, object>;
    const client = clientOf(connectors.get(leaseOf({ id, kind: 'mqtt', broker: null }))!);
    const seen: (number | undefined)[] = [];
    client.on('packetreceive', (packet) => {
      if (packet.cmd === 'publish' && packet.topic.includes('/U-22/data/')) seen.push(packet.messageId);
    });
    let acknowledged = 0;
    client.on('packetsend', (packet) => {
      if (packet.cmd === 'puback' && seen.includes(packet.messageId)) acknowledged++;
    });
    await whileLocked(id, async () => {
      await unit.beat(5);
      await until('they have come', async () => seen.length === 5);
      client.stream.destroy();
      await until('they have come again', async () => seen.length >= 10);
      expect(await stored(id)).toEqual([]);
      expect(acknowledged).toBe(0);
    });
    await unit.beat(1);
    await beats(id, 6);
    expect(await stored(id)).toEqual(upTo(6));
    await until('they are acknowledged', async () => acknowledged >= 6);
    expect((await facts(id)).filter(({ type }) => type === 'gap.recorded')).toEqual([]);
  });

  it('that leave out numbers have exactly one gap, over a restart of the server', async () => {
    const { unit, id } = await unitOf('U-23');
    await unit.beat(12);
    await beats(id, 12);
    await app.restart();
    unit.skip(4);
    await unit.beat(3);
    await beats(id, 15);
    const gaps = await sql.query<{ cause: string; tags: string[]; span: string }>(
      `select cause, tags, (to_time - from_time) / 10000000 as span from gap where unit = $1`,
      [id],
    );
    expect(gaps.rows).toEqual([{ cause: 'message-lost', tags: ['heartbeat'], span: '5' }]);
    await until('it is live', async () => (await shown('U-23')).connection?.state === 'live');
  });

  it('go on after what holds no value, which is kept', async () => {
    const { unit, id } = await unitOf('U-24');
    await unit.say('data/heartbeat', 'no {json');
    await unit.value('temperature', '37.0', 1);
    await unit.value('temperature', 99, 2);
    await unit.value('torque', 4, 3);
    unit.skip(3);
    await unit.beat(1);
    await beats(id, 1);
    const { rows } = await sql.query<{ reason: string }>(
      'select reason from reading_reject where unit = $1 order by reason',
      [id],
    );
    expect(rows.map(({ reason }) => reason)).toEqual([
      ...['payload.malformed', 'tag.unknown', 'value.out-of-range', 'value.wrong-type'],
    ]);
  });

  it('11.10(h): that are not what they should be are refused, the finding is one fact, and no value is stored', async () => {
    const { unit, id } = await unitOf('U-25');
    for (let again = 0; again < 3; again++) await unit.announce({ serial: 'BR-OTHER' });
    await unit.beat(3);
    const { values } = await fact(id, 'unit.identity-refused');
    expect(values).toMatchObject({
      ...{ reason: 'serial', endpoint: 'ballroom/demo/B2/U-25/status' },
      ...{ expected: { serial: 'BR-U-25' }, found: { serial: 'BR-OTHER' } },
    });
    await unit.announce();
    await unit.beat(1);
    await beats(id, 1);
    expect(await stored(id)).toEqual([4]);
    const refused = async () => (await facts(id)).filter(({ type }) => type === 'unit.identity-refused');
    expect(await refused()).toHaveLength(1);
    const { site } = ((await fact(id, 'unit.defined')).values as { unit: { site: string } }).unit;
    const atSite = await of(Database).read(SYSTEM_SCOPE, (tx) => of(Ledger).facts(tx, `site-security/${site}`));
    const told = atSite.filter(({ fact: one }) => one.type === 'unit.identity-refused' && one.values['unit'] === id);
    expect(told).toMatchObject([{ fact: { values: { code: 'U-25', reason: 'serial' } } }]);
    // one that says another name each time fills no ledger
    for (let at = 0; at < 15; at++) await unit.announce({ serial: `BR-${at}-${'\ud800'.repeat(1000)}` });
    await unit.announce();
    await unit.beat(1);
    await beats(id, 2);
    await until('the first of them are facts', async () => (await refused()).length === 11);
    const last = (await refused()).at(-1)!.values as { found: { serial: string } };
    expect(last.found.serial).toMatch(/^BR-\d-\ufffd{395}$/);
  });
};

describe('plain MQTT units over the API, by aedes over MQTT 3.1.1', () => tests(AEDES, '3.1.1'));
describeMosquitto('plain MQTT units over the API and MQTT 5', (kind) => tests(kind, '5'));
