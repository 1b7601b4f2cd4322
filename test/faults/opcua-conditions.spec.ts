import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ConditionSeen } from '../../src/plant/equipment/index.js';
import { Link } from '../../src/plant/equipment/opcua/link.js';
import { Rig, Store, until as soon } from './opcua-rig.js';

let rig: Rig;
let store: Store;
beforeAll(async () => (rig = await Rig.start({ neighbour: 'BR-N-T' })), 180_000);
beforeEach(() => {
  store = new Store(rig);
});
afterAll(() => rig.stop());

/** Until it is lifted. */
const STANDS = { durationSeconds: 3600 };
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
    await rig.fault('gas-supply-low', STANDS);
    await until(() => last()?.active === true, 'it is raised');
    const low = { name: 'GasSupplyLow', branch: '', severity: 700, acknowledged: false, source: 'Culture' };
    expect(last()).toMatchObject(low);
    const first = last()!;
    await rig.fault('reserve-gas-low', STANDS);
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

  it('are not those of another device of the same server', async () => {
    const session = store.open();
    await until(() => lists().length > 0, 'the first refresh');
    await rig.fault('gas-supply-low', STANDS);
    await until(() => last()?.name === 'GasSupplyLow', 'its own, raised after the other’s');
    await session.conditions!.refresh(store.cursor!.subscription!);
    await until(() => lists().length > 1, 'it is told again');
    await session.stop();
    await lift('gas-supply-low');
    expect(new Set(events().map(({ name }) => name))).toEqual(new Set(['GasSupplyLow']));
    expect(lists().at(-1)!.keys).toHaveLength(1);
    store.row = rig.row({
      connector: { ...rig.row().connector, profile: 'tags' },
      ...{ serial: 'BR-N-T', productInstanceUri: 'urn:ballroom:culture-unit:BR-N-T' },
    });
    store.cursor = null;
    store.conditions.length = 0;
    const other = store.open();
    await until(() => lists().length > 0, 'the other device');
    await rig.fault('gas-supply-low', STANDS);
    await until(() => last()?.active === true, 'its own');
    await other.stop();
    await lift('gas-supply-low');
    expect(new Set(events().map(({ name }) => name))).toEqual(new Set(['NeighbourGasLow']));
  }, 180_000);

  it('are told again, and its program is looked at, when a notification is lost that may have told of them', async () => {
    const session = store.open();
    await until(() => lists().length > 0 && store.heartbeats.length > 0, 'the first refresh');
    const [known, missed] = [lists().length, store.missed];
    const publish = Link.prototype.publish;
    const republish = Link.prototype.republish;
    let isLost = false;
    Link.prototype.publish = async function (this: Link, subscription, sequences) {
      const answer = await publish.call(this, subscription, sequences);
      if (isLost || (answer.notificationMessage.notificationData ?? []).length === 0) return answer;
      isLost = true;
      return publish.call(this, subscription, []);
    };
    Link.prototype.republish = async () => null;
    try {
      await until(() => store.missed > missed && lists().length > known, 'it is told again');
    } finally {
      Object.assign(Link.prototype, { publish, republish });
    }
    await session.stop();
  });

  it('are told again after each connect, and those that the unit no longer knows are over', async () => {
    await rig.fault('gas-supply-low', STANDS);
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
