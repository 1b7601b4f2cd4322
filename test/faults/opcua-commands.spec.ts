import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { INestApplicationContext } from '@nestjs/common';
import { writeUnitClass } from '../../src/definition/unit-classes/domain/index.js';
import { DefineUnitClass } from '../../src/definition/unit-classes/define-unit-class.service.js';
import { Equipment, type UnitOrder, unitStore } from '../../src/plant/equipment/index.js';
import { DefineUnit } from '../../src/plant/equipment/define-unit.service.js';
import { newId } from '../../src/platform/clock/index.js';
import { Database, SYSTEM_SCOPE } from '../../src/platform/database/index.js';
import { type Fact, Ledger } from '../../src/trust/ledger/index.js';
import { RegisterSite } from '../../src/trust/organisation/index.js';
import { readPlant } from '../../tools/demo/plant-file.js';
import { startsApprovedAlone } from '../support/approved-program.js';
import { asksThrice } from '../support/asked-unit.js';
import { createDatabase, type TestDatabase } from '../support/cluster.js';
import { engineerCommand, startPlantServer } from '../support/plant-server.js';
import { TrustedUnit } from '../support/trusted-unit.js';
import { roundsWhatItIsTold } from '../support/coarse-setpoints.js';
import { until } from '../support/walk.js';

const by = { system: 'test', role: 'system' } as const;

const unit = new TrustedUnit();
let cloned: TestDatabase;
let server: INestApplicationContext;
let id: string;

async function startServer(): Promise<void> {
  server = await startPlantServer({ DATABASE_URL: cloned.appUrl, BALLROOM_DATA: unit.data });
}

const of = <T>(type: new (...given: never[]) => T): T => server.get(type, { strict: false });

async function definePlant(): Promise<string> {
  const sites = of(RegisterSite);
  await sites.putSite(engineerCommand(), { code: 'demo', name: 'Demo site', zone: 'Europe/Berlin' });
  await sites.putRoom(engineerCommand(), 'demo', { code: 'B2', name: 'Ballroom' });
  const { code, ...body } = writeUnitClass(readPlant().unitClasses[0]!);
  await of(DefineUnitClass).put(engineerCommand(), code, body as never);
  return (await of(DefineUnit).put(engineerCommand(), 'U-07', unit.definition())).id;
}

beforeAll(async () => {
  cloned = await createDatabase();
  await unit.start();
  await startServer();
  id = await definePlant();
}, 120_000);

afterAll(async () => {
  await server?.close();
  await unit.remove();
  await cloned.drop();
});

const write = (work: Parameters<Database['write']>[1]) => of(Database).write(SYSTEM_SCOPE, work);

const facts = (): Promise<Fact[]> =>
  of(Database).read(SYSTEM_SCOPE, async (tx) => (await of(Ledger).facts(tx, `unit/${id}`)).map(({ fact }) => fact));

const typesOf = async (step: string): Promise<string[]> =>
  (await facts())
    .filter(({ type, values }) => values['step'] === step && type !== 'program.setpoints-read')
    .map(({ type }) => type);

const fact = (type: string, which: Record<string, unknown>): Promise<Fact> =>
  until(`the unit’s stream holds ${type} of ${JSON.stringify(which)}`, async () =>
    (await facts()).find(
      (known) => known.type === type && Object.entries(which).every(([key, value]) => known.values[key] === value),
    ),
  );

const connection = () => of(Database).read(SYSTEM_SCOPE, (tx) => of(Equipment).connection(tx, id));

const state = (wanted: string) => until(`the unit is ${wanted}`, async () => (await connection())?.state === wanted);

const order = (given: UnitOrder) => write((tx) => of(Equipment).command(tx, by, { unit: id, ...given }));

/** A batch that holds the unit, with a step. */
async function bound() {
  const [batch, step] = [newId(), newId()];
  await write((tx) => of(Equipment).bind(tx, by, { unit: id, batch, coi: 'COI-1', unitProcedure: 'expansion' }));
  return { batch, step, release: () => write((tx) => of(Equipment).release(tx, by, { unit: id, batch })) };
}

const SAFE = { temperature: { value: '33.0', unit: 'Cel' }, agitation: { value: '4', unit: '/min' } };

/** A program of the length that runs on the unit. */
async function running(duration: string) {
  const { batch, step, release } = await bound();
  const set = { temperature: { value: '37.0', unit: 'Cel' } };
  await order({ batch, step, action: 'start-program', program: 'Expansion', set, duration });
  const confirmed = await fact('command.confirmed', { step });
  return { batch, step, runId: confirmed.values['runId'] as string, release };
}

async function restart(): Promise<void> {
  await server.close();
  await startServer();
}

