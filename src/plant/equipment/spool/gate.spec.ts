import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { change, Rig, until } from '../../../../test/support/gate-rig.js';

const acks = (...numbers: number[]) => numbers.map((number) => [number, 'ack']);
const upTo = (last: number, first = 1) => Array.from({ length: last - first + 1 }, (_, n) => first + n);

describe('a unit’s gate', () => {
  it('lets everything through while the database is there, and nothing touches the disk', async () => {
    const rig = await Rig.start();
    rig.send(1, 2, 3);
    expect(await rig.told(3)).toEqual(acks(1, 2, 3));
    await rig.gate.saveCursor('opcua', { at: 3 });
    await rig.gate.observed([change(1)]);
    expect([rig.stored, rig.cursors, rig.observed.length]).toEqual([[1, 2, 3], [{ at: 3 }], 1]);
    expect([rig.gate.isClosed, rig.gate.bytes, rig.turns]).toEqual([false, 0, []]);
  });

  it('gives back what its sender can keep, unacknowledged, and spools nothing of it', async () => {
    const rig = await Rig.start();
    [rig.database, rig.isUrgent] = ['away', false];
    rig.send(1, 2);
    expect(await rig.told(2)).toEqual([
      [1, 'retry'],
      [2, 'retry'],
    ]);
    await expect(rig.gate.saveCursor('opcua', {})).rejects.toThrow('away');
    expect([rig.gate.isClosed, rig.gate.bytes]).toEqual([false, 0]);
  });

  it('spools what is urgent and acknowledges it once it is on the disk; what is there is committed before what comes next', async () => {
    const rig = await Rig.start();
    rig.database = 'away';
    rig.send(1, 2);
    expect(await rig.told(2)).toEqual(acks(1, 2));
    rig.isUrgent = false;
    rig.send(3);
    expect(await rig.told(1)).toEqual(acks(3));
    expect([rig.stored, rig.gate.bytes > 0, Date.parse(rig.gate.oldest!) <= Date.now()]).toEqual([[], true, true]);
    expect(await rig.gate.drain()).toBe(false);
    rig.database = 'there';
    const drained = rig.gate.drain();
    rig.send(4);
    expect(await drained).toBe(true);
    expect(await rig.told(1)).toEqual(acks(4));
    expect([rig.stored, rig.gate.isClosed, rig.gate.bytes, rig.turns]).toEqual([upTo(4), false, 0, [true, false]]);
  });

  it('after a crash in the outage commits all that was acknowledged, in its order and before anything new; its connector goes on from the cursor that is there', async () => {
    const rig = await Rig.start();
    rig.database = 'away';
    for (const number of upTo(30)) rig.send(number);
    await rig.told(30);
    await rig.gate.saveCursor('opcua', { sequence: 29 });
    await rig.gate.saveCursor('opcua', { sequence: 30 });
    await rig.start();
    expect(rig.gate.isClosed).toBe(true);
    expect(await rig.gate.cursor('opcua')).toEqual({ sequence: 30 });
    expect(await rig.gate.cursor('mqtt')).toBeNull();
    rig.isUrgent = false;
    rig.send(31);
    expect(await rig.told(1)).toEqual(acks(31));
    rig.database = 'there';
    expect(await rig.gate.drain()).toBe(true);
    expect([rig.stored, rig.cursors, readdirSync(rig.directory)]).toEqual([upTo(31), [{ sequence: 30 }], []]);
  });

  it('lets nothing overtake what the readings refused: what comes behind it goes back with it, in order', async () => {
    const rig = await Rig.start();
    [rig.database, rig.isUrgent, rig.limit] = ['silent', false, 3];
    rig.say([1, 2]);
    rig.say([3, 4]);
    rig.say([5]);
    expect(rig.unanswered.length).toBe(1);
    rig.database = 'there';
    rig.answer(rig.unanswered[0]!);
    expect(await rig.told(3)).toEqual([...acks(1), [3, 'retry'], [5, 'retry']]);
    rig.say([3, 4]);
    expect(await rig.told(1)).toEqual(acks(3));
  });

  it('gives back unacknowledged what another server is to have, however urgent: whoever kept it keeps it for that one', async () => {
    const rig = await Rig.start();
    rig.database = 'fenced';
    rig.send(1, 2);
    expect(await rig.told(2)).toEqual([
      [1, 'retry'],
      [2, 'retry'],
    ]);
    expect([rig.gate.isClosed, rig.gate.bytes, rig.stored]).toEqual([false, 0, []]);
  });

  it('keeps what nobody else has where another server has the unit by now, and commits it from the disk', async () => {
    const rig = await Rig.start();
    [rig.database, rig.isOnlyCopy] = ['fenced', true];
    rig.send(1, 2);
    expect(await rig.told(2)).toEqual(acks(1, 2));
    expect([rig.gate.isClosed, rig.stored]).toEqual([true, []]);
    expect(await rig.gate.drain()).toBe(true);
    expect([rig.stored, rig.leased]).toEqual([
      [1, 2],
      [
        [1, false],
        [2, false],
      ],
    ]);
  });

  it('opens under a unit that never pauses', async () => {
    const rig = await Rig.start();
    rig.database = 'away';
    let number = 0;
    let isOver = false;
    const speaking = (async () => {
      while (!isOver) {
        rig.send(++number);
        await sleep(1);
      }
    })();
    await until(() => rig.answers.length > 50);
    rig.database = 'there';
    while (!(await rig.gate.drain()));
    isOver = true;
    await speaking;
    await until(() => rig.stored.length === number);
    expect(rig.stored).toEqual(upTo(number));
    expect(rig.answers.map(([, answer]) => answer)).toEqual(Array(number).fill('ack'));
  });

  it('takes over what the database leaves without an answer; that it answers later changes nothing', async () => {
    const rig = await Rig.start();
    rig.database = 'silent';
    rig.send(1, 2);
    rig.now = 4000;
    rig.gate.tick();
    expect([rig.answers, rig.gate.isClosed]).toEqual([[], false]);
    rig.now = 6000;
    rig.gate.tick();
    expect(await rig.told(2)).toEqual(acks(1, 2));
    rig.database = 'there';
    for (const message of rig.unanswered.splice(0)) rig.answer(message);
    expect(await rig.gate.drain()).toBe(true);
    expect([rig.stored, rig.answers]).toEqual([[1, 2], []]);
  });

  it('does not hold in memory what comes while the database hangs over what is spooled', async () => {
    const rig = await Rig.start();
    rig.database = 'away';
    rig.send(1);
    await rig.told(1);
    rig.database = 'silent';
    const drained = rig.gate.drain();
    await until(() => rig.unanswered.length === 1);
    rig.send(2);
    expect(rig.answers).toEqual([]);
    rig.now = 6000;
    rig.gate.tick();
    expect(await rig.told(1)).toEqual(acks(2));
    rig.database = 'there';
    for (const message of rig.unanswered.splice(0)) rig.answer(message);
    expect(await drained).toBe(true);
    expect(rig.stored).toEqual([1, 2]);
  });

  it('refuses what is beyond its bound and all that comes with it, and takes it again in order when there is room', async () => {
    const rig = await Rig.start();
    [rig.database, rig.room] = ['away', 500];
    rig.send(...upTo(6));
    const told = await rig.told(6);
    const taken = told.filter(([, answer]) => answer === 'ack').map(([number]) => number);
    const refused = told.filter(([, answer]) => answer === 'spool-full').map(([number]) => number);
    expect([taken.length > 0, refused.length > 0]).toEqual([true, true]);
    expect([...taken, ...refused]).toEqual(upTo(6));
    rig.room = Infinity;
    rig.send(...refused);
    expect(await rig.told(refused.length)).toEqual(acks(...refused));
    rig.database = 'there';
    expect(await rig.gate.drain()).toBe(true);
    expect(rig.stored).toEqual(upTo(6));
  });

  it('on a full disk refuses with that cause, lives, and opens when the database is back', async () => {
    const rig = await Rig.start();
    rig.database = 'away';
    rig.send(1);
    await rig.told(1);
    // the name that the next file has leads to a device without room
    const later = 900_000_000_000_000;
    const [name] = readdirSync(rig.directory);
    writeFileSync(join(rig.directory, `${later}.spool`), readFileSync(join(rig.directory, name!)));
    await rig.start();
    symlinkSync('/dev/full', join(rig.directory, `${later + 1}.spool`));
    rig.send(2);
    expect(await rig.told(1)).toEqual([[2, 'disk-full']]);
    rig.database = 'there';
    expect(await rig.gate.drain()).toBe(true);
    rig.send(2);
    expect(await rig.told(1)).toEqual(acks(2));
    expect(rig.stored).toEqual([1, 2]);
  });

  it('reports damaged bytes with the values after them, over a commit that fails, whatever else it can still read', async () => {
    const rig = await Rig.start();
    rig.database = 'away';
    rig.send(1, 2, 3);
    await rig.told(3);
    const file = join(rig.directory, readdirSync(rig.directory)[0]!);
    const bytes = readFileSync(file);
    bytes[bytes.length >> 1]! ^= 1;
    writeFileSync(file, bytes);
    await rig.start();
    expect(await rig.gate.drain()).toBe(false);
    rig.database = 'there';
    expect(await rig.gate.drain()).toBe(true);
    expect([rig.stored, rig.gaps]).toEqual([[1, 3], [[3, 'spool-damaged']]]);
  });

  it('knows of damage at the very end of what it had over a crash, until the next values report it', async () => {
    const rig = await Rig.start();
    rig.database = 'away';
    rig.send(1, 2);
    await rig.told(2);
    const file = join(rig.directory, readdirSync(rig.directory)[0]!);
    const bytes = readFileSync(file);
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(file, bytes);
    rig.database = 'there';
    await rig.start();
    expect(await rig.gate.drain()).toBe(true);
    await rig.start();
    expect([rig.stored, rig.gaps]).toEqual([[1], []]);
    rig.send(3);
    await rig.told(1);
    await until(() => readdirSync(rig.directory).length === 0);
    await rig.start();
    rig.send(4);
    await rig.told(1);
    expect([rig.stored, rig.gaps]).toEqual([[1, 3, 4], [[3, 'spool-damaged']]]);
  });

  it('hands a file over in parts that are taken, however much is in it', async () => {
    const rig = await Rig.start();
    rig.database = 'away';
    const many = upTo(30_000);
    for (let first = 0; first < many.length; first += 1000) rig.say(many.slice(first, first + 1000));
    await rig.told(30);
    [rig.database, rig.limit] = ['there', 20_000];
    expect(await rig.gate.drain()).toBe(true);
    expect(rig.stored).toEqual(many);
  });

  it('commits values though the unit cannot be asked what it did, which is recorded once it can be, over a crash too', async () => {
    const rig = await Rig.start();
    rig.database = 'away';
    rig.send(1);
    await rig.told(1);
    await rig.gate.observed([change(1)]);
    await rig.gate.saveCursor('opcua', { sequence: 1 });
    [rig.database, rig.isReachable] = ['there', false];
    expect(await rig.gate.drain()).toBe(false);
    rig.send(2);
    await rig.told(1);
    expect(await rig.gate.drain()).toBe(false);
    expect([rig.stored, rig.observed, rig.cursors]).toEqual([[1, 2], [], []]);
    await rig.start();
    rig.isReachable = true;
    expect(await rig.gate.drain()).toBe(true);
    expect([rig.stored, rig.observed, rig.cursors]).toEqual([[1, 2], [change(1)], [{ sequence: 1 }]]);
  });
});
