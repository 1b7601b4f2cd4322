import { expect } from '@jest/globals';
import { DefineUnitClass } from '../../src/definition/unit-classes/define-unit-class.service.js';
import { ConnectUnits } from '../../src/plant/equipment/connect-units.service.js';
import { Equipment, type UnitOrder } from '../../src/plant/equipment/index.js';
import { newId } from '../../src/platform/clock/index.js';
import { Database, SYSTEM_SCOPE } from '../../src/platform/database/index.js';
import { type Fact, Ledger } from '../../src/trust/ledger/index.js';
import { bioreactorWithKit, kitLabel, putIn } from './kit.js';
import { engineerCommand } from './plant-server.js';
import { until } from './walk.js';

interface At {
  of<T>(type: new (...given: never[]) => T): T;
  /** the unit's id, and its control endpoint */
  id: string;
  control: string;
  order(given: UnitOrder): Promise<unknown>;
}

const by = { system: 'test', role: 'system' } as const;

/** Has a unit told to start a program on another kit than was bound, on none, and on the bound one. */
export async function startsOnItsKitAlone({ of, id, control, order }: At): Promise<void> {
  const { code, body } = bioreactorWithKit();
  const define = (given: object) => of(DefineUnitClass).put(engineerCommand(), code, given as never);
  const write = (work: Parameters<Database['write']>[1]) => of(Database).write(SYSTEM_SCOPE, work);
  const outcome = (step: string): Promise<Fact> =>
    until('the command has its outcome', async () => {
      const facts = await of(Database).read(SYSTEM_SCOPE, (tx) => of(Ledger).facts(tx, `unit/${id}`));
      return facts
        .map(({ fact }) => fact)
        .find(({ type, values }) => /^command\.(confirmed|failed)$/.test(type) && values['step'] === step);
    });
  const batch = newId();
  const start = async (): Promise<{ step: string; values: Record<string, unknown> }> => {
    const step = newId();
    await order({ batch, step, action: 'start-program', program: 'Expansion', duration: 'P7D' });
    return { step, values: (await outcome(step)).values };
  };
  await define(body);
  await write(async (tx) => {
    const { kit } = await of(Equipment).readKit(tx, await of(Equipment).unit(tx, id), { scanned: kitLabel('1') });
    await of(Equipment).bind(tx, by, { unit: id, batch, coi: 'COI-1', unitProcedure: 'expansion', kit: kit! });
  });
  const told = async (kit: string, tells: string | null) => {
    await putIn(control, kit);
    await until('the unit tells it', async () => (await of(ConnectUnits).control(id)?.kit()) === tells);
    return start();
  };
  const another = await told(kitLabel('2'), kitLabel('2'));
  expect(another.values).toMatchObject({ reason: 'kit.not-the-bound', found: kitLabel('2') });
  expect((await told('', null)).values).toMatchObject({ reason: 'kit.not-in-unit', found: null });
  const started = await told(kitLabel('1'), kitLabel('1'));
  expect(started.values['runId']).toMatch(/^Expansion-/);
  await order({ batch, step: started.step, action: 'stop' });
  await until('it is stopped', async () => {
    const rows = await of(Database).read(SYSTEM_SCOPE, (tx) => of(Ledger).facts(tx, `unit/${id}`));
    return rows.some(({ fact: { type, values } }) => type === 'program.ended' && values['step'] === started.step);
  });
  await write((tx) => of(Equipment).release(tx, by, { unit: id, batch }));
  const { kit: _, ...upkeep } = body['upkeep'] as { kit: object };
  await define({ ...body, upkeep: Object.keys(upkeep).length > 0 ? upkeep : undefined });
}
