import { expect } from '@jest/globals';
import type { StepDto } from '../../src/execution/batches/batch-view.dto.js';
import { Database, SYSTEM_SCOPE } from '../../src/platform/database/index.js';
import { type Fact, Ledger } from '../../src/trust/ledger/index.js';
import type { TestApp } from './app.js';
import type { Client } from './client.js';
import { until } from './walk.js';

interface At {
  app: TestApp;
  operator: Client;
  /** the unit's code and its control endpoint */
  unit: string;
  control: string;
}

interface Acts {
  step(): Promise<StepDto>;
  setBack(exception: string): Promise<unknown>;
  refused(exception: string): Promise<unknown>;
}

/** Changes CO2 at the panel of a unit whose program runs, and has the operator set it back. */
export async function seenAndSetBack(
  { app, operator, unit, control }: At,
  { step, setBack, refused }: Acts,
): Promise<void> {
  const { id } = await operator.get<{ id: string }>(`/units/${unit}`);
  const [database, ledger] = [app.server.app.get(Database), app.server.app.get(Ledger)];
  const facts = (): Promise<Fact[]> =>
    database.read(SYSTEM_SCOPE, async (tx) => (await ledger.facts(tx, `unit/${id}`)).map(({ fact }) => fact));
  await until('its setpoints are read', async () =>
    (await facts()).some(({ type }) => type === 'program.setpoints-read'),
  );
  const pressed = await fetch(`${control}/panel`, { method: 'POST', body: JSON.stringify({ set: { co2: '4.5 %' } }) });
  expect(pressed.status).toBe(200);
  const changed = async () => (await step()).exceptions.find(({ kind }) => kind === 'setpoint.changed-locally');
  const exception = await until('it is put to the operator', changed);
  expect([exception.onBreach, exception.endedAt]).toEqual(['continue', null]);
  expect(exception.values).toMatchObject({ setpoint: 'co2', from: '5', to: '4.5', unit: '%', while: 'running' });
  await setBack(exception.id);
  await until('it is as it was', async () => (await changed())?.endedAt !== null);
  expect(await refused(exception.id)).toMatchObject({ code: 'exception.nothing-to-set-back' });
  const told = (await facts()).filter(({ values: { action } }) => action === 'set');
  expect(told.map(({ type }) => type)).toEqual(['command.issued', 'command.sent', 'command.confirmed']);
  expect(told[0]).toMatchObject({ by: { role: 'operator' }, values: { set: { co2: { value: '5', unit: '%' } } } });
}
