import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createDatabase, type TestDatabase } from '../../../test/support/cluster.js';
import { benchRecipe } from '../../../test/support/bench-recipe.js';
import { PaperBatch, PEOPLE, signer } from '../../../test/support/paper-batch.js';
import { storedRows } from '../../../test/support/stored-rows.js';
import { newId } from '../../platform/clock/index.js';
import { Database, dataSource, SYSTEM_SCOPE } from '../../platform/database/index.js';
import { putFile } from '../../platform/files/index.js';
import { type Actor, Ledger } from '../../trust/ledger/index.js';
import { registerPerson } from '../../trust/identity/domain/index.js';
import { entities as identityEntities, personStore } from '../../trust/identity/index.js';
import { entities as organisationEntities, siteStore } from '../../trust/organisation/index.js';
import { entities as signatureEntities } from '../../trust/signatures/index.js';
import { entities as custodyEntities, storedOrder } from '../custody/index.js';
import { placeOrder } from '../custody/domain/index.js';
import { neededReadings, openBatchOf, storedBatch } from './batch.store.js';
import { addNote, batchProjection, type BatchState, bindFile } from './domain/index.js';
import { entities } from './index.js';
import { watch } from '../rules/domain/index.js';
import { madeHere } from './made-here.store.js';
import { batchesOf, batchesOnUnits, saveMonitors, takeMonitors } from './monitor.store.js';

const BY: Actor = { system: 'test', role: 'system' };
const site = newId();
let made: TestDatabase;
let database: Database;
/** who the paper's people are here */
const people = new Map<string, string>();
const ledger = new Ledger({ config: 'c' });

beforeAll(async () => {
  made = await createDatabase();
  const source = dataSource(made.appUrl, {
    entities: [...entities, ...custodyEntities, ...signatureEntities, ...identityEntities, ...organisationEntities],
  });
  database = new Database(await source.initialize());
  const at = { site, zone: 'Europe/Berlin', sponsor: null };
  const demo = { type: 'site.registered', values: { code: 'demo', name: 'Demo', zone: at.zone } };
  await database.write(SYSTEM_SCOPE, (tx) => ledger.change(tx, siteStore, site, BY, () => [demo], at));
  for (const name of PEOPLE) {
    const { person, username } = signer(name);
    const decide = (state: Parameters<typeof registerPerson>[0]) =>
      registerPerson(state, { username, name, site }, 'person');
    people.set(person, newId());
    await database.write(SYSTEM_SCOPE, (tx) => ledger.change(tx, personStore, people.get(person)!, BY, decide, at));
  }
});
afterAll(async () => {
  await database.source.destroy();
  await made.drop();
});

async function ordered(sponsor: string | null, coi = `COI-${newId()}`): Promise<string> {
  const id = newId();
  const order = { code: `O-${id}`, patient: 'P-7F3K', coi, product: 'cells', site, sponsor, market: null };
  const at = { site, zone: 'Europe/Berlin', sponsor };
  await database.write(SYSTEM_SCOPE, (tx) => ledger.change(tx, storedOrder, id, BY, () => placeOrder(order), at));
  return id;
}

/** Writes a paper batch's decisions one by one, each in its own transaction, as a batch of an order. */
async function written(
  paper: PaperBatch,
  { sponsor = null as string | null, order = '', code = `26-${newId()}` } = {},
) {
  const id = newId();
  const to = order === '' ? await ordered(sponsor) : order;
  const ids = new Map(people).set(PaperBatch.id, id);
  const fresh = (text: string): string =>
    text.replace(
      /00000000-0000-7000-8000-\d{12}/g,
      (known) => ids.get(known) ?? (ids.set(known, newId()), ids.get(known)!),
    );
  for (const [index, facts] of paper.decisions.entries()) {
    const own = JSON.parse(fresh(JSON.stringify(facts))) as typeof facts;
    if (index === 0) Object.assign(own[0]!.values, { order: to, sponsor, code });
    const at = index === 0 ? { site, zone: 'Europe/Berlin', sponsor } : undefined;
    await database.write(SYSTEM_SCOPE, (tx) => ledger.change(tx, storedBatch, id, BY, () => own, at));
  }
  return { id, order: to };
}

const stored = (id: string): Promise<BatchState> =>
  database.read(SYSTEM_SCOPE, (tx) => storedRows(tx, storedBatch, id));

