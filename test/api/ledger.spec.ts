import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Refusal } from '../../src/kernel/refusal.js';
import { newId } from '../../src/platform/clock/index.js';
import { type Database, SYSTEM_SCOPE } from '../../src/platform/database/index.js';
import { Commands } from '../../src/platform/http/index.js';
import { storedDeviation } from '../../src/quality/deviations/deviation.store.js';
import { chainHash, GENESIS } from '../../src/trust/ledger/domain/index.js';
import { Ledger } from '../../src/trust/ledger/index.js';
import { bareLedger, type BareLedger, by, opened, place } from '../support/ledger.js';
import { storedRows } from '../support/stored-rows.js';

let bare: BareLedger;
let database: Database;
let ledger: Ledger;
beforeAll(async () => {
  bare = await bareLedger();
  ({ database, ledger } = bare);
});
afterAll(() => bare.stop());

describe('the ledger', () => {
  it('11.10(e): writes a fact with who, when and zone, chained to the one before, with the row that follows from it', async () => {
    const id = await bare.open();
    const [link] = await bare.facts(id);
    expect(link).toMatchObject({ previous: GENESIS, hash: chainHash(GENESIS, link!.text) });
    expect(link!.fact).toMatchObject({ v: 1, seq: 1, type: 'deviation.opened', by, zone: 'Europe/Berlin', speed: 60 });
    expect(link!.fact.at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    const state = await database.read(SYSTEM_SCOPE, (tx) => storedRows(tx, storedDeviation, id));
    expect(state.deviation[id]).toEqual(
      (await bare.facts(id)).reduce((rows, { fact }) => storedDeviation.apply(rows, fact), storedDeviation.empty)
        .deviation[id],
    );
  });

  it('saves what the ledger says, not what was in memory: a replay gives the same rows', async () => {
    const id = newId();
    const fact = opened(newId(), id);
    const code = { toJSON: () => 'DEV-as-text' } as unknown as string;
    await database.write(SYSTEM_SCOPE, (tx) =>
      ledger.change(tx, storedDeviation, id, by, () => [{ ...fact, values: { ...fact.values, code } }], place()),
    );
    const state = await database.read(SYSTEM_SCOPE, (tx) => storedRows(tx, storedDeviation, id));
    expect(state.deviation[id]).toMatchObject({ code: 'DEV-as-text' });
  });

  it('goes on from what stands in the database, whichever server wrote it last and whatever was rolled back', async () => {
    const id = newId();
    const other = new Ledger({ config: 'f'.repeat(64), speed: 60 });
    const seen: (string | undefined)[] = [];
    const write = (by_: Ledger, exception: string, fails = false) =>
      database.write(SYSTEM_SCOPE, async (tx) => {
        const decide = (state: typeof storedDeviation.empty) => {
          seen.push(state.deviation[id]?.exception);
          return [opened(id, exception)];
        };
        await by_.change(tx, storedDeviation, id, by, decide, place());
        if (fails) throw new Error('the rest failed');
      });
    await write(ledger, 'E1');
    await write(other, 'E2');
    await expect(write(ledger, 'E3', true)).rejects.toThrow('the rest failed');
    await write(ledger, 'E4');
    await write(ledger, 'E5');
    await write(other, 'E6');
    expect(seen).toEqual([undefined, 'E1', 'E2', 'E2', 'E4', 'E5']);
    const shown = await database.read(SYSTEM_SCOPE, (tx) => ledger.load(tx, storedDeviation, id));
    expect(shown).toEqual(await database.read(SYSTEM_SCOPE, (tx) => storedRows(tx, storedDeviation, id)));
    expect(shown.deviation[id]!.exception).toBe('E6');
  });

  it('refuses a write that states no fact, and keeps nothing of a change that fails', async () => {
    const id = newId();
    const nothing = database.write(SYSTEM_SCOPE, (tx) => ledger.change(tx, storedDeviation, id, by, () => [], place()));
    await expect(nothing).rejects.toThrow('states no fact');
    expect(await bare.facts(id)).toEqual([]);
  });

  it('holds a stream still where there may be nothing to state: who writes to it waits for what was decided', async () => {
    const id = newId();
    const write = (exception: string) =>
      database.write(SYSTEM_SCOPE, (tx) =>
        ledger.change(tx, storedDeviation, id, by, () => [opened(id, exception)], place()),
      );
    await write('E1');
    const order: string[] = [];
    let later: Promise<unknown> = Promise.resolve();
    await database.write(SYSTEM_SCOPE, async (tx) => {
      const { facts, state } = await ledger.changeIfAny(tx, storedDeviation, id, by, () => []);
      expect([facts, state.deviation[id]!.exception]).toEqual([[], 'E1']);
      later = write('E2').then(() => order.push('written'));
      await tx.query('select pg_sleep(0.2)');
      order.push('decided');
    });
    await later;
    expect(order).toEqual(['decided', 'written']);
  });

  it('gives a stream one writer: twenty at once make one unbroken chain', async () => {
    const site = newId();
    const note = (n: number) =>
      database.write(SYSTEM_SCOPE, (tx) =>
        ledger.state(tx, `site-note/${site}`, by, [{ type: 'note.taken', values: { n } }], place()),
      );
    await Promise.all(Array.from({ length: 20 }, (_, n) => note(n)));
    const links = await database.read(SYSTEM_SCOPE, (tx) => ledger.facts(tx, `site-note/${site}`));
    expect(links.map((link) => link.fact.seq)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
    links.forEach((link, index) => expect(link.previous).toBe(links[index - 1]?.hash ?? GENESIS));
    expect(links.map((link) => link.fact.at)).toEqual(links.map((link) => link.fact.at).sort());
  });

  it('runs reactions in the writer’s transaction, so that a failing one keeps nothing', async () => {
    const own = new Ledger({ config: 'f'.repeat(64) });
    own.on('deviation.opened', () => Promise.reject(new Error('reaction failed')));
    const id = newId();
    await expect(
      database.write(SYSTEM_SCOPE, (tx) =>
        own.change(tx, storedDeviation, id, by, () => [opened(newId(), id)], place()),
      ),
    ).rejects.toThrow('reaction failed');
    expect(await bare.facts(id)).toEqual([]);
  });

  it('commits what a returned refusal states, and then refuses', async () => {
    const site = newId();
    const refused = database.write(SYSTEM_SCOPE, async (tx) => {
      await ledger.state(tx, `site-note/${site}`, by, [{ type: 'scan.refused', values: {} }], place());
      return new Refusal('conflict', 'scan.mismatch');
    });
    await expect(refused).rejects.toMatchObject({ code: 'scan.mismatch' });
    expect(await database.read(SYSTEM_SCOPE, (tx) => ledger.facts(tx, `site-note/${site}`))).toHaveLength(1);
  });
});

describe('an idempotency key', () => {
  const command = (key: string, bodyHash: string) => ({
    caller: {
      person: { id: newId(), username: 'x', name: 'X' },
      role: 'operator',
      permissions: new Set<string>(),
      scope: SYSTEM_SCOPE,
      session: newId(),
    },
    scope: SYSTEM_SCOPE,
    route: 'POST /api/example',
    key,
    bodyHash,
  });

  it('runs a command once, answers it again, and refuses another body', async () => {
    const commands = new Commands(database);
    const first = command(newId(), 'a');
    let runs = 0;
    const work = () => Promise.resolve({ runs: ++runs });
    const answers = await Promise.all([commands.run(first, work), commands.run(first, work)]);
    expect(answers).toEqual([{ runs: 1 }, { runs: 1 }]);
    await expect(commands.run({ ...first, bodyHash: 'b' }, work)).rejects.toMatchObject({
      code: 'idempotency-key.reused',
    });
  });

  it('gives the stored refusal of an act that was recorded, and runs again what rolled back', async () => {
    const commands = new Commands(database);
    const recorded = command(newId(), 'a');
    const refuse = () => Promise.resolve(new Refusal('conflict', 'scan.mismatch', { expected: 'U-01' }));
    for (const _ of [1, 2])
      await expect(commands.run(recorded, refuse)).rejects.toMatchObject({
        code: 'scan.mismatch',
        values: { expected: 'U-01' },
      });
    const failed = command(newId(), 'a');
    await expect(commands.run(failed, () => Promise.reject(new Error('ours')))).rejects.toThrow('ours');
    expect(await commands.run(failed, () => Promise.resolve('done'))).toBe('done');
  });
});
