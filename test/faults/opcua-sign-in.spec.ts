import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { unitOptions } from '../../simulators/opcua/options.js';
import type { SignIn } from '../../src/plant/equipment/domain/index.js';
import { credentialsOf } from '../../src/plant/equipment/opcua/credentials.js';
import { makeUser } from '../support/user-certificate.js';
import { QUICK, Rig, Store, UNIT_LOGIN, until } from './opcua-rig.js';

let rig: Rig;
let store: Store;
let folder: string;
beforeAll(async () => {
  rig = await Rig.start();
  folder = join(rig.dir, 'unit-users');
  const users = [makeUser(folder, 'known')];
  makeUser(folder, 'stranger');
  await rig.unit.stop();
  await rig.startUnit({ signIn: 'certificate', users });
}, 180_000);
afterAll(() => rig.stop());

/** What a server is given to sign in with, and how it is to. */
function given(known: unknown, signIn?: SignIn): void {
  const file = join(rig.dir, 'credentials.json');
  writeFileSync(file, typeof known === 'string' ? known : JSON.stringify(known));
  chmodSync(file, 0o600);
  store = new Store(rig);
  store.credentials = ({ code, connector }) => credentialsOf(file, code, connector.signIn);
  const { connector, ...row } = store.row;
  store.row = { ...row, connector: { ...connector, ...(signIn && signIn !== 'user-name' && { signIn }) } };
}
const files = (name: string, key = name) => ({
  'U-T': { certificate: `unit-users/${name}.pem`, privateKey: `unit-users/${key}.key` },
});

/** Why the unit does not let us in; nothing of it is taken. */
async function refusal(): Promise<string> {
  const tried = () => store.states.filter(({ state, problems }) => state === 'offline' && problems.length > 0);
  const session = store.open({ ...QUICK, backoff: { first: 5000, most: 5000 } });
  await until(() => tried().length > 0, 'the refusal');
  await session.stop();
  expect([store.values, store.refused]).toEqual([[], []]);
  return tried()[0]!.problems.join();
}

describe('11.10(d): a unit that demands the certificate of a user', () => {
  it('is live with the one that it trusts', async () => {
    given(files('known'), 'certificate');
    const session = store.open();
    await until(() => store.heartbeats.length >= 5, 'values');
    expect(session.connection.state).toBe('live');
    await rig.fault('link-cut', { durationSeconds: 1, mode: 'reset' });
    await until(() => session.connection.state !== 'live', 'the reset is seen');
    const before = store.heartbeats.length;
    await until(() => store.heartbeats.length >= before + 10, 'values after');
    await session.stop();
    expect([store.isGapless, store.gaps]).toEqual([true, []]);
    const key = readFileSync(join(folder, 'known.key'), 'utf8').split('\n')[1]!;
    expect(JSON.stringify([store.states, store.cursor])).not.toContain(key);
  });

  it('lets in no stranger, and says so', async () => {
    given(files('stranger'), 'certificate');
    expect(await refusal()).toBe('sign-in: BadIdentityTokenRejected');
  });

  it('is told no user name, and nobody comes in without saying who it is', async () => {
    given({ 'U-T': UNIT_LOGIN });
    expect(await refusal()).toBe('sign-in: not offered');
    given({}, 'anonymous');
    expect(await refusal()).toBe('sign-in: not offered');
  });

  it('is asked for nothing where the server has no certificate for it, or none that it may use', async () => {
    given({ 'U-T': UNIT_LOGIN, constructor: {} }, 'certificate');
    expect(await refusal()).toBe('credentials: no user certificate for U-T');
    given(files('known', 'stranger'), 'certificate');
    expect(await refusal()).toBe('credentials: the key for U-T is not that of its user certificate');
    chmodSync(join(folder, 'stranger.key'), 0o640);
    given(files('stranger'), 'certificate');
    expect(await refusal()).toContain('stranger.key may be read by others (0600 is needed)');
  });

  it('11.10(d): hears of no mistake in the file what stands beside it', async () => {
    given('{"U-T": {"username": "ballroom", "password": "of-the-unit" oops}}');
    expect(await refusal()).toMatch(/^credentials: \S+credentials.json is no JSON$/);
  });
});

describe('a unit that demands nothing', () => {
  it('is live without a word of who we are, where that is stated', async () => {
    await rig.unit.stop();
    await rig.startUnit({ signIn: 'anonymous' });
    given({}, 'anonymous');
    const session = store.open();
    await until(() => store.heartbeats.length >= 5, 'values');
    await session.stop();
    given({ 'U-T': UNIT_LOGIN });
    expect(await refusal()).toBe('sign-in: not offered');
  });

  it('is started so from the command line, as one that demands a certificate is', () => {
    const line = [
      '--name',
      'U',
      '--dir',
      'd',
      '--sign-in',
      'certificate',
      '--user-certificate',
      join(folder, 'known.pem'),
    ];
    const read = (args: string[]) => unitOptions(args, { BALLROOM_UNIT_PASSWORD: 'x' });
    expect(read(line)).toMatchObject({ signIn: 'certificate', users: [expect.any(Buffer)] });
    expect(() => read([...line.slice(0, 4), '--sign-in', 'card'])).toThrow('--sign-in takes');
  });
});
