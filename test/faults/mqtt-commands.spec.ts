import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { parse } from 'yaml';
import { type RunningMqttUnit, startMqttUnit } from '../../simulators/mqtt/index.js';
import { DefineUnitClass } from '../../src/definition/unit-classes/define-unit-class.service.js';
import { ConnectUnits } from '../../src/plant/equipment/connect-units.service.js';
import { leaseOf } from '../../src/plant/equipment/domain/index.js';
import { DefineUnit } from '../../src/plant/equipment/define-unit.service.js';
import { Equipment, type UnitOrder } from '../../src/plant/equipment/index.js';
import { newId } from '../../src/platform/clock/index.js';
import { Database, SYSTEM_SCOPE } from '../../src/platform/database/index.js';
import { type Fact, Ledger } from '../../src/trust/ledger/index.js';
import { RegisterSite } from '../../src/trust/organisation/index.js';
import { startsApprovedAlone } from '../support/approved-program.js';
import { asksThrice } from '../support/asked-unit.js';
import { AEDES, type BrokerKind, describeMosquitto, type MqttVersion, type TestBroker } from '../support/broker.js';
import { asAdmin, createDatabase, type TestDatabase } from '../support/cluster.js';
import { engineerCommand, startPlantServer } from '../support/plant-server.js';
import { until } from '../support/walk.js';
import { clientOf, PaperUnit, unitRow } from './mqtt-rig.js';

