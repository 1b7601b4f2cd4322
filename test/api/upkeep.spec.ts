import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/platform/clock/index.js';
import { Database, SYSTEM_SCOPE } from '../../src/platform/database/index.js';
import { Equipment } from '../../src/plant/equipment/index.js';
import { DEMO_PASSWORD } from '../../tools/demo/people.js';
import { type DemoUsername, startApp, type TestApp } from '../support/app.js';
import { asAdmin } from '../support/cluster.js';
import { replay } from '../support/replay.js';
import { unitDefinition } from '../support/room-units.js';

interface Shown {
  id: string;
  condition: {
    label: string;
    until: string | null;
    outOfService: { reason: string } | null;
    hindrances: { code: string }[];
  };
}
interface Act {
  id: string;
  act: string;
  hash: string;
  doneAt: string;
  until: string | null;
  verifiedAt: string | null;
  refusal: string | null;
  signatures: { meaning: string; name: string }[];
}
interface Entry {
  unit: string;
  type: string;
  at: string;
  happenedAt: string;
  by: { name: string; role: string };
  batch: string | null;
  values: Record<string, unknown>;
  signatures: { meaning: string; name: string; zone: string }[];
  refused: string | null;
  waits: boolean;
}
interface Page {
  entries: Entry[];
  next: string | null;
}

const UNIT = '/units/S-01';
const LATER = '2999-12-31';
const by = { system: 'test', role: 'system' } as const;
const scale = {
  ...{ title: 'Scale', use: 'exclusive', setpoints: [], programs: [] },
  tags: [
    { tag: 'heartbeat', title: 'Heartbeat', type: 'integer', unit: '1', criticality: 'info', staleAfter: 'PT15S' },
  ],
  upkeep: {
    cleaned: { hold: 'P7D', dirtyHold: 'PT24H' },
    ...{ calibrated: true, qualified: true, maintained: true, firmware: ['4.2.0'] },
  },
};

let app: TestApp;

beforeAll(async () => {
  app = await startApp();
  const engineer = await app.as('engineer');
  await engineer.put('/unit-classes/scale', scale);
  await engineer.put(UNIT, definition());
  await engineer.put('/units/C-01', unitDefinition('C-01'));
  await engineer.put('/sites/demo/rooms/B3', { name: 'Ballroom B3' });
});
afterAll(() => app?.stop());

function definition() {
  const { tagMap, ...washer } = unitDefinition('W-01');
  const [message] = (tagMap as { messages: object[] }).messages;
  const messages = [{ ...message, values: { heartbeat: '$.v' } }];
  const which = { serial: 'SC-0001', productInstanceUri: 'urn:ballroom:scale:SC-0001' };
  return { ...washer, ...which, title: 'Scale 1', unitClass: 'scale', tagMap: { ...tagMap, messages } };
}

const sign = (username: DemoUsername, password: string = DEMO_PASSWORD) => ({ signing: { username, password } });
const seen = async () => (await app.as('operator')).get<Shown>(UNIT);
const hindered = async () => (await seen()).condition.hindrances.map(({ code }) => code);

const perform = async (given: object, username: DemoUsername = 'operator') =>
  (await app.as('operator')).post<Act>(`${UNIT}/upkeep`, { remark: 'SOP-0100', ...given, ...sign(username) });

const verifying = ({ hash }: Act, username: DemoUsername) => ({
  signing: { username, password: DEMO_PASSWORD, meaning: 'verified', hash },
});
const verify = async (act: Act, username: DemoUsername = 'supervisor') =>
  (await app.as('operator')).post<Act>(`${UNIT}/upkeep/${act.id}/verify`, verifying(act, username));
const did = async (given: object, verifier?: DemoUsername) => verify(await perform(given), verifier);

const equipment = () => app.server.app.get(Equipment, { strict: false });
const write = (work: Parameters<Database['write']>[1]) =>
  app.server.app.get(Database, { strict: false }).write(SYSTEM_SCOPE, work);

async function bind(batch: string): Promise<void> {
  const { id } = await seen();
  const coi = 'COI-7F3K';
  await write((tx) => equipment().bind(tx, by, { unit: id, batch, coi, unitProcedure: 'weigh' }));
}

