import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { copyFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { trustClient } from '../../simulators/opcua/index.js';
import type { ConnectorPorts } from '../../src/plant/equipment/domain/index.js';
import type { IdentityFinding } from '../../src/plant/equipment/index.js';
import { applicationUriOf, thumbprintOf } from '../../src/plant/equipment/opcua/certificate.js';
import { OpcuaConnector } from '../../src/plant/equipment/opcua/connector.js';
import { Turns } from '../../src/plant/equipment/opcua/turns.js';
import { openTrustStore } from '../../src/plant/equipment/opcua/trust-store.js';
import { faultOf } from '../../src/plant/equipment/opcua/unit-check.js';
import { Authority } from '../support/authority.js';
import { Rig, Store, until } from './opcua-rig.js';

const URI = 'urn:ballroom:unit:U-T';

let rig: Rig;
let store: Store;
let authority: Authority;
const unitFile = (name: string) => join(rig.dir, 'unit', 'pki', 'own', name);

beforeAll(async () => {
  rig = await Rig.start();
  authority = new Authority(join(rig.dir, 'authority'));
}, 180_000);
beforeEach(() => {
  store = new Store(rig);
});
afterAll(() => rig.stop());

/** The unit stops, and is there again with another certificate for its key. */
async function answerWith(certificate: Buffer): Promise<void> {
  await rig.unit.stop();
  writeFileSync(unitFile('certs/certificate.pem'), certificate);
  await rig.startUnit();
}

const issued = (asked: Parameters<Authority['issue']>[1]) =>
  authority.issue(unitFile('private/private_key.pem'), asked);

/** How the unit is refused that answers now; nothing of it is taken. */
async function refusal(): Promise<IdentityFinding> {
  const session = store.open();
  await until(() => store.refused.length > 0, 'the refusal');
  await session.stop();
  expect(store.values).toEqual([]);
  return store.refused[0]!;
}

describe('11.10(d): a unit’s certificate', () => {
  let own: Buffer;
  beforeAll(async () => {
    own = readFileSync(unitFile('certs/certificate.pem'));
    await rig.trust.certificates.addIssuer(authority.certificate);
    await rig.trust.certificates.addRevocationList(authority.revocations());
  });
  afterAll(() => answerWith(own));

  it('that nobody has seen is refused, also from an authority that is trusted, and kept to be judged', async () => {
    const { certificate, der } = issued({ applicationUri: URI });
    await rig.trust.certificates.trustCertificate(authority.certificate);
    await answerWith(certificate);
    const thumbprint = thumbprintOf(der);
    expect(await refusal()).toMatchObject({
      reason: 'certificate',
      found: { applicationUri: URI },
      certificate: { thumbprint, why: 'not-trusted' },
    });
    const kept = await rig.trust.kept();
    expect(kept.find((one) => one.thumbprint === thumbprint)).toMatchObject({ state: 'rejected', applicationUri: URI });
    expect(rig.trust.seen(thumbprint)).toMatchObject([{ unit: store.row.id, why: 'not-trusted' }]);
    await rig.trust.trust(thumbprint);
    const session = store.open();
    await until(() => session.connection.state === 'live', 'live with the certificate that is trusted now');
    expect(session.certificates?.unit).toBe(thumbprint);
    await session.stop();
  });

  it('that has expired is refused, though it is trusted', async () => {
    const { certificate, der } = issued({ applicationUri: URI, expired: true });
    await rig.trust.certificates.trustCertificate(der);
    await answerWith(certificate);
    expect((await refusal()).certificate).toEqual({ thumbprint: thumbprintOf(der), why: 'expired' });
  });

  it('of another unit is refused at this unit’s address, though it is trusted as that unit’s, and stays so', async () => {
    const { certificate, der } = issued({ applicationUri: 'urn:ballroom:unit:U-X' });
    await rig.trust.certificates.trustCertificate(der);
    await answerWith(certificate);
    const thumbprint = thumbprintOf(der);
    expect(await refusal()).toMatchObject({
      found: { applicationUri: 'urn:ballroom:unit:U-X' },
      certificate: { thumbprint, why: 'application-uri' },
    });
    expect((await rig.trust.kept()).find((one) => one.thumbprint === thumbprint)?.state).toBe('trusted');
  });

  it('that names no application is refused, though it is trusted', async () => {
    const { certificate, der } = issued({ applicationUri: null });
    await rig.trust.certificates.trustCertificate(der);
    await answerWith(certificate);
    expect(await refusal()).toMatchObject({ found: { applicationUri: null }, certificate: { why: 'application-uri' } });
  });

  it('that says the unit’s name within another name does not name the unit', () => {
    const { der } = issued({ applicationUri: null, dns: `x, URI:${URI}, y` });
    expect(new X509Certificate(der).subjectAltName).toContain(URI);
    expect(applicationUriOf(der)).toBeNull();
    expect(applicationUriOf(issued({ applicationUri: `${URI}, it says` }).der)).toBe(`${URI}, it says`);
  });

  it('whose key or signature OPC UA’s policies do not take is refused, though it is trusted', async () => {
    const key = join(rig.dir, 'short.key');
    execFileSync('openssl', ['genrsa', '-out', key, '1024'], { stdio: 'pipe' });
    const weak = [authority.issue(key, { applicationUri: URI }), issued({ applicationUri: URI, digest: 'sha1' })];
    for (const { der } of weak) {
      expect(await faultOf(rig.trust.certificates, der)).toBe('too-weak');
      await rig.trust.certificates.trustCertificate(der);
      expect(await faultOf(rig.trust.certificates, der)).toBe('too-weak');
    }
  });

  it('that is taken from the folder of those that are trusted ends its session', async () => {
    const { certificate, der } = issued({ applicationUri: URI });
    await rig.trust.certificates.trustCertificate(der);
    await answerWith(certificate);
    const session = store.open();
    await until(() => session.connection.state === 'live', 'live');
    // by another server with the same folder, or by hand
    await rig.trust.certificates.rejectCertificate(der);
    await until(() => store.refused.length > 0, 'the refusal');
    expect([session.certificates, store.refused[0]!.certificate?.why]).toEqual([null, 'not-trusted']);
    await session.stop();
  });

  it('that its authority has revoked is refused, though it is trusted', async () => {
    const revoked = issued({ applicationUri: URI });
    await rig.trust.certificates.trustCertificate(revoked.der);
    await rig.trust.certificates.clearRevocationLists('all');
    await rig.trust.certificates.addRevocationList(authority.revocations(revoked));
    await answerWith(revoked.certificate);
    expect((await refusal()).certificate).toEqual({ thumbprint: thumbprintOf(revoked.der), why: 'revoked' });
  });
});

describe('a new certificate of ours', () => {
  const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();
  const used = (session: ReturnType<Store['open']>) => session.certificates?.own;

  it('is used as soon as the unit trusts it, the one before until then, and nothing is lost', async () => {
    const { own } = rig.trust;
    const before = own.current.text.thumbprint;
    const session = store.open();
    await until(() => store.heartbeats.length >= 5, 'the first values');
    const { thumbprint } = await own.prepare();
    own.install(inAnHour());
    expect([own.current.text.thumbprint, own.previous!.own.text.thumbprint]).toEqual([thumbprint, before]);
    await rig.fault('link-cut', { durationSeconds: 1, mode: 'reset' });
    await until(() => session.connection.state !== 'live', 'the reset is seen');
    await until(() => session.connection.state === 'live', 'live again by the one before');
    expect(used(session)).toBe(before);
    await trustClient({ dir: join(rig.dir, 'unit'), certificate: own.current.certificate });
    await until(() => used(session) === thumbprint, 'a link by the new one');
    const beats = store.heartbeats.length;
    await until(() => store.heartbeats.length >= beats + 10, 'values by the new one');
    await session.stop();
    expect(store.isGapless).toBe(true);
    expect(store.gaps).toEqual([]);
  }, 30_000);

  it('stands after a restart, with the one before for as long as it is kept', async () => {
    const { current, previous } = rig.trust.own;
    const again = await openTrustStore(join(rig.dir, 'pki'), { watched: false });
    await again.certificates.dispose();
    expect(again.own.current.text).toEqual(current.text);
    expect(again.own.previous?.until).toBe(previous!.until);
    again.own.forgetPrevious();
    expect(again.own.usable.map(({ text }) => text.thumbprint)).toEqual([current.text.thumbprint]);
  });

  it('is whole after an installation that ended anywhere in the middle', async () => {
    const { certificates, own } = await openTrustStore(join(rig.dir, 'halfway'), { watched: false });
    const file = (...at: string[]) => join(rig.dir, 'halfway', 'own', ...at);
    const [key, next] = [
      file('private', 'private_key.pem'),
      file('private', 'next', 'own', 'private', 'private_key.pem'),
    ];
    const before = own.current.text.thumbprint;
    const made = await own.prepare();
    expect(own.prepared).toEqual(made);
    // what was ours is put aside, and the key alone is new
    copyFileSync(key, file('private', 'previous_key.pem'));
    copyFileSync(own.current.certificateFile, file('certs', 'previous.pem'));
    writeFileSync(file('certs', 'previous.json'), JSON.stringify({ until: inAnHour() }));
    const opened = async () => (await openTrustStore(join(rig.dir, 'halfway'), { watched: false })).own;
    const undone = await opened();
    expect(undone.current.text.thumbprint).toBe(before);
    expect(undone.prepared?.thumbprint).toBe(made.thumbprint);
    renameSync(next, key);
    const half = await opened();
    expect(half.usable.map(({ text }) => text.thumbprint)).toEqual([made.thumbprint, before]);
    expect(() => half.install(inAnHour())).toThrow('no certificate is prepared');
    expect(half.usable.map(({ text }) => text.thumbprint)).toEqual([made.thumbprint, before]);
    await certificates.dispose();
  });

  it('is that of every server on the folder, and the one before stays for those whose units are not heard of here', async () => {
    const folder = join(rig.dir, 'shared');
    const connector = (isAlone: boolean) => {
      const turns = new Turns(1, { may: () => true, urgencies: async () => new Map(), random: () => 0 });
      const told = { reserved: async () => undefined, missed: () => undefined };
      return new OpcuaConnector(folder, turns, told, isAlone);
    };
    const [one, other, alone] = [connector(false), connector(false), connector(true)];
    for (const each of [one, other, alone]) await each.open([], {} as ConnectorPorts);
    const usable = () => [one, other, alone].map(({ trust }) => trust.own.usable.map(({ text }) => text.thumbprint));
    const [[before]] = usable() as [[string]];
    expect(usable()).toEqual([[before], [before], [before]]);
    const { thumbprint } = await one.trust.own.prepare();
    one.renew(inAnHour());
    expect(usable()).toEqual(Array.from({ length: 3 }, () => [thumbprint, before]));
    const last = await alone.trust.own.prepare();
    alone.renew(inAnHour());
    expect(usable()).toEqual(Array.from({ length: 3 }, () => [last.thumbprint]));
    for (const each of [one, other, alone]) await each.close();
  });

  it('does not keep the server from starting where power loss has cut what was written of the one before', async () => {
    const folder = join(rig.dir, 'cut');
    const { certificates, own } = await openTrustStore(folder, { watched: false });
    await own.prepare();
    own.install(inAnHour());
    writeFileSync(join(folder, 'own', 'certs', 'previous.json'), '');
    const again = await openTrustStore(folder, { watched: false });
    expect(again.own.usable.map(({ text }) => text)).toEqual([own.current.text]);
    for (const each of [certificates, again.certificates]) await each.dispose();
  });

  it('ends the links by the one before when its time is over', async () => {
    const { own } = rig.trust;
    own.forgetPrevious();
    const before = own.current.text.thumbprint;
    const session = store.open();
    await until(() => store.heartbeats.length >= 5, 'the first values');
    await own.prepare();
    own.install(new Date(Date.now() + 1000).toISOString());
    await until(() => own.usable.every(({ text }) => text.thumbprint !== before), 'its time is over');
    await until(() => session.connection.state === 'offline', 'the link is ended');
    expect(session.certificates).toBeNull();
    await session.stop();
  });
});