const by = { system: 'test', role: 'system' } as const;
const tests = (kind: BrokerKind, version: MqttVersion): void => {
  let dir: string;
  let cloned: TestDatabase;
  let broker: TestBroker;
  let server: INestApplicationContext;
  let unit: RunningMqttUnit;
  let id: string;
  const of = <T>(type: new (...given: never[]) => T): T => server.get(type, { strict: false });

  async function startServer(): Promise<void> {
    const settings = { DATABASE_URL: cloned.appUrl, BALLROOM_DATA: join(dir, 'data'), BALLROOM_HOST_ID: 'commands' };
    server = await startPlantServer({ ...settings, ...broker.settings(version) });
  }

  const connection = (row: string) => of(Database).read(SYSTEM_SCOPE, (tx) => of(Equipment).connection(tx, row));

  async function define(code: string): Promise<string> {
    const { messages, ...topics } = unitRow(code).tagMap;
    const { unitClasses } = parse(readFileSync('recipes/plant/unit-classes.yaml', 'utf8')) as {
      unitClasses: { code: string; tags: { tag: string }[] }[];
    };
    const [{ code: unitClass, ...body } = { code: '', tags: [] }] = unitClasses;
    await of(DefineUnitClass).put(engineerCommand(), unitClass, body as never);
    const values = Object.fromEntries(body.tags.map(({ tag }) => [tag, '$.v']));
    const row = await of(DefineUnit).put(engineerCommand(), code, {
      ...{ title: code, site: 'demo', room: 'B2', unitClass, serial: `BR-${code}` },
      productInstanceUri: `urn:ballroom:culture-unit:BR-${code}`,
      connector: { kind: 'mqtt', profile: 'ballroom' },
      tagMap: { ...topics, messages: [{ ...messages[0]!, values }] },
    });
    await until(`${code} is live`, async () => (await connection(row.id))?.state === 'live');
    return row.id;
  }

  beforeAll(async () => {
    cloned = await createDatabase();
    dir = mkdtempSync(join(tmpdir(), 'ballroom-mqtt-'));
    broker = await kind.start({ units: ['U-07', 'U-08'].map((name) => ({ site: 'demo', room: 'B2', unit: name })) });
    const { protocol, host, username, password } = new URL(broker.url('U-07'));
    unit = await startMqttUnit({
      ...{ name: 'U-07', dir: join(dir, 'U-07'), site: 'demo', room: 'B2', serial: 'BR-U-07', speed: 600, rate: 5 },
      broker: { url: `${protocol}//${host}`, user: username, password },
    });
    await startServer();
    const sites = of(RegisterSite);
    await sites.putSite(engineerCommand(), { code: 'demo', name: 'Demo site', zone: 'Europe/Berlin' });
    await sites.putRoom(engineerCommand(), 'demo', { code: 'B2', name: 'Ballroom' });
    id = await define('U-07');
  }, 120_000);

  afterAll(async () => {
    await server?.close();
    await unit?.stop();
    await broker?.remove();
    await cloned.drop();
    rmSync(dir, { recursive: true, force: true });
  });

  const write = (work: Parameters<Database['write']>[1]) => of(Database).write(SYSTEM_SCOPE, work);
  const facts = (of_: string): Promise<Fact[]> =>
    of(Database).read(SYSTEM_SCOPE, async (tx) =>
      (await of(Ledger).facts(tx, `unit/${of_}`)).map(({ fact: known }) => known),
    );
  const fact = (of_: string, type: string, which: Record<string, unknown>): Promise<Fact> =>
    until(`the unit’s stream holds ${type}`, async () =>
      (await facts(of_)).find(
        (known) => known.type === type && Object.entries(which).every(([key, value]) => known.values[key] === value),
      ),
    );
  const typesOf = async (step: string) =>
    (await facts(id))
      .filter(({ type, values }) => values['step'] === step && type !== 'program.setpoints-read')
      .map(({ type }) => type);
  const order = (to: string, given: UnitOrder) => write((tx) => of(Equipment).command(tx, by, { unit: to, ...given }));

  /** A batch that holds a unit, with a step. */
  async function bound(to = id) {
    const [batch, step] = [newId(), newId()];
    await write((tx) => of(Equipment).bind(tx, by, { unit: to, batch, coi: 'COI-1', unitProcedure: 'expansion' }));
    return { batch, step, release: () => write((tx) => of(Equipment).release(tx, by, { unit: to, batch })) };
  }
  const set = { temperature: { value: '37.0', unit: 'Cel' } };
  const answer = (): Promise<string> => fetch(`${unit.control}/state`).then((response) => response.text());

  it('is started, held in its safe state, resumed at its own setpoints, paused, resumed and aborted, each confirmed by what the unit shows', async () => {
    const { batch, step, release } = await bound();
    await order(id, { batch, step, action: 'start-program', program: 'Expansion', set, duration: 'P7D' });
    await fact(id, 'command.confirmed', { step, action: 'start-program' });
    const before = JSON.parse(await answer()) as { setpoints: object };
    await order(id, { batch, step, action: 'hold', set: { temperature: { value: '33.0', unit: 'Cel' } } });
    await fact(id, 'command.confirmed', { step, action: 'hold' });
    expect(JSON.parse(await answer())).toMatchObject({ setpoints: { ...before.setpoints, temperature: 33 } });
    for (const action of ['unhold', 'pause', 'resume', 'abort'] as const) {
      await order(id, { batch, step, action });
      await fact(id, 'command.confirmed', { step, action });
      expect(JSON.parse(await answer())).toMatchObject({ setpoints: before.setpoints });
    }
    await fact(id, 'program.ended', { step, outcome: 'aborted' });
    expect((await typesOf(step)).filter((type) => type.startsWith('program.'))).toEqual([
      ...['program.held', 'program.resumed', 'program.held', 'program.resumed', 'program.ended'],
    ]);
    expect((await fact(id, 'program.held', { step })).values['cause']).toBe('command');
    await until('the unit is cleared', async () => (await answer()).includes('"state":"Stopped"'));
    await release();
  });

  it('11.10(f): is changed at the unit’s own panel, which is a fact, and set back', async () => {
    const { batch, step, release } = await bound();
    await order(id, { batch, step, action: 'start-program', program: 'Expansion', set, duration: 'P7D' });
    await fact(id, 'program.setpoints-read', { step });
    const body = JSON.stringify({ set: { temperature: '36 Cel' } });
    expect((await fetch(`${unit.control}/panel`, { method: 'POST', body })).status).toBe(200);
    const { values } = await fact(id, 'unit.changed-locally', { step, what: 'setpoint' });
    expect(values).toMatchObject({ batch, setpoint: 'temperature', from: '37', to: '36', while: 'running' });
    await order(id, { batch, step, action: 'set', set });
    await fact(id, 'command.confirmed', { step, action: 'set' });
    await order(id, { batch, step, action: 'stop' });
    await fact(id, 'program.ended', { step, outcome: 'stopped' });
    expect(
      (await facts(id)).filter(({ type, values: { step: at } }) => type === 'unit.changed-locally' && at === step),
    ).toHaveLength(1);
    await release();
  });

  it('waits for a person, and goes on as the person says, or as somebody at its panel does', async () => {
    const { batch, step, release } = await bound();
    await order(id, { batch, step, action: 'start-program', program: 'Expansion', set, duration: 'P7D' });
    await fact(id, 'command.confirmed', { step, action: 'start-program' });
    const said = { unit: id, batch, step, permissions: new Set<string>() };
    const reply = (prompt: string, given: string) =>
      write((tx) => of(Equipment).answer(tx, by, { ...said, prompt, answer: given }));
    await asksThrice({ step, control: unit.control, fact: (type, which) => fact(id, type, which), reply });
    await order(id, { batch, step, action: 'stop' });
    await fact(id, 'program.ended', { step, outcome: 'stopped' });
    await release();
  });

  it('is not started in a version that is not approved, nor on another kit than was bound, and nothing is said to the unit', async () => {
    await startsApprovedAlone({ of, id, control: unit.control, bound, order: (given) => order(id, given) });
  });

  it('that ends while the server is away is recorded when it is back, and nothing is stated twice', async () => {
    const { batch, step, release } = await bound();
    await order(id, { batch, step, action: 'start-program', program: 'Expansion', set, duration: 'PT10M' });
    const { values } = await fact(id, 'command.confirmed', { step });
    await server.close();
    await until('the unit is done', async () => {
      return (await answer()).includes('completed');
    });
    await startServer();
    const ended = await fact(id, 'program.ended', { step });
    expect(ended.values).toMatchObject({ runId: values['runId'], outcome: 'completed' });
    expect(await typesOf(step)).toEqual(['command.issued', 'command.sent', 'command.confirmed', 'program.ended']);
    await release();
  });

  it('that the unit refuses is a failed command with the unit’s reason', async () => {
    const { batch, step, release } = await bound();
    await order(id, { batch, step, action: 'start-program', program: 'Unheard-of' });
    expect((await fact(id, 'command.failed', { step })).values['reason']).toBe('BadNotFound');
    await release();
  });

  it('is reached again after it was defined anew while the database failed', async () => {
    const admin = (sql: string) => asAdmin(cloned.adminUrl, (client) => client.query(sql));
    await admin('revoke all on connector_cursor from ballroom_app');
    const { connector, tagMap } = unitRow('U-07', { id });
    const known = of(ConnectUnits).units;
    const [before] = [known.get(id)!];
    await of(DefineUnit).put(engineerCommand(), 'U-07', {
      ...{ title: 'U-07', site: 'demo', room: 'B2', unitClass: before.unitClass, serial: before.serial },
      productInstanceUri: before.productInstanceUri,
      connector: { ...connector, kind: 'mqtt', profile: 'ballroom', samplesPerSecond: 2 },
      tagMap: { ...tagMap, messages: (before.tagMap as typeof tagMap).messages },
    });
    await until('it is learnt', async () => known.get(id) !== before);
    await until('it is no longer reached', async () => of(ConnectUnits).control(id) === null);
    await admin('grant select, insert, update on connector_cursor to ballroom_app');
    await until('it is live', async () => of(ConnectUnits).control(id) !== null);
    expect((await connection(id))?.state).toBe('live');
  });

  it('whose answer the broker was lost over is sent once, and found out from what the unit shows', async () => {
    const paper = await PaperUnit.come(broker, unitRow('U-08'));
    await paper.announce();
    await paper.state('Idle', 0);
    const silent = await define('U-08');
    const { batch, step, release } = await bound(silent);
    await order(silent, { batch, step, action: 'start-program', program: 'Expansion', set });
    await until('the command is there', async () => paper.commands.length === 1);
    const connectors = Reflect.get(of(ConnectUnits), 'connectors') as Map<string, object>;
    clientOf(connectors.get(leaseOf({ id: silent, kind: 'mqtt', broker: null }))!).stream.destroy();
    const startedAt = new Date().toISOString();
    const run = { runId: 'R-1', job: batch, task: step };
    const results = [{ ...run, startedAt, stoppedAt: null, outcome: 'running' }];
    await paper.state('Execute', 60, { active: run, results });
    const { values } = await fact(silent, 'command.confirmed', { step });
    expect(values).toMatchObject({ runId: 'R-1', startedAt });
    expect(paper.commands.map(({ action }) => action)).toEqual(['start-program']);
    await release();
    await paper.leave();
  });
};

describe('a program on a plain MQTT unit, by aedes over MQTT 3.1.1', () => tests(AEDES, '3.1.1'));
describeMosquitto('a program on a plain MQTT unit over MQTT 5', (kind) => tests(kind, '5'));