async function release(batch: string): Promise<void> {
  const { id } = await seen();
  await write((tx) => equipment().release(tx, by, { unit: id, batch }));
}

/** A batch that readers may see. */
async function batchInView(): Promise<string> {
  const batch = newId();
  const stream = `insert into stream (id, kind, site, zone) select $1, 'batch', site, zone from stream limit 1`;
  await asAdmin(app.database.adminUrl, (client) => client.query(stream, [`batch/${batch}`]));
  return batch;
}

describe('the upkeep of a unit', () => {
  it('211.68(a): keeps it from a batch until all that its class asks for is verified', async () => {
    expect((await seen()).condition).toMatchObject({ label: 'to-clean', until: null });
    await expect(bind(newId())).rejects.toMatchObject({ code: 'unit.not-qualified', values: { unit: 'S-01' } });
    await did({ act: 'qualified', until: LATER }, 'qa');
    await expect(bind(newId())).rejects.toMatchObject({ code: 'unit.calibration-lapsed' });
    await did({ act: 'calibrated', until: LATER });
    await did({ act: 'maintained', until: LATER });
    await did({ act: 'firmware-reported', version: '4.3.0' });
    expect(await hindered()).toEqual(['unit.not-clean', 'unit.firmware-not-approved']);
    await did({ act: 'firmware-approved', version: '4.3.0' }, 'qa');
    expect(await hindered()).toEqual(['unit.not-clean']);
  });

  it('211.182: is signed by who did it, and by a second person over what they were shown', async () => {
    const operator = await app.as('operator');
    const cleaned = await perform({ act: 'cleaned' });
    expect(await hindered()).toEqual(['unit.not-clean']);
    expect(await operator.get<Act[]>(`${UNIT}/upkeep`)).toEqual([cleaned]);
    const refused = (body: object) => operator.refusal('POST', `${UNIT}/upkeep/${cleaned.id}/verify`, body);
    expect(await refused(verifying(cleaned, 'operator'))).toMatchObject({ code: 'upkeep.verifier-is-performer' });
    const other = { ...cleaned, hash: '0'.repeat(64) };
    expect(await refused(verifying(other, 'supervisor'))).toMatchObject({ code: 'signature.content-changed' });
    const { verifiedAt, signatures } = await verify(cleaned, 'operator2');
    expect(verifiedAt).not.toBeNull();
    expect(signatures.map(({ meaning, name }) => [meaning, name])).toEqual([
      ['performed', 'M. Weber'],
      ['verified', 'K. Marek'],
    ]);
    expect(await operator.get(`${UNIT}/upkeep`)).toEqual([]);
    expect((await refused(verifying(cleaned, 'supervisor'))).code).toBe('upkeep.verified');
    expect(Date.parse(cleaned.until!) - Date.parse(cleaned.doneAt)).toBe(7 * 24 * 3_600_000);
    expect((await seen()).condition).toMatchObject({ label: 'clean', until: cleaned.until, hindrances: [] });
  });

  it('11.200(a)(1), 11.10(g): is signed by nobody with a wrong password, and qualified by quality alone', async () => {
    const operator = await app.as('operator');
    const act = { act: 'qualified', until: LATER, remark: 'Requalified after a move' };
    const wrong = { ...act, ...sign('operator', 'not it') };
    expect((await operator.refusal('POST', `${UNIT}/upkeep`, wrong)).code).toBe('signature.not-authenticated');
    expect((await operator.refusal('POST', `${UNIT}/upkeep`, { ...act, ...sign('qa') })).code).toBe(
      'permission.missing',
    );
    const performed = await perform(act);
    const path = `${UNIT}/upkeep/${performed.id}/verify`;
    expect((await operator.refusal('POST', path, verifying(performed, 'supervisor'))).code).toBe('permission.missing');
    await verify(performed, 'qa');
    for (const wrong of [{ act: 'maintained', doneAt: '2026-02-30T10:00:00.000Z' }, { act: 'painted' }]) {
      const body = { ...act, ...wrong, ...sign('operator') };
      expect((await operator.refusal('POST', `${UNIT}/upkeep`, body)).code).toBe('request.invalid');
    }
  });

  it('211.67: lets a clean unit to one batch, and to the next only once it is cleaned again', async () => {
    const [one, hidden] = [await batchInView(), newId()];
    await bind(one);
    expect((await seen()).condition.label).toBe('in-use');
    const busy = { act: 'cleaned', remark: 'SOP-0100', ...sign('operator') };
    expect((await (await app.as('operator')).refusal('POST', `${UNIT}/upkeep`, busy)).code).toBe('unit.occupied');
    await release(one);
    const { label, until } = (await seen()).condition;
    expect([label, Date.parse(until!) > Date.now()]).toEqual(['to-clean', true]);
    await expect(bind(hidden)).rejects.toMatchObject({ code: 'unit.not-clean' });
    await did({ act: 'cleaned' });
    await bind(hidden);
    await release(hidden);
    await did({ act: 'cleaned' });
  });

  it('takes it out of service at once, whatever its class asks, and back when that is verified', async () => {
    await perform({ act: 'taken-out-of-service', remark: 'Drifts' });
    const { condition } = await seen();
    expect(condition).toMatchObject({ label: 'out-of-service', outOfService: { reason: 'Drifts' } });
    await expect(bind(newId())).rejects.toMatchObject({ code: 'unit.out-of-service', values: { reason: 'Drifts' } });
    // an engineer's change of its title does not bring it back
    await (await app.as('engineer')).put(UNIT, { ...definition(), title: 'Scale one' });
    expect((await seen()).condition.label).toBe('out-of-service');
    await did({ act: 'returned-to-service', remark: 'Load cell changed' });
    expect((await seen()).condition).toMatchObject({ label: 'clean', hindrances: [] });
  });
});

