import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { CommandRefused, type UnitBy, type UnitOrder } from '../../src/plant/equipment/domain/index.js';
import { newId } from '../../src/platform/clock/index.js';
import { describeBrokers, describeMosquitto, type TestBroker } from '../support/broker.js';
import { Host, PaperUnit, QUICK, unitRow, until, upTo } from './mqtt-rig.js';

const CODES = upTo(20).map((n) => `U-${n + 20}`);
const UNITS = CODES.map((unit) => ({ site: 'demo', room: 'B2', unit }));

describeBrokers('a plain MQTT unit', (kind, version) => {
  let broker: TestBroker;
  let host: Host;
  const units: PaperUnit[] = [];
  let next = 0;

  beforeAll(async () => {
    broker = await kind.start({ units: UNITS });
  }, 60_000);
  afterEach(async () => {
    await host.connector.close();
    for (const unit of units.splice(0)) await unit.leave();
  });
  afterAll(() => broker.remove());

  async function unitOf(given: Partial<UnitBy<'mqtt'>> = {}): Promise<PaperUnit> {
    const unit = await PaperUnit.come(broker, unitRow(CODES[next++]!, given));
    units.push(unit);
    return unit;
  }
  const status = (unit: PaperUnit) => host.connector.status(unit.row.id)!;
  const problem = (unit: PaperUnit, words: string) =>
    until(words, () => status(unit).state === 'offline' && status(unit).problems.join() === words);

  it('has its values wait until it has said which unit it is', async () => {
    const unit = await unitOf();
    // Kept by the broker before it is asked for: said while it is, it comes once or twice.
    await unit.state('Idle', 1);
    host = new Host(broker, version);
    await host.start(unit.row);
    await until('the broker is reached', () => status(unit).state === 'connecting');
    await until('its state has come', () => host.received === 1);
    await unit.beat(5);
    await until('its values have come', () => host.received === 6);
    expect([host.values, host.observed]).toEqual([[], []]);
    await unit.announce();
    await until('its values are stored', () => host.beats(unit.row).length === 5);
    await until('and all is acknowledged', () => host.pubacks === host.received);
    expect(host.gaps).toEqual([]);
    expect(host.observed).toMatchObject([{ activity: 'Idle' }]);
  });

  it('11.10(h): with another serial number is refused, and nothing of it is stored', async () => {
    const unit = await unitOf();
    await unit.announce({ serial: 'BR-OTHER' });
    host = new Host(broker, version);
    await host.start(unit.row);
    await problem(unit, 'identity: serial');
    await unit.state('Execute', 1);
    await unit.beat(5);
    await until('all is let go', () => host.received > 5 && host.pubacks === host.received);
    expect([host.values, host.observed, host.rejects]).toEqual([[], [], []]);
    const { serial, productInstanceUri } = unit.row;
    expect(host.refused[0]).toEqual({
      reason: 'serial',
      endpoint: `ballroom/demo/B2/${unit.row.code}/status`,
      expected: { serial, productInstanceUri },
      found: { serial: 'BR-OTHER', productInstanceUri },
    });
    expect(host.connector.control(unit.row.id)).toBeNull();
    await unit.announce({ productInstanceUri: 'urn:other' });
    await problem(unit, 'identity: product-instance');
  });

  it('11.10(h): that gives way to another at its topics has its own values stored, and none of the other’s', async () => {
    const unit = await unitOf();
    await unit.announce();
    host = new Host(broker, version);
    await host.start(unit.row);
    await host.live(unit.row);
    await unit.beat(3);
    await unit.announce({ serial: 'BR-OTHER' });
    await unit.beat(3);
    await unit.announce();
    await unit.beat(3);
    await until('the unit is back', () => host.beats(unit.row).includes(9));
    expect(host.beats(unit.row)).toEqual([1, 2, 3, 7, 8, 9]);
    expect(host.gaps).toEqual([{ unit: unit.row.id, cause: 'message-lost' }]);
    await host.live(unit.row);
  });

  it('that does not say which it is holds up nobody: what comes is let go, and told as missing when it does', async () => {
    const unit = await unitOf();
    host = new Host(broker, version, { ...QUICK, identity: 150 });
    await host.start(unit.row);
    await until('the broker is reached', () => host.client.connected);
    await unit.beat(3);
    await problem(unit, 'identity: the unit has not said which it is');
    await unit.beat(3);
    await until('all is let go', () => host.received >= 3 && host.pubacks === host.received);
    await unit.announce();
    await unit.beat(1);
    await until('its values', () => host.beats(unit.row).length === 1);
    expect(host.beats(unit.row)).toEqual([7]);
    await host.live(unit.row);
  });

  it('is offline by its will and with its broker, and live again when it is back', async () => {
    const unit = await unitOf();
    await unit.announce();
    await unit.state('Idle', 1);
    host = new Host(broker, version);
    await host.start(unit.row);
    await host.live(unit.row);
    await until('it can be commanded', () => host.connector.control(unit.row.id) !== null);
    await unit.die();
    units.pop();
    await problem(unit, 'unit: offline');
    expect(host.connector.control(unit.row.id)).toBeNull();
    const back = await PaperUnit.come(broker, unit.row);
    units.push(back);
    await back.announce();
    await host.live(unit.row);
    await broker.kill();
    await until(
      'the broker is gone',
      () => status(unit).state === 'offline' && /^broker: /.test(status(unit).problems[0]!),
    );
    await broker.start();
    await until('the unit is back at the broker', () => back.client.connected);
    await back.announce();
    await host.live(unit.row);
  });

  it('has each change of its state recorded before the broker may forget it, in order', async () => {
    const unit = await unitOf();
    await unit.announce();
    host = new Host(broker, version);
    await host.start(unit.row);
    await host.live(unit.row);
    await until('all is acknowledged', () => host.pubacks === host.received);
    host.mode = 'fail';
    const before = host.pubacks;
    for (const [at, activity] of ['Starting', 'Execute', 'Holding', 'Held'].entries()) await unit.state(activity, at);
    await until('the states have come', () => host.received === before + 4);
    const { activity } = await host.connector.control(unit.row.id)!.sight();
    expect(activity.activity).toBe('Held');
    expect([host.pubacks, host.observed]).toEqual([before, []]);
    await host.crash();
    host.mode = 'commit';
    await host.start(unit.row);
    await until('all are recorded', () => host.observed.length >= 4);
    const order = host.observed.map((change) => change.activity).filter((one, at, all) => one !== all[at - 1]);
    expect(order.join()).toContain('Starting,Execute,Holding,Held');
    await until('and acknowledged', () => host.pubacks === host.received);
  });

  describe('with a command', () => {
    const order: UnitOrder = {
      ...{ batch: newId(), step: newId(), action: 'start-program', program: 'Expansion', duration: 'P7D' },
      set: { temperature: { value: '37.0', unit: 'Cel' } },
    };
    async function commanded(pace = QUICK) {
      const unit = await unitOf();
      await unit.announce();
      await unit.state('Idle', 1);
      host = new Host(broker, version, pace);
      await host.start(unit.row);
      await host.live(unit.row);
      await until('it can be commanded', () => host.connector.control(unit.row.id) !== null);
      return { unit, control: host.connector.control(unit.row.id)! };
    }

    it('takes it once, and answers under its id', async () => {
      const { unit, control } = await commanded();
      unit.answer = () => ({ ok: true, runId: 'R-1' });
      const id = newId();
      expect(await control.start(order, id)).toBe('R-1');
      expect(unit.commands).toEqual([
        {
          ...{ id, action: 'start-program', program: 'Expansion', duration: 'P7D' },
          ...{ set: { temperature: '37.0 Cel' }, batch: order.batch, step: order.step },
        },
      ]);
      await control.invoke('hold', newId());
      expect(unit.commands[1]).toEqual({ id: unit.commands[1]!['id'], action: 'hold' });
    });

    it('refuses it in its own words', async () => {
      const { unit, control } = await commanded();
      unit.answer = () => ({ ok: false, reason: 'BadInvalidState' });
      const refused = control.invoke('unhold', newId());
      await expect(refused).rejects.toBeInstanceOf(CommandRefused);
      await expect(refused).rejects.toMatchObject({ status: 'BadInvalidState' });
    });

    it('that it does not answer leaves open what became of it', async () => {
      const { unit, control } = await commanded({ ...QUICK, answer: 200 });
      await expect(control.start(order, newId())).rejects.toThrow('no answer from the unit');
      await until('the command is there', () => unit.commands.length > 0);
      expect(unit.commands).toHaveLength(1);
    });

    it('that the broker was lost over is not sent again on the next connection; its answer is taken there', async () => {
      const { unit, control } = await commanded();
      const id = newId();
      const started = control.start(order, id);
      started.catch(() => undefined);
      await until('the command is there', () => unit.commands.length === 1);
      host.client.stream.destroy();
      await until('the broker is lost', () => host.connector.control(unit.row.id) === null);
      await unit.say('answer', { id, ok: false, reason: 'BadInvalidState' });
      await expect(started).rejects.toMatchObject({ status: 'BadInvalidState' });
      unit.answer = () => ({ ok: true });
      await host.live(unit.row);
      await until('it can be commanded', () => host.connector.control(unit.row.id) !== null);
      await host.connector.control(unit.row.id)!.invoke('stop', newId());
      expect(unit.commands.map(({ action }) => action)).toEqual(['start-program', 'stop']);
    });
  });
});

describeMosquitto('a plain MQTT unit over TLS', (kind) => {
  it('is live where the broker’s certificate is trusted, and offline where it is not', async () => {
    const broker = await kind.start({ units: UNITS, tls: true });
    const unit = await PaperUnit.come(broker, unitRow(CODES[0]!));
    await unit.announce();
    const host = new Host(broker, '5');
    await host.start(unit.row);
    await host.live(unit.row);
    await unit.beat(3);
    await until('its values', () => host.beats(unit.row).length === 3);
    await host.connector.close();
    const wary = new Host({ ...broker, settings: () => ({ MQTT_URL: broker.url() }) }, '5');
    await wary.start(unit.row);
    await until('the certificate is refused', () =>
      /certificate/.test(wary.connector.status(unit.row.id)!.problems.join()),
    );
    expect(wary.connector.status(unit.row.id)!.state).toBe('offline');
    await wary.connector.close();
    await unit.leave();
    await broker.remove();
  }, 60_000);
});
