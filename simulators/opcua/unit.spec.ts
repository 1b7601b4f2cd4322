import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type DataValue,
  MessageSecurityMode,
  SecurityPolicy,
  setErrorLogger,
  setWarningLogger,
  UserTokenType,
} from 'node-opcua';
import { type LedgerLine, type RunningUnit, startUnit, trustClient } from './index.js';
import { byPassword, clientIdentity, EFFECTIVE, FUNCTIONS, RUNNING, STATE, TestClient, VALUES } from './test-client.js';

const USER = byPassword('ballroom', 'secret');
interface Answer {
  status: number;
  body: { error?: string; faults?: unknown[]; counter?: number };
}

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'culture-unit-'));
const clientDir = path.join(root, 'client');
let unit: RunningUnit;
let client: TestClient;

const control = async (method: string, url: string, body?: unknown): Promise<Answer> => {
  const response = await fetch(`${unit.control}${url}`, {
    method,
    body: body === undefined ? null : JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
};
const until = async (what: string, done: () => Promise<boolean>, ms = 60_000): Promise<void> => {
  for (const end = Date.now() + ms; !(await done()); await new Promise((resolve) => setTimeout(resolve, 50))) {
    if (Date.now() > end) throw new Error(`${what} did not come`);
  }
};
const eventually = async <T>(act: () => Promise<T>): Promise<T> => {
  let last: unknown;
  let done: T | undefined;
  const attempt = async (): Promise<boolean> =>
    (done = await act().catch((error: unknown) => void (last = error))) !== undefined;
  await until('success', attempt).catch((late: Error) => {
    throw new Error(`${late.message}: ${String(last)}`);
  });
  return done as T;
};
const isIn = (state: string): Promise<void> => until(state, async () => (await client.value(EFFECTIVE)) === state);
beforeAll(async () => {
  setErrorLogger(() => undefined);
  setWarningLogger(() => undefined);
  const { certificate } = await clientIdentity(clientDir);
  unit = await startUnit({
    name: 'U-01',
    dir: path.join(root, 'unit'),
    password: 'secret',
    rate: 10,
    speed: 3600,
    seed: 7,
    trust: [certificate],
  });
  client = await TestClient.open(unit, clientDir, USER);
});

afterAll(async () => {
  await client.close();
  await unit.stop();
  fs.rmSync(root, { recursive: true, force: true });
});

describe('a culture unit', () => {
  it('11.10(d): refuses a client that nobody trusted, an anonymous one, and a wrong password', async () => {
    await expect(TestClient.open(unit, path.join(root, 'stranger'), USER)).rejects.toThrow(/BadSecurityChecksFailed/);
    await expect(TestClient.open(unit, clientDir, { type: UserTokenType.Anonymous })).rejects.toThrow(
      /IdentityTokenInvalid|IdentityTokenRejected|anonymous/i,
    );
    await expect(TestClient.open(unit, clientDir, byPassword('ballroom', 'wrong'))).rejects.toThrow(
      /BadUserAccessDenied|BadIdentityTokenRejected/,
    );
  });

  it('takes a client from the moment it is trusted', async () => {
    const { certificate } = await clientIdentity(path.join(root, 'stranger'));
    // a unit that is asked between the two halves of a move has the certificate in both folders, and then refuses it
    const trusted = async (): Promise<TestClient> => {
      await trustClient({ dir: path.join(root, 'unit'), certificate });
      return TestClient.open(unit, path.join(root, 'stranger'), USER);
    };
    const stranger = await eventually(trusted);
    expect(await stranger.value('di:Identification/di:AssetId')).toBe('U-01');
    await stranger.close();
  });

  it('offers SignAndEncrypt with two policies and its client-visible port alone', async () => {
    const endpoints = await client.client.getEndpoints();
    const secured = endpoints.filter((one) => one.securityMode !== MessageSecurityMode.None);
    expect(new Set(endpoints.map((one) => one.endpointUrl))).toEqual(new Set([unit.endpoint]));
    expect(secured.map((one) => one.securityMode)).toEqual([
      MessageSecurityMode.SignAndEncrypt,
      MessageSecurityMode.SignAndEncrypt,
    ]);
    const other = await TestClient.open(unit, clientDir, USER, SecurityPolicy.Aes256_Sha256_RsaPss);
    expect(await other.value('di:Identification/di:SerialNumber')).toBe('BR-U-01');
    await other.close();
  });

  it('identifies itself', async () => {
    expect(await client.value('di:Identification/di:Manufacturer')).toBe('Ballroom');
    expect(await client.value('di:Identification/di:ProductInstanceUri')).toBe('urn:ballroom:culture-unit:BR-U-01');
    expect(await client.value('di:Identification/di:SoftwareRevision')).toBe('1.0.0');
  });

  it('delivers every sample once, all its values with one source time, as its ledger has it', async () => {
    const seen = new Map<string, DataValue[]>();
    const paths = Object.values(VALUES);
    const subscription = await client.follow(paths, (at, value) => seen.set(at, [...(seen.get(at) ?? []), value]));
    await until('20 samples', async () => (seen.get(VALUES.heartbeat)?.length ?? 0) >= 20);
    await subscription.terminate();
    const beats = seen.get(VALUES.heartbeat) ?? [];
    const first = beats[0]?.value.value as number;
    expect(beats.map((one) => one.value.value as number)).toEqual(beats.map((_, i) => first + i));
    const ledger = unit.ledger(first);
    for (const [tag, at] of Object.entries(VALUES)) {
      for (const [i, one] of (seen.get(at) ?? []).slice(0, 15).entries()) {
        const line = ledger.find((entry) => entry.tag === tag && entry.counter === first + i);
        expect(one.value.value).toEqual(line?.value);
        expect(BigInt(one.sourceTimestamp?.getTime() ?? 0) * 10_000n).toBe(BigInt(line?.time ?? 0));
      }
    }
  });

  it('keeps a history of what it measured, and of nothing else', async () => {
    for (const [tag, at] of Object.entries(VALUES).filter(([name]) => name !== 'heartbeat')) {
      const results = await client.session.readHistoryValue(await client.node(at), new Date(0), new Date());
      const values = (results.historyData as unknown as { dataValues: DataValue[] }).dataValues;
      const known = values.map(({ sourceTimestamp, value }) => {
        const time = BigInt(sourceTimestamp!.getTime()) * 10_000n;
        return `${tag} ${time} ${value.value as number | boolean}`;
      });
      const measured = new Set(unit.ledger().map(({ tag, time, value }) => `${tag} ${time} ${value}`));
      expect(known.length).toBeGreaterThan(0);
      expect(known.filter((one) => !measured.has(one))).toEqual([]);
    }
  });

  it('runs a program to Complete and leaves a result with our job and task', async () => {
    const { status, run } = await client.start('Expansion', ['batch-7', 'step-3'], {
      temperature: '36.8 Cel',
      duration: 'PT4H',
    });
    expect(status).toBe('Good');
    expect(await client.start('Expansion', ['batch-7', 'step-4'], {})).toEqual({ status: 'BadInvalidState', run: '' });
    await isIn('Execute');
    expect(await client.value(`${STATE}/0:CurrentState`)).toBe('Running');
    expect(await client.value('FU/lads:ProgramManager/lads:ActiveProgram/lads:SupervisoryTaskId')).toBe('step-3');
    expect(await client.value(`${FUNCTIONS}/unit:Temperature/lads:TargetValue`)).toBe(36.8);
    await isIn('Complete');
    const result = `FU/lads:ProgramManager/lads:ResultSet/unit:${run}`;
    expect(await client.value(`${result}/lads:SupervisoryJobId`)).toBe('batch-7');
    expect(await client.value(`${result}/lads:SupervisoryTaskId`)).toBe('step-3');
    expect(await client.value(`${result}/unit:Outcome`)).toBe('completed');
    expect(await client.value(`${result}/lads:TotalRuntime`)).toBe(14_400_000);
    const [started, stopped] = [
      await client.value(`${result}/lads:Started`),
      await client.value(`${result}/lads:Stopped`),
    ];
    expect((stopped as Date).getTime()).toBeGreaterThan((started as Date).getTime());
    expect(await client.value(`${result}/lads:Properties`)).toMatchObject([
      { key: 'temperature', value: '36.8 Cel' },
      { key: 'duration', value: 'PT4H' },
    ]);
    expect(await client.call(RUNNING, 'Reset')).toBe('Good');
    await isIn('Idle');
  });

  it('is held, unheld, suspended, unsuspended, aborted and cleared, and refuses what its state does not allow', async () => {
    expect(await client.call(RUNNING, 'Hold')).toBe('BadInvalidState');
    await client.start('Expansion', ['batch-7', 'step-5'], {});
    await isIn('Execute');
    expect(await client.call(RUNNING, 'Hold')).toBe('Good');
    await isIn('Held');
    expect(await client.call(RUNNING, 'Unhold')).toBe('Good');
    await isIn('Execute');
    expect(await client.call(RUNNING, 'Suspend')).toBe('Good');
    await isIn('Suspended');
    expect(await client.value(`${STATE}/0:CurrentState`)).toBe('Running');
    expect(await client.call(RUNNING, 'Unsuspend')).toBe('Good');
    await isIn('Execute');
    expect(await client.call(STATE, 'Abort')).toBe('Good');
    await isIn('Aborted');
    expect((await client.read(`${RUNNING}/0:CurrentState`)).statusCode.name).toBe('BadStateNotActive');
    expect(await client.call(STATE, 'Clear')).toBe('Good');
    await isIn('Stopped');
    expect((await client.start('Nonsense', ['a', 'b'], {})).status).toBe('BadNotFound');
    expect((await client.start('Expansion', ['a', 'b'], { temperature: '99' })).status).toBe('BadOutOfRange');
    expect((await client.start('Expansion', ['', 'b'], {})).status).toBe('BadInvalidArgument');
  });
});

describe('a fault on demand', () => {
  const reading = async (tag: keyof typeof VALUES): Promise<number> => (await client.value(VALUES[tag])) as number;

  it('heats the culture until it is ended', async () => {
    const before = await reading('temperature');
    expect(
      (await control('POST', '/faults/temperature-excursion', { durationSeconds: 600, magnitude: 3 })).status,
    ).toBe(201);
    await until('heat', async () => (await reading('temperature')) > before + 0.25);
    await control('DELETE', '/faults/temperature-excursion');
    expect((await control('GET', '/state')).body.faults).toEqual([]);
  });

  it('lets CO2 drift', async () => {
    await control('POST', '/faults/co2-drift', { magnitude: 10 });
    await until('drift', async () => (await reading('co2')) > 5.1);
    await control('DELETE', '/faults/co2-drift');
  });

  it('opens the door, which the CO2 leaves by', async () => {
    await control('POST', '/faults/door-open', { durationSeconds: 600 });
    await until('open door', async () => (await client.value(VALUES.door)) === true);
    await until('loss of CO2', async () => (await reading('co2')) < 4.8);
    await control('DELETE', '/faults/door-open');
    await until('closed door', async () => (await client.value(VALUES.door)) === false);
  });

  it('makes one sensor bad and no other, without a value', async () => {
    await control('POST', '/faults/sensor-bad', { tag: 'ph', durationSeconds: 600 });
    await until('a bad pH', async () => (await client.read(VALUES.ph)).statusCode.name === 'BadSensorFailure');
    expect(await client.value(VALUES.ph)).toBeNull();
    expect((await client.read(VALUES.do)).statusCode.name).toBe('Good');
    await control('DELETE', '/faults/sensor-bad');
    await until('a good pH', async () => (await client.read(VALUES.ph)).statusCode.name === 'Good');
  });

  it('publishes NaN, a value out of range and two values at one instant, and its ledger says so', async () => {
    const seen: { path: string; value: unknown; time: bigint }[] = [];
    const subscription = await client.follow([VALUES.ph, VALUES.temperature], (path, { value, sourceTimestamp }) => {
      const time = BigInt(sourceTimestamp!.getTime()) * 10_000n;
      seen.push({ path, value: value.value as unknown, time });
    });
    await control('POST', '/faults/bad-values', { every: 2 });
    await control('POST', '/faults/conflict', { every: 3 });
    const strange = (): Map<string, LedgerLine[]> =>
      Map.groupBy(
        unit.ledger().filter(({ wrong }) => wrong !== undefined),
        ({ wrong }) => wrong!,
      );
    const at = ({ tag, time }: LedgerLine) =>
      seen.filter((one) => one.path === VALUES[tag as 'ph'] && one.time === BigInt(time));
    await until('each of them', async () => {
      const lines = ['not-a-number', 'out-of-range', 'conflict'].map((kind) => strange().get(kind)?.[0]);
      return lines.every((line) => line !== undefined && at(line).length > 0);
    });
    await control('DELETE', '/faults/bad-values');
    await control('DELETE', '/faults/conflict');
    await subscription.terminate();
    const first = (kind: string) => at(strange().get(kind)![0]!);
    expect(first('not-a-number')).toMatchObject([{ value: NaN }]);
    expect(first('out-of-range')).toMatchObject([{ value: 90 }]);
    expect(new Set(first('conflict').map(({ value }) => value)).size).toBe(2);
    expect(await control('POST', '/faults/bad-values', { kind: 'wrong-type' })).toMatchObject({ status: 400 });
  });

  it('cuts the link while sampling goes on, and what queued up arrives without a hole', async () => {
    const beats: number[] = [];
    const subscription = await client.follow([VALUES.heartbeat], (_, value) => beats.push(value.value.value as number));
    await until('beats', async () => beats.length > 5);
    await control('POST', '/faults/link-cut', { durationSeconds: 600 });
    const counter = async (): Promise<number> => (await control('GET', '/state')).body.counter ?? 0;
    const [atCut, received] = [await counter(), beats.length];
    await until('samples', async () => (await counter()) > atCut + 8);
    expect(beats.length - received).toBeLessThan(3);
    await control('DELETE', '/faults/link-cut');
    await until('the rest', async () => (beats.at(-1) ?? 0) > atCut + 25);
    expect(beats).toEqual(beats.map((_, i) => (beats[0] ?? 0) + i));
    await subscription.terminate();
  });

  it('refuses a bad request in words', async () => {
    expect(await control('POST', '/faults/fire')).toMatchObject({
      status: 404,
      body: { error: expect.stringContaining('door-open') },
    });
    expect(await control('POST', '/faults/sensor-bad', {})).toMatchObject({
      status: 400,
      body: { error: expect.stringMatching(/^tag must be one of/) },
    });
    expect(await control('POST', '/faults/door-open', { magnitude: 1 })).toMatchObject({ status: 400 });
    expect(await control('DELETE', '/faults/door-open')).toMatchObject({ status: 404 });
    expect(await control('GET', '/faults/door-open')).toMatchObject({ status: 405 });
    expect(await control('GET', '/nothing')).toMatchObject({ status: 404 });
  });
});