describe('a logbook', () => {
  const read = async (path: string) => (await app.as('operator')).get<Page>(path);

  it('211.182: tells use and upkeep of a unit in order of time, with both signatures', async () => {
    const { entries, next } = await read(`${UNIT}/logbook`);
    expect(next).toBeNull();
    expect(entries.map(({ type }) => type.replace('unit.', ''))).toEqual([
      ...['defined', 'qualified', 'calibrated', 'maintained', 'firmware-reported', 'firmware-approved', 'cleaned'],
      ...['qualified', 'bound', 'released', 'cleaned', 'bound', 'released', 'cleaned'],
      ...['taken-out-of-service', 'redefined', 'returned-to-service'],
    ]);
    expect(entries.map(({ at }) => at)).toEqual(entries.map(({ at }) => at).toSorted());
    const cleaned = entries.find(({ type }) => type === 'unit.cleaned')!;
    expect(cleaned).toMatchObject({ unit: 'S-01', by: { name: 'M. Weber', role: 'operator' }, waits: false });
    expect(cleaned.signatures.map(({ name, meaning }) => [name, meaning])).toEqual([
      ['M. Weber', 'performed'],
      ['K. Marek', 'verified'],
    ]);
    const out = entries.find(({ type }) => type === 'unit.taken-out-of-service')!;
    expect([out.waits, out.signatures.length]).toEqual([true, 1]);
    const [first, second] = entries.filter(({ type }) => type === 'unit.bound');
    expect(first!.batch).not.toBeNull();
    expect(first!.values).toMatchObject({ coi: 'COI-7F3K', unitProcedure: 'weigh' });
    // nobody sees the record of this one
    expect(second!.batch).toBeNull();
    expect(JSON.stringify(second)).not.toContain('COI');
  });

  it('is read by pages and by time, and nothing twice', async () => {
    const all = (await read(`${UNIT}/logbook`)).entries;
    const paged: Entry[] = [];
    let next: string | null = '';
    while (next !== null) {
      const page: Page = await read(`${UNIT}/logbook?limit=4${next === '' ? '' : `&cursor=${next}`}`);
      expect(page.entries.length).toBeLessThanOrEqual(4);
      paged.push(...page.entries);
      next = page.next;
    }
    expect(paged).toEqual(all);
    const [from, until] = [all[3]!.at, all.at(-1)!.at];
    const between = (await read(`${UNIT}/logbook?from=${from}&until=${until}`)).entries;
    expect(between).toEqual(all.filter(({ at }) => at >= from && at < until));
    const operator = await app.as('operator');
    for (const wrong of [
      ...['from=yesterday', 'limit=0', 'cursor=x', 'until=2026-02-30T00:00:00.000Z'],
      `cursor=9999-99-99T99:99:99.999Z_${'0'.repeat(36)}_1`,
    ])
      expect((await operator.refusal('GET', `${UNIT}/logbook?${wrong}`)).code).toBe('request.invalid');
  });

  it('of a room tells of its units while they stood in it', async () => {
    const room = (code: string) => read(`/sites/demo/rooms/${code}/logbook?limit=500`);
    const before = (await room('B2')).entries.filter(({ unit }) => unit === 'S-01');
    expect(before).toEqual((await read(`${UNIT}/logbook`)).entries);
    expect((await room('B3')).entries).toEqual([]);
    await (await app.as('engineer')).put(UNIT, { ...definition(), title: 'Scale one', room: 'B3' });
    await did({ act: 'maintained', until: LATER });
    expect((await room('B3')).entries.map(({ type }) => type)).toEqual(['unit.redefined', 'unit.maintained']);
    const { entries } = await room('B2');
    expect(entries.filter(({ unit }) => unit === 'S-01')).toEqual(before);
    expect(entries.filter(({ unit }) => unit !== 'S-01').map(({ unit, type }) => [unit, type])).toEqual([
      ['C-01', 'unit.defined'],
    ]);
    expect(entries.map(({ at }) => at)).toEqual(entries.map(({ at }) => at).toSorted());
  });
});

