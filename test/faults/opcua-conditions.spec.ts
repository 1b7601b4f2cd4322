import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ConditionSeen } from '../../src/plant/equipment/index.js';
import { Rig, Store, until as soon } from './opcua-rig.js';

let rig: Rig;
let store: Store;
beforeAll(async () => (rig = await Rig.start()), 180_000);
beforeEach(() => {
  store = new Store(rig);
});
afterAll(() => rig.stop());

/** Patience with a busy machine. */
const until = (condition: () => boolean, what: string) => soon(condition, what, 60_000);
const events = () => store.conditions.filter((seen) => seen.kind === 'event');
const last = (): Extract<ConditionSeen, { kind: 'event' }> | undefined => events().at(-1);
const lists = () => store.conditions.filter((seen) => seen.kind === 'retained');
const lift = (name: string) => fetch(`${rig.unit.control}/faults/${name}`, { method: 'DELETE' });

describe('conditions of an OPC UA unit', () => {
  it('come as events, are acknowledged at the unit by their EventId, and are kept until they are over', async () => {
    const session = store.open();
    await until(() => lists().length > 0, 'the first refresh');
    await rig.fault('gas-supply-low', {});
    await until(() => last()?.active === true, 'it is raised');
    const low = { name: 'GasSupplyLow', branch: '', severity: 700, acknowledged: false, source: 'Culture' };
    expect(last()).toMatchObject(low);
    const first = last()!;
    await rig.fault('reserve-gas-low', {});
    await until(() => last()?.source === 'Reserve', 'another of that name, of another part of the unit');
    expect(last()).toMatchObject({ name: first.name, branch: '', active: true });
    expect(last()!.key).not.toBe(first.key);
    await session.conditions!.acknowledge(last()!.key, last()!.event, 'seen');
    await until(() => last()?.acknowledged === true, 'that one is seen');
    await lift('reserve-gas-low');
    await until(() => last()?.active === false, 'and over');
    expect(first.message).toBe('CO2 supply pressure below 1.0 bar');
    expect(first.key).toMatch(/^urn:ballroom:culture-unit;i=\d+$/);
    await expect(session.conditions!.acknowledge(first.key, '00ff', 'wrong')).rejects.toThrow('BadEventIdUnknown');
    await session.conditions!.acknowledge(first.key, first.event, 'bottle is being changed');
    await until(
      () => last()?.acknowledged === true && last()?.key === first.key,
      'the unit says that it is acknowledged',
    );
    expect(last()).toMatchObject({ key: first.key, active: true });
    await lift('gas-supply-low');
    await until(() => last()?.active === false, 'it is over');
    expect(store.values.every(({ tag }) => tag !== 'conditions')).toBe(true);
    await session.stop();
  }, 180_000);

  it('are told again after each connect, and those that the unit no longer knows are over', async () => {
    await rig.fault('gas-supply-low', {});
    const first = store.open();
    await until(() => lists().some(({ keys }) => keys.length === 1), 'what was there before we came');
    await first.stop();
    store.conditions.length = 0;
    const second = store.open();
    await until(() => lists().some(({ keys }) => keys.length === 1), 'it is told again');
    expect(last()).toMatchObject({ name: 'GasSupplyLow', active: true });
    store.conditions.length = 0;
    await rig.unit.stop();
    await rig.startUnit();
    await until(() => lists().some(({ keys }) => keys.length === 0), 'a unit that has forgotten it');
    await second.stop();
  }, 180_000);
});
