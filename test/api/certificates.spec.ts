import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { X509Certificate } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { trustClient } from '../../simulators/opcua/index.js';
import { Database, SYSTEM_SCOPE } from '../../src/platform/database/index.js';
import { OpcuaConnector } from '../../src/plant/equipment/opcua/connector.js';
import { type Fact, Ledger, type StreamId } from '../../src/trust/ledger/index.js';
import { startApp, type TestApp } from '../support/app.js';
import { Authority } from '../support/authority.js';
import type { Client } from '../support/client.js';
import { compareLedger, untilStored } from '../support/ledger-compare.js';
import { TrustedUnit } from '../support/trusted-unit.js';
import { makeUser } from '../support/user-certificate.js';
import { until } from '../support/walk.js';

interface Shown {
  thumbprint: string;
  subject: string;
  applicationUri: string | null;
  validTo: string;
  daysLeft: number;
  connected: string[];
}

interface Certificates {
  own: Shown & { pem: string };
  previous: (Shown & { keptUntil: string }) | null;
  units: (Shown & { state: string; units: string[]; seen: { unit: string; endpoint: string; why: string }[] })[];
  issuers: unknown[];
  revocationLists: string[];
}

const unit = new TrustedUnit();
const URI = 'urn:ballroom:unit:U-07';
let app: TestApp;
let engineer: Client;
let id: string;

beforeAll(async () => {
  await unit.start();
  app = await startApp({ dataDir: unit.data });
  engineer = await app.as('engineer');
  id = (await engineer.put<{ id: string }>('/units/U-07', unit.definition())).id;
}, 120_000);

afterAll(async () => {
  await app?.stop();
  await unit.remove();
});

const shown = () => engineer.get<Certificates>('/certificates');
const ofUnit = async () => (await shown()).units.find(({ thumbprint }) => thumbprint === unit.unit.thumbprint);
const connection = async () =>
  (await engineer.get<{ connection: { state: string } | null }>('/units/U-07')).connection?.state;
const becomes = (state: string) => until(`the unit is ${state}`, async () => (await connection()) === state);

const factsOf = (stream: StreamId): Promise<Fact[]> =>
  app.server.app.get(Database, { strict: false }).read(SYSTEM_SCOPE, async (tx) => {
    const facts = await app.server.app.get(Ledger, { strict: false }).facts(tx, stream);
    return facts.map(({ fact }) => fact);
  });
const stated = async (type: string) => (await factsOf('trust-store/enterprise')).filter((one) => one.type === type);
const refusals = async () => (await factsOf(`unit/${id}`)).filter(({ type }) => type === 'unit.identity-refused');