describe('a program on a live unit', () => {
  it('is started for a batch and a step, confirmed by what the unit says, and its end recorded once', async () => {
    const { batch, step, runId, release } = await running('PT10M'); // one second at this speed
    const ended = await fact('program.ended', { step });
    expect(ended.values).toMatchObject({ batch, step, runId, outcome: 'completed' });
    expect(await typesOf(step)).toEqual(['command.issued', 'command.sent', 'command.confirmed', 'program.ended']);
    await release();
  });

  it('is told once a setpoint that it rounds, held in its safe state, resumed at its own setpoints, and stopped, each confirmed', async () => {
    const { batch, step, release } = await running('P7D');
    await roundsWhatItIsTold({ batch, step, control: unit.unit.control, order, fact, facts });
    const setpoints = async () => (await (await fetch(`${unit.unit.control}/state`)).json()) as { setpoints: object };
    const before = await setpoints();
    await order({ batch, step, action: 'hold', set: SAFE });
    await fact('command.confirmed', { step, action: 'hold' });
    expect(await setpoints()).toMatchObject({ state: 'Held', setpoints: { temperature: 33, agitation: 4 } });
    await order({ batch, step, action: 'unhold' });
    await fact('command.confirmed', { step, action: 'unhold' });
    expect((await setpoints()).setpoints).toEqual(before.setpoints);
    await order({ batch, step, action: 'stop' });
    await fact('command.confirmed', { step, action: 'stop' });
    await fact('program.ended', { step, outcome: 'stopped' });
    const types = await typesOf(step);
    expect(types.filter((type) => type.startsWith('program.'))).toEqual([
      'program.held',
      'program.resumed',
      'program.ended',
    ]);
    const held = await fact('program.held', { step });
    expect(held.values['cause']).toBe('command');
    await release();
  });

  it('is held though the unit does not take its safe state, which is a failed command', async () => {
    const { batch, step, release } = await running('P7D');
    await order({ batch, step, action: 'hold', set: { temperature: { value: '90', unit: 'Cel' } } });
    const { values } = await fact('command.failed', { step, action: 'hold' });
    expect(values['reason']).toBe('BadOutOfRange');
    expect((await fact('program.held', { step })).values['cause']).toBe('command');
    await order({ batch, step, action: 'stop' });
    await fact('program.ended', { step, outcome: 'stopped' });
    await release();
  });

  it('is paused and resumed, suspended by the unit itself, and aborted, and the unit is ready for the next', async () => {
    const { batch, step, release } = await bound();
    await expect(order({ batch, step, action: 'pause' })).rejects.toMatchObject({ code: 'program.not-pausable' });
    await release();
    const one = await running('P7D');
    const on = (action: UnitOrder['action']) => order({ batch: one.batch, step: one.step, action });
    const happened = (times: number, type: string): Promise<Fact[]> =>
      until(`${times} times ${type}`, async () => {
        const found = (await facts()).filter(({ type: of, values }) => of === type && values['step'] === one.step);
        return found.length >= times && found;
      });
    await on('pause');
    await fact('command.confirmed', { step: one.step, action: 'pause' });
    await on('resume');
    await fact('command.confirmed', { step: one.step, action: 'resume' });
    const fault = (method: string) => fetch(`${unit.unit.control}/faults/starved`, { method });
    expect((await fault('POST')).ok).toBe(true);
    const held = await happened(2, 'program.held');
    expect(held.map(({ values }) => values['cause'])).toEqual(['command', 'suspended']);
    expect((await fault('DELETE')).ok).toBe(true);
    expect(await happened(2, 'program.resumed')).toHaveLength(2);
    await on('abort');
    await fact('program.ended', { step: one.step, outcome: 'aborted' });
    await fact('command.confirmed', { step: one.step, action: 'abort' });
    await one.release();
    const next = await running('PT10M');
    await fact('program.ended', { step: next.step, outcome: 'completed' });
    await next.release();
  }, 60_000);

  it('11.10(f): a setpoint, a resumption and a start at the unit’s own panel are each a fact, and a setpoint is set back', async () => {
    const { batch, step, runId, release } = await running('P7D');
    const panel = async (act: object): Promise<number> =>
      (await fetch(`${unit.unit.control}/panel`, { method: 'POST', body: JSON.stringify(act) })).status;
    const read = await fact('program.setpoints-read', { step });
    expect(read.values).toMatchObject({ runId, while: 'running', setpoints: { temperature: '37' } });
    expect(await panel({ set: { temperature: '36 Cel' } })).toBe(200);
    const changed = await fact('unit.changed-locally', { step, what: 'setpoint' });
    expect(changed.values).toMatchObject({ batch, runId, setpoint: 'temperature', from: '37', to: '36' });
    await order({ batch, step, action: 'set', set: { temperature: { value: '37.0', unit: 'Cel' } } });
    await fact('command.confirmed', { step, action: 'set' });
    await order({ batch, step, action: 'hold', set: SAFE });
    await fact('command.confirmed', { step, action: 'hold' });
    await fact('program.setpoints-read', { step, while: 'held' });
    expect(await panel({ press: 'unhold' })).toBe(200);
    await fact('program.resumed', { step });
    await fact('unit.changed-locally', { step, what: 'resumed' });
    await order({ batch, step, action: 'stop' });
    await fact('program.ended', { step, outcome: 'stopped' });
    await until(
      'the unit is free',
      async () => (await panel({ start: 'Expansion', set: { duration: 'PT10M' } })) === 200,
    );
    const started = await fact('unit.changed-locally', { batch, what: 'started' });
    expect([started.values['step'], started.values['runId']]).toEqual([null, expect.stringMatching(/^Expansion-/)]);
    expect((await facts()).filter(({ type }) => type === 'unit.changed-locally')).toHaveLength(3);
    await until('that is over', async () => (await panel({ press: 'reset' })) === 200);
    await release();
  }, 60_000);

  it('waits for a person, and goes on as the person says, or as somebody at its panel does', async () => {
    const { batch, step, release } = await running('P7D');
    const said = { unit: id, batch, step, permissions: new Set<string>() };
    const reply = (prompt: string, answer: string) =>
      write((tx) => of(Equipment).answer(tx, by, { ...said, prompt, answer }));
    await asksThrice({ step, control: unit.unit.control, fact, reply });
    await order({ batch, step, action: 'stop' });
    await fact('program.ended', { step, outcome: 'stopped' });
    await release();
  }, 60_000);

  it('is not started in a version that is not approved, nor on another kit than was bound, and nothing is said to the unit', async () => {
    await startsApprovedAlone({ of, id, control: unit.unit.control, bound, order });
  }, 60_000);

  it('that the unit refuses is a failed command with the unit’s reason', async () => {
    const { batch, step, release } = await bound();
    await order({ batch, step, action: 'start-program', program: 'Unheard-of' });
    const failed = await fact('command.failed', { step });
    expect(failed.values['reason']).toBe('BadNotFound');
    await release();
  });

  it('is not commanded by a batch that does not hold the unit', async () => {
    const wrong: UnitOrder = { batch: newId(), step: newId(), action: 'start-program', program: 'Expansion' };
    await expect(order(wrong)).rejects.toMatchObject({ code: 'unit.not-bound' });
  });

  it('issued while the server was down is sent once when it is back, and not again after that', async () => {
    const { batch, step, release } = await bound();
    // as a crash right after the commit leaves it: issued, and nobody told
    await write((tx) =>
      of(Ledger).change(tx, unitStore, id, by, (_, now) => [
        {
          type: 'command.issued',
          values: {
            command: newId(),
            batch,
            step,
            action: 'start-program',
            program: 'Expansion',
            expiresAt: new Date(Date.parse(now) + 60_000).toISOString(),
          },
        },
      ]),
    );
    await restart();
    const confirmed = await fact('command.confirmed', { step });
    await restart();
    await state('live');
    await sleep(1000);
    const types = await typesOf(step);
    expect(types).toEqual(['command.issued', 'command.sent', 'command.confirmed']);
    await order({ batch, step, action: 'stop' });
    await fact('program.ended', { runId: confirmed.values['runId'] });
    await release();
  }, 60_000);

  it('comes back held after the unit was killed, is resumed, and is still the same run', async () => {
    const { batch, step, runId, release } = await running('P7D');
    await unit.unit.stop();
    await state('offline');
    await unit.run();
    const held = await fact('program.held', { step });
    expect(held.values).toMatchObject({ runId, cause: 'unit-restarted' });
    await order({ batch, step, action: 'unhold' });
    await fact('program.resumed', { runId });
    await order({ batch, step, action: 'stop' });
    await fact('program.ended', { runId });
    await release();
  }, 60_000);
});

describe('the unit’s stream', () => {
  it('replayed from its facts gives exactly the stored rows', async () => {
    const [known, stored] = await of(Database).read(
      SYSTEM_SCOPE,
      async (tx) => [await of(Ledger).facts(tx, `unit/${id}`), await of(Ledger).load(tx, unitStore, id)] as const,
    );
    const replayed = known.reduce((rows, { fact: one }) => unitStore.apply(rows, one), unitStore.empty);
    expect(stored).toEqual(replayed);
    expect(Object.keys(replayed.program_run).length).toBeGreaterThan(2);
  });
});