describe('the rows of a batch', () => {
  it('are exactly what its facts give, from issue to completion with everything that went wrong on the way', async () => {
    const paper = new PaperBatch().reach('count');
    paper.enter('count', 'cells', '10', '10*6');
    paper.enter('count', 'cells', '85', '10*6', 'counted again');
    paper.capture('count', 'glucose', null);
    paper.capture('count', 'glucose', '4.00');
    paper.answer('count', 'E1', 'continue');
    paper.comment('count', 'E2');
    const { id: step } = paper.step('count');
    const seen = () => paper.step('count').version;
    const bytes = Buffer.from('as read');
    const { hash: file, ...kept } = await database.write(SYSTEM_SCOPE, (tx) => putFile(tx, bytes, 'text/plain'));
    paper.does(BY, (draft) => bindFile(draft, { step, seen: seen(), file, name: 'a.txt', ...kept, note: null }));
    const said = { kind: 'observation' as const, text: 'foam', files: [file] };
    paper.does(BY, (draft) => addNote(draft, { on: { step, seen: seen() }, ...said }));
    paper.complete('count');
    paper.gap(0, 100);
    for (let i = 0; i < 60 && paper.batch.state !== 'complete'; i++) paper.goesOn();
    expect(paper.batch.state).toBe('complete');
    const { id } = await written(paper);
    const facts = await database.read(SYSTEM_SCOPE, (tx) => ledger.facts(tx, `batch/${id}`));
    const folded = facts.reduce((state, { fact }) => batchProjection.apply(state, fact), batchProjection.empty);
    expect(await stored(id)).toEqual(folded);
    expect(Object.values(folded).every((rows) => Object.keys(rows).length > 0)).toBe(true);
  });

  it('are what its facts give where it was by hand, with what the server assigned and the clock of a result', async () => {
    const { id } = await written(finished());
    const facts = await database.read(SYSTEM_SCOPE, (tx) => ledger.facts(tx, `batch/${id}`));
    const folded = facts.reduce((state, { fact }) => batchProjection.apply(state, fact), batchProjection.empty);
    expect(await stored(id)).toEqual(folded);
    expect(Object.values(folded.entry).map(({ source }) => source)).toContain('assigned');
    expect(Object.values(folded.timer)).toMatchObject([{ purpose: 'result-due' }]);
  });

  it('keep one open batch an order', async () => {
    const { order } = await written(new PaperBatch());
    await expect(written(new PaperBatch(), { order })).rejects.toThrow(/batch_open_order/);
  });

  it('count one that still stops as open', async () => {
    const paper = new PaperBatch().reach('culture');
    paper.unit('culture', 'failed');
    paper.unit('culture', 'confirmed');
    paper.answer('culture', 'E1', 'stop');
    const { id, order } = await written(paper);
    expect(Object.values((await stored(id)).batch)).toMatchObject([{ state: 'stopping' }]);
    await expect(written(new PaperBatch(), { order })).rejects.toThrow(/batch_open_order/);
    expect(await database.read(SYSTEM_SCOPE, (tx) => openBatchOf(tx, order))).not.toBeNull();
  });

  it('keep which unit held the batch, while the unit itself is held once at a time', async () => {
    const bound = new PaperBatch();
    bound.bind('one');
    const { id } = await written(bound);
    const [binding] = Object.values((await stored(id)).binding);
    expect(binding).toMatchObject({ batch: id, unitCode: 'U-01', unitProcedure: 'one', releasedAt: null });
    const { id: other } = await written(new PaperBatch());
    const held = (batch: string): [string, string[]] => [
      `insert into unit_binding (id, unit, position, batch, coi, unit_procedure, bound_at)
       values ($1, $2, 'whole', $3, 'COI-1', 'one', now())`,
      [newId(), binding!.unit, batch],
    ];
    const admin = new pg.Client({ connectionString: made.adminUrl });
    await admin.connect();
    // the unit of the paper is in no plant: past its foreign keys, not past the index
    await admin.query(`set session_replication_role = replica`);
    await admin.query(...held(id));
    const again = admin.query(...held(other)).finally(() => admin.end());
    await expect(again).rejects.toMatchObject({ constraint: 'unit_binding_open' });
  });

  it('say which readings are needed: of open batches, and of those that ended after an instant', async () => {
    const open = new PaperBatch();
    open.bind('one');
    const [{ id: held }, { id: over }] = [await written(open), await written(finished())];
    const by = async (endedAfter: string) => {
      const all = await database.read(SYSTEM_SCOPE, (tx) => neededReadings(tx, endedAfter));
      return all.filter(({ batch }) => [held, over].includes(batch)).map(({ batch }) => batch);
    };
    const { endedAt } = (await stored(over)).batch[over]!;
    const bound = Object.values((await stored(over)).binding).map(() => over);
    expect((await by('2000-01-01T00:00:00.000Z')).sort()).toEqual([held, ...bound].sort());
    expect(await by(endedAt!)).toEqual([held]);
    const [binding] = Object.values((await stored(held)).binding);
    const [span] = (await database.read(SYSTEM_SCOPE, (tx) => neededReadings(tx, endedAt!))).filter(
      ({ batch }) => batch === held,
    );
    expect(span).toEqual({ batch: held, unit: binding!.unit, from: binding!.boundAt, to: null });
  });

  it('and its order are seen by their own sponsor alone', async () => {
    const [mine, theirs] = [newId(), newId()];
    const { id, order } = await written(new PaperBatch().reach('count'), { sponsor: mine });
    const seen = (sponsors: string[]) =>
      database.read({ sponsors }, async (tx) => {
        const counts: number[] = [];
        for (const table of ['batch', 'batch_recipe', 'step', 'entry', 'signature', 'evidence'])
          counts.push(
            (
              await tx.query(
                `select from "${table}" where ${{ batch: 'id', batch_recipe: 'id', signature: 'subject_stream' }[table] ?? 'batch'} = $1`,
                [id],
              )
            ).length,
          );
        return [...counts, (await tx.query(`select from therapy_order where id = $1`, [order])).length];
      });
    expect((await seen([mine])).every((count) => count > 0)).toBe(true);
    const [batch, recipe, step, entry, signature, evidence, therapy] = await seen([theirs]);
    expect({ batch, recipe, step, entry, evidence, therapy }).toEqual({
      batch: 0,
      recipe: 0,
      step: 0,
      entry: 0,
      evidence: 0,
      therapy: 0,
    });
    expect(signature).toBe(0);
  });

  it('judge a lot by its record for whoever looks, and show that to no other sponsor', async () => {
    const [mine, theirs, code] = [newId(), newId(), `26-${newId()}`];
    await written(new PaperBatch(), { sponsor: theirs, code });
    const asSponsor = await database.read({ sponsors: [mine] }, async (tx) => [
      await madeHere(tx, ` ${code} `),
      await tx.query(`select from batch where code = $1`, [code]),
    ]);
    expect(asSponsor).toEqual([{ sponsor: theirs, lot: null, qualityHold: null }, []]);
    expect(await database.read({ sponsors: [mine] }, (tx) => madeHere(tx, 'MED-7'))).toBeNull();
  });

  it('1271.290: keep a chain of identity to one order for ever', async () => {
    await ordered(null, 'COI-900001');
    await expect(ordered(null, 'COI-900001')).rejects.toMatchObject({ code: '23505', table: 'therapy_order' });
  });

  it('11.10(e): change by no other way than facts', async () => {
    const { id } = await written(new PaperBatch());
    await expect(
      database.write(SYSTEM_SCOPE, (tx) => tx.query(`update step set state = 'complete' where batch = $1`, [id])),
    ).rejects.toThrow(/explained by no fact/);
    await expect(
      database.write(SYSTEM_SCOPE, (tx) => tx.query(`delete from exception where batch = $1`, [id])),
    ).rejects.toThrow(/permission denied/);
  });
});