describe('certificates over the API', () => {
  it('are shown: our own, and those of units, with what is left of their time and who uses them', async () => {
    await becomes('live');
    const { own, previous, units, issuers, revocationLists } = await shown();
    expect(own).toMatchObject({ subject: expect.stringContaining('CN=Ballroom'), connected: ['U-07'] });
    expect(own.applicationUri).toMatch(/^urn:.+:ballroom$/);
    expect(new X509Certificate(own.pem).fingerprint.replaceAll(':', '').toLowerCase()).toBe(own.thumbprint);
    expect(own.daysLeft).toBe(Math.floor((Date.parse(own.validTo) - Date.now()) / 86_400_000));
    const { thumbprint } = unit.unit;
    const known = { thumbprint, applicationUri: URI, state: 'trusted', units: ['U-07'], connected: ['U-07'], seen: [] };
    expect(units).toMatchObject([known]);
    expect([previous, issuers, revocationLists]).toEqual([null, [], []]);
  });

  it('11.10(g): are trusted and rejected by nobody who may not write the plant, and not without a reason', async () => {
    const { thumbprint } = unit.unit;
    const path = `/certificates/${thumbprint}/reject`;
    expect((await (await app.as('operator')).refusal('POST', path, { reason: 'Why not' })).status).toBe(403);
    expect((await (await app.as('qa')).refusal('POST', path, { reason: 'Why not' })).status).toBe(403);
    expect((await engineer.refusal('POST', path, {})).code).toBe('request.invalid');
    const trust = ['POST', `/certificates/${thumbprint}/trust`, { reason: 'Once more' }] as const;
    expect((await engineer.refusal(...trust)).code).toBe('certificate.already-trusted');
    const unknown = ['POST', `/certificates/${'0'.repeat(40)}/trust`, { reason: 'Never seen' }] as const;
    expect((await engineer.refusal(...unknown)).code).toBe('certificate.not-found');
    const own = ['POST', `/certificates/${(await shown()).own.thumbprint}/reject`, { reason: 'Ours' }] as const;
    expect((await engineer.refusal(...own)).code).toBe('certificate.not-found');
    expect(await stated('certificate.rejected')).toEqual([]);
  });

  it('that would open no connection even if trusted are not trusted', async () => {
    const key = join(unit.dir, 'U-07', 'pki', 'own', 'private', 'private_key.pem');
    const issued = new Authority(join(unit.dir, 'authority')).issue(key, { applicationUri: URI, expired: true });
    const file = join(unit.data, 'pki', 'rejected', 'expired.pem');
    writeFileSync(file, issued.certificate);
    const { thumbprint, daysLeft } = (await shown()).units.find(({ state }) => state === 'rejected')!;
    expect(daysLeft).toBe(-2);
    const trust = ['POST', `/certificates/${thumbprint}/trust`, { reason: 'It was good once' }] as const;
    expect(await engineer.refusal(...trust)).toMatchObject({
      code: 'certificate.unusable',
      values: { why: 'expired' },
    });
    rmSync(file);
  });

  it('11.10(e): that are rejected end their session at once, with a fact and a security event', async () => {
    const { thumbprint, endpoint } = unit.unit;
    const reason = 'Its key was copied';
    await engineer.post(`/certificates/${thumbprint}/reject`, { reason });
    await becomes('offline');
    expect(await stated('certificate.rejected')).toMatchObject([
      { reason, values: { certificate: { thumbprint, applicationUri: URI }, units: ['U-07'] } },
    ]);
    await until('the refusal stands in the unit’s stream', async () => (await refusals()).length === 1);
    expect((await refusals())[0]!.values).toMatchObject({
      reason: 'certificate',
      certificate: { thumbprint, why: 'not-trusted' },
    });
    expect(await ofUnit()).toMatchObject({
      state: 'rejected',
      connected: [],
      seen: [{ unit: 'U-07', endpoint, why: 'not-trusted' }],
    });
    const again = ['POST', `/certificates/${thumbprint}/reject`, { reason }] as const;
    expect((await engineer.refusal(...again)).code).toBe('certificate.already-rejected');
  });

  it('that are trusted connect their unit, without a restart', async () => {
    const { thumbprint } = unit.unit;
    const reason = 'Compared with the unit’s display';
    await engineer.post(`/certificates/${thumbprint}/trust`, { reason });
    await becomes('live');
    expect(await stated('certificate.trusted')).toMatchObject([
      { reason, by: { role: 'recipe-engineer' }, values: { certificate: { thumbprint }, units: ['U-07'] } },
    ]);
    expect(await ofUnit()).toMatchObject({ state: 'trusted', connected: ['U-07'] });
  });

  it('that nobody has seen wait for a person, also from a unit whose other one is trusted', async () => {
    const before = unit.unit.thumbprint;
    await unit.unit.stop();
    rmSync(join(unit.dir, 'U-07', 'pki', 'own'), { recursive: true });
    await unit.run();
    const { thumbprint } = unit.unit;
    expect(thumbprint).not.toBe(before);
    await until('it is seen', async () => (await ofUnit())?.seen.length === 1);
    expect(await ofUnit()).toMatchObject({ state: 'rejected', applicationUri: URI, seen: [{ unit: 'U-07' }] });
    expect(await connection()).not.toBe('live');
    await engineer.post(`/certificates/${thumbprint}/trust`, { reason: 'The unit was given a new key' });
    await becomes('live');
    expect((await ofUnit())!.connected).toEqual(['U-07']);
  });
});

describe('11.10(d): the certificate of a user with which the server signs in at a unit', () => {
  const asUser = () => {
    const { connector, ...rest } = unit.definition();
    return { ...rest, connector: { ...connector, signIn: 'certificate' } };
  };
  const problems = async () =>
    (await engineer.get<{ connection: { problems: string[] } | null }>('/units/U-07')).connection?.problems.join();

  it('is demanded by the unit, named by a file of the server, and shown to nobody', async () => {
    const users = [makeUser(join(unit.data, 'unit-users'), 'server')];
    await engineer.put('/units/U-07', asUser());
    await until('it has none', async () => (await problems()) === 'credentials: no user certificate for U-07');
    await unit.unit.stop();
    await unit.run({ signIn: 'certificate', users });
    unit.signInWith({ certificate: 'unit-users/server.pem', privateKey: 'unit-users/server.key' });
    await becomes('live');
    const defined = (await factsOf(`unit/${id}`)).findLast(({ type }) => type === 'unit.redefined')!;
    expect(defined.values).toMatchObject({ is: { connector: { signIn: 'certificate' } } });
    const shown = JSON.stringify([await engineer.get('/units/U-07'), await factsOf(`unit/${id}`)]);
    expect(shown).toContain('"signIn":"certificate"');
    for (const secret of ['unit-users', 'PRIVATE KEY', 'of-the-unit']) expect(shown).not.toContain(secret);
  });

  it('gives way to a user name when the unit is stated so', async () => {
    await unit.unit.stop();
    await unit.run();
    unit.signInWithPassword();
    await engineer.put('/units/U-07', unit.definition());
    await becomes('live');
    const refused = { ...asUser(), connector: { ...asUser().connector, signIn: 'card' } };
    expect((await engineer.refusal('PUT', '/units/U-07', refused)).code).toBe('request.invalid');
  });
});

