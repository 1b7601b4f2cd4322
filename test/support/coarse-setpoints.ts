import { expect } from '@jest/globals';
import type { UnitOrder } from '../../src/plant/equipment/index.js';
import type { Fact } from '../../src/trust/ledger/index.js';

interface Rounds {
  batch: string;
  step: string;
  control: string;
  order(given: UnitOrder): Promise<unknown>;
  fact(type: string, which: Record<string, unknown>): Promise<Fact>;
  facts(): Promise<Fact[]>;
}

/** Sets a setpoint of a running program that the unit rounds, then one that it takes as asked. */
export async function roundsWhatItIsTold({ batch, step, control, order, fact, facts }: Rounds): Promise<void> {
  await fact('program.setpoints-read', { step });
  const fault = (method: string) => fetch(`${control}/faults/coarse-setpoints`, { method });
  const set = (value: string) =>
    order({ batch, step, action: 'set', set: { temperature: { value, unit: 'Cel' } }, while: 'running' });
  expect((await fault('POST')).ok).toBe(true);
  await set('36.4');
  const { values } = await fact('command.failed', { step, action: 'set' });
  expect(values['reason']).toBe('setpoint.not-as-asked');
  expect((await fault('DELETE')).ok).toBe(true);
  await set('37');
  await fact('command.confirmed', { step, action: 'set' });
  const own = (await facts()).filter(({ values: { step: of } }) => of === step);
  const shown = own.filter(({ type }) => type === 'program.setpoints-read');
  expect(shown.map(({ values: { setpoints } }) => (setpoints as Record<string, string>)['temperature'])).toEqual([
    ...['37', '36', '37'],
  ]);
  expect(own.filter(({ type }) => type === 'unit.changed-locally')).toEqual([]);
  expect(own.filter(({ type, values: { action } }) => type === 'command.sent' && action === 'set')).toHaveLength(2);
}