describe('a batch’s monitors', () => {
  it('remember int64 source times exactly', async () => {
    const { id } = await written(new PaperBatch().reach('count'));
    const [{ unit } = { unit: '' }] = Object.values((await stored(id)).binding);
    const at = 17_639_424_001_234_567n;
    await database.write(SYSTEM_SCOPE, async (tx) => {
      const watched = (await takeMonitors(tx, id, unit))!;
      expect(watched).toMatchObject({ cursor: 0n, states: {} });
      await saveMonitors(tx, { ...watched, cursor: 42n, states: { one: watch(at) } });
    });
    const again = await database.write(SYSTEM_SCOPE, (tx) => takeMonitors(tx, id, unit));
    expect(again).toMatchObject({ cursor: 42n, states: { one: { from: at, folded: { at } } } });
  });

  it('go on with a unit that is free again, for as long as its batch goes on', async () => {
    const going = await onUnit(new PaperBatch(1, benchRecipe).until('found'));
    const over = await onUnit(finished());
    for (const { id, unit } of [going, over]) await database.write(SYSTEM_SCOPE, (tx) => takeMonitors(tx, id, unit));
    const seen = ({ id, unit }: { id: string; unit: string }) =>
      database.read(SYSTEM_SCOPE, async (tx) => [
        (await batchesOnUnits(tx)).some((one) => one.batch === id && one.unit === unit),
        (await batchesOf(tx, unit)).includes(id),
      ]);
    const rows = await stored(going.id);
    expect(rows.batch[going.id]).toMatchObject({ state: 'running' });
    expect(Object.values(rows.binding)).toMatchObject([{ unit: going.unit, releasedAt: expect.any(String) }]);
    expect([await seen(going), await seen(over)]).toEqual([
      [true, true],
      [false, false],
    ]);
  });
});

function finished(): PaperBatch {
  const paper = new PaperBatch(1, benchRecipe);
  while (paper.batch.state !== 'complete') paper.goesOn();
  return paper;
}

/** A batch of the bench recipe as stored, and the unit on which it was. */
async function onUnit(paper: PaperBatch): Promise<{ id: string; unit: string }> {
  const { id } = await written(paper);
  const { unit } = Object.values((await stored(id)).step).find(({ phase }) => phase === 'offset')!;
  return { id, unit: unit! };
}