describe('an outage that a unit is to bridge', () => {
  const queuesAre = async (size: number) => {
    const state = (await (await fetch(`${unit.unit.control}/state`)).json()) as { queues: [string, number[]][] };
    return state.queues.flatMap(([, each]) => each).every((each) => each === size);
  };
  const holds = async () =>
    (await factsOf(`unit/${id}`)).findLast(({ type }) => type === 'unit.reserve-revised')?.values['holds'];
  const stated = async (outage: string, size: number, held: number) => {
    const { connector, ...rest } = unit.definition();
    await engineer.put('/units/U-07', { ...rest, connector: { ...connector, outage } });
    await until(`queues of ${size}`, () => queuesAre(size));
    await until(`a reserve of ${held} s`, async () => (await holds()) === held);
  };

  it('is another as soon as it is stated, longer or shorter, with nothing lost or doubled by the change', async () => {
    const from = new Date().toISOString();
    const { adminUrl } = app.database;
    await untilStored(adminUrl, 'U-07', from);
    // the most that the unit grants
    await stated('PT20M', 5000, 1000);
    await stated('PT2M', 660, 120);
    await becomes('live');
    const to = new Date().toISOString();
    await untilStored(adminUrl, 'U-07', to);
    const account = await compareLedger(adminUrl, { code: 'U-07', ledger: unit.unit.ledger(), rate: 5 }, from, to);
    expect(account).toMatchObject({ missing: [], covered: [], doubled: [], strange: [], gaps: [] });
    expect(account.stored).toBe(account.values);
  });
});

describe('our own certificate', () => {
  const restartUnit = async () => {
    await unit.unit.stop();
    await becomes('offline');
    await unit.run();
    await becomes('live');
  };

  it('is rotated without a restart: the one before serves units that do not know the new one', async () => {
    const before = (await shown()).own;
    const rotate = ['POST', '/certificates/own/rotate', { reason: 'Two years old' }] as const;
    expect((await (await app.as('operator')).refusal(...rotate)).status).toBe(403);
    const { own, previous } = await engineer.post<Certificates>(rotate[1], rotate[2]);
    expect(own.thumbprint).not.toBe(before.thumbprint);
    expect(own).toMatchObject({ applicationUri: before.applicationUri, connected: [] });
    expect(previous).toMatchObject({ thumbprint: before.thumbprint, connected: ['U-07'] });
    expect(await stated('certificate.rotated')).toMatchObject([
      {
        reason: 'Two years old',
        values: {
          was: { thumbprint: before.thumbprint },
          is: { thumbprint: own.thumbprint },
          keptUntil: previous!.keptUntil,
        },
      },
    ]);
    expect((await engineer.refusal(...rotate)).code).toBe('certificate.rotating');
    await restartUnit();
    expect((await shown()).previous).toMatchObject({ thumbprint: before.thumbprint, connected: ['U-07'] });
  });

  it('is forgotten once every unit is connected by the new one', async () => {
    const { own } = await shown();
    const certificate = new X509Certificate(own.pem).raw;
    await trustClient({ dir: join(unit.dir, 'U-07'), certificate });
    await restartUnit();
    const after = await shown();
    expect(after.own).toMatchObject({ thumbprint: own.thumbprint, connected: ['U-07'] });
    expect(after.previous).toBeNull();
    expect(after.units.map(({ thumbprint }) => thumbprint)).not.toContain(own.thumbprint);
  });

  it('is the same after a restart of the server', async () => {
    const { own } = await shown();
    await app.restart();
    await becomes('live');
    expect((await shown()).own).toMatchObject({ thumbprint: own.thumbprint, connected: ['U-07'] });
  });

  it('11.10(e): and those of units are as the facts say after a start, whatever the server had left undone', async () => {
    const { thumbprint } = unit.unit;
    const { own } = await shown();
    const { rejectCertificate, renew } = OpcuaConnector.prototype;
    // the server ends where the facts are committed and nothing has happened yet
    const ends = () => {
      throw new Error('killed');
    };
    Object.assign(OpcuaConnector.prototype, { rejectCertificate: ends, renew: ends });
    try {
      for (const act of [`${thumbprint}/reject`, 'own/rotate'])
        expect((await engineer.refusal('POST', `/certificates/${act}`, { reason: 'The last act' })).status).toBe(500);
    } finally {
      Object.assign(OpcuaConnector.prototype, { rejectCertificate, renew });
    }
    expect([(await shown()).own.thumbprint, (await ofUnit())!.state]).toEqual([own.thumbprint, 'trusted']);
    const { is, keptUntil } = (await stated('certificate.rotated')).at(-1)!.values as unknown as Record<'is', Shown> & {
      keptUntil: string;
    };
    await app.restart();
    engineer = await app.as('engineer');
    const after = await shown();
    expect(after.own.thumbprint).toBe(is.thumbprint);
    expect(after.previous).toMatchObject({ thumbprint: own.thumbprint, keptUntil });
    expect(await ofUnit()).toMatchObject({ state: 'rejected', connected: [] });
    await engineer.post(`/certificates/${thumbprint}/trust`, { reason: 'It was a mistake' });
    await becomes('live');
  });
});
