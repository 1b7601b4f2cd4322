import { expect } from '@jest/globals';
import { DefineUnitClass } from '../../src/definition/unit-classes/define-unit-class.service.js';
import { writeUnitClass } from '../../src/definition/unit-classes/domain/index.js';
import type { UnitOrder } from '../../src/plant/equipment/index.js';
import { Database, SYSTEM_SCOPE } from '../../src/platform/database/index.js';
import { type Fact, Ledger } from '../../src/trust/ledger/index.js';
import { readPlant } from '../../tools/demo/plant-file.js';
import { startsOnItsKitAlone } from './bound-kit.js';
import { engineerCommand } from './plant-server.js';
import { until } from './walk.js';

interface At {
  of<T>(type: new (...given: never[]) => T): T;
  /** the unit's id, and its control endpoint */
  id: string;
  control: string;
  bound(): Promise<{ batch: string; step: string; release(): Promise<unknown> }>;
  order(given: UnitOrder): Promise<unknown>;
}

/** Has a unit told to start a program that somebody has loaded in the place of the approved one, and then the approved one; so with kits. */
export async function startsApprovedAlone({ of, id, control, bound, order }: At): Promise<void> {
  const { code, ...body } = writeUnitClass(readPlant().unitClasses[0]!);
  const programs = body['programs'] as { name: string }[];
  const define = (approved: object) =>
    of(DefineUnitClass).put(engineerCommand(), code, {
      ...body,
      programs: programs.map((one) => (one.name === 'Expansion' ? { ...one, ...approved } : one)),
    } as never);
  const load = async (checksum: string): Promise<void> => {
    const body = JSON.stringify({ load: 'Expansion', checksum });
    expect((await fetch(`${control}/panel`, { method: 'POST', body })).status).toBe(200);
  };
  const facts = (): Promise<Fact[]> =>
    of(Database).read(SYSTEM_SCOPE, async (tx) => (await of(Ledger).facts(tx, `unit/${id}`)).map(({ fact }) => fact));
  const fact = (type: string, step: string): Promise<Fact> =>
    until(`${type} of the step`, async () =>
      (await facts()).find((one) => one.type === type && one.values['step'] === step),
    );
  const shown = (await (await fetch(`${control}/state`)).json()) as { programs: Record<string, string> };
  const approved = shown.programs['Expansion']!;
  await define({ approved: [approved] });
  await load('sha256:of-another-version');
  const { batch, step, release } = await bound();
  const start = { batch, action: 'start-program', program: 'Expansion', duration: 'P7D' } as const;
  await order({ ...start, step });
  const { values } = await fact('command.failed', step);
  expect(values).toMatchObject({ reason: 'program.not-approved', found: 'sha256:of-another-version' });
  const types = (await facts()).filter((one) => one.values['step'] === step).map(({ type }) => type);
  expect(types).toEqual(['command.issued', 'command.failed']);
  await load(approved);
  const again = step.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
  await order({ ...start, step: again });
  expect((await fact('command.confirmed', again)).values['runId']).toMatch(/^Expansion-/);
  await order({ batch, step: again, action: 'stop' });
  await fact('program.ended', again);
  await release();
  await define({});
  await startsOnItsKitAlone({ of, id, control, order });
}