describe('an act that is not as it says', () => {
  it('211.182: is refused by the second person, with why: it has no effect, and the logbook shows it so', async () => {
    const operator = await app.as('operator');
    const cleaned = await perform({ act: 'cleaned', remark: 'Wiped' });
    const act = `${UNIT}/upkeep/${cleaned.id}`;
    const refusing = (username: DemoUsername, reason = 'Residue at the hinge', meaning = 'refused') => {
      return { reason, signing: { ...verifying(cleaned, username).signing, meaning } };
    };
    const code = async (body: object) => (await operator.refusal('POST', `${act}/refuse`, body)).code;
    expect(await code(refusing('operator'))).toBe('upkeep.verifier-is-performer');
    expect(await code(refusing('supervisor', ''))).toBe('request.invalid');
    expect(await code(refusing('supervisor', 'why', 'verified'))).toBe('signature.wrong-meaning');
    const refused = await operator.post<Act>(`${act}/refuse`, refusing('supervisor'));
    expect(refused).toMatchObject({ verifiedAt: null, refusal: 'Residue at the hinge' });
    const ids = async (path: string) => (await operator.get<Act[]>(`${UNIT}/${path}`)).map(({ id }) => id);
    expect(await ids('upkeep')).not.toContain(cleaned.id);
    expect(await ids('upkeep/refused')).toEqual([cleaned.id]);
    const { entries } = await operator.get<Page>(`${UNIT}/logbook`);
    const line = entries.findLast(({ type }) => type === 'unit.cleaned')!;
    expect(line).toMatchObject({ refused: 'Residue at the hinge', waits: false });
    expect(line.signatures.map(({ meaning }) => meaning)).toEqual(['performed', 'refused']);
    expect((await operator.refusal('POST', `${act}/verify`, verifying(cleaned, 'qa'))).code).toBe('upkeep.refused');
    await perform({ act: 'cleaned', remark: 'Wiped again' });
    expect(await ids('upkeep/refused')).toEqual([]);
  });
});

describe('rows of upkeep', () => {
  it('11.10(e): are what the facts make of them, to the last', async () => {
    const { uncovered, differences, rows } = await replay(app.database);
    expect([uncovered, differences]).toEqual([[], []]);
    expect(rows['unit_upkeep']).toBeGreaterThan(10);
  });
});
