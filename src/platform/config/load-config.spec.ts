import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { problemsOf } from '../../../test/support/config-problems.js';
import { loadConfig } from './index.js';

/** Self-signed, of nobody: made for this file, its key thrown away. */
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBNDCB56ADAgECAhQWskWB5q3ofa/TGGogvTLZhlbggTAFBgMrZXAwDzENMAsG
A1UEAwwEdGVzdDAgFw0yNjExMjIxNjAxMzlaGA8yMTI2MTAyOTE2MDEzOVowDzEN
MAsGA1UEAwwEdGVzdDAqMAUGAytlcAMhAGuhSwCt8Ki8+rGaPTmbZjzeM4OPJjIH
HcNy/D0QzNEUo1MwUTAdBgNVHQ4EFgQU0CsfvLN9kPwQsv472609JP0sNHAwHwYD
VR0jBBgwFoAU0CsfvLN9kPwQsv472609JP0sNHAwDwYDVR0TAQH/BAUwAwEB/zAF
BgMrZXADQQDdBNeDvWhMZIoCf7FOtwRgnif9/9czOBgTOwicEKzI42V0Gkb+SB8U
RLc29Cv0kQFV30veTZaFtOIk7Cf12q4N
-----END CERTIFICATE-----
`;

let data: string;
beforeAll(() => void (data = mkdtempSync(join(tmpdir(), 'ballroom-config-'))));
afterAll(() => rmSync(data, { recursive: true }));

const production = () => ({
  BALLROOM_MODE: 'production',
  BALLROOM_DATA: data,
  BALLROOM_PUBLIC_URL: 'https://ballroom.example.org',
  DATABASE_URL: 'postgresql://ballroom_server:s3cret@db.example.org/ballroom?sslmode=verify-full',
});

describe('the configuration', () => {
  it('is a demo on port 3000 of this machine, a day in half a minute, when nothing is set', () => {
    expect(loadConfig({ HOME: '/root', PORT: '' })).toEqual({
      mode: 'demo',
      host: '127.0.0.1',
      port: 3000,
      publicUrl: 'http://localhost:3000',
      databaseUrl: undefined,
      migrationUrl: undefined,
      dataDir: resolve('.data'),
      keysDir: resolve('.data/keys'),
      sealsDir: resolve('.data/seals'),
      inboxDir: null,
      breachedPasswords: null,
      spoolBytes: 8 * 2 ** 30,
      mqtt: null,
      oidc: null,
      brokers: {},
      instance: null,
      reconnectsPerSecond: 3,
      speed: 2880,
    });
  });

  it('takes each variable and cannot be changed afterwards', () => {
    const config = loadConfig({
      PORT: '8080',
      DATABASE_URL: 'postgres://app@localhost/ballroom',
      DATABASE_MIGRATION_URL: 'postgres://owner@localhost/ballroom',
      BALLROOM_DATA: data,
      BALLROOM_SPEED: '1.5',
      BALLROOM_HOST: '0.0.0.0',
      BALLROOM_PUBLIC_URL: 'http://10.0.0.7:8080/',
      BALLROOM_SEALS: '/mnt/seals',
    });
    expect(config).toMatchObject({ port: 8080, speed: 1.5, host: '0.0.0.0', publicUrl: 'http://10.0.0.7:8080' });
    expect(config).toMatchObject({ dataDir: data, keysDir: join(data, 'keys'), sealsDir: '/mnt/seals' });
    expect(config.databaseUrl).toBe('postgres://app@localhost/ballroom');
    expect(config.migrationUrl).toBe('postgres://owner@localhost/ballroom');
    expect(() => Object.assign(config, { speed: 2 })).toThrow(TypeError);
  });

  it('names every bad value at once, with what was given and what is allowed', () => {
    const problems = problemsOf({
      PORT: '70000',
      DATABASE_URL: 'mysql://localhost/x',
      DATABASE_MIGRATION_URL: 'postgres://localhost',
      BALLROOM_SPEED: 'fast',
      BALLROOM_MODE: 'prod',
      BALLROOM_HOST: 'not a host',
      BALLROOM_PUBLIC_URL: 'https://ballroom.example.org/app',
      BALLROOM_SPED: '10',
    });
    expect([...problems].sort()).toEqual([
      'BALLROOM_HOST is "not a host"; allowed is an address or a host name, such as 127.0.0.1 or 0.0.0.0',
      'BALLROOM_MODE is "prod"; allowed is demo or production',
      'BALLROOM_PUBLIC_URL is "https://ballroom.example.org/app"; allowed is an address without a path, such as https://ballroom.example.org',
      'BALLROOM_SPED is not a setting of Ballroom; allowed are BALLROOM_DATA, BALLROOM_SPEED, BALLROOM_MODE, BALLROOM_HOST, BALLROOM_PUBLIC_URL, BALLROOM_SEALS, BALLROOM_HOST_ID, BALLROOM_RECONNECTS, BALLROOM_INSTANCE',
      'BALLROOM_SPEED is "fast"; allowed is a number from 1 to 100000',
      'DATABASE_MIGRATION_URL is "postgres://localhost"; allowed is postgresql://user:password@host:port/database',
      'DATABASE_URL is "mysql://localhost/x"; allowed is postgresql://user:password@host:port/database',
      'PORT is "70000"; allowed is a port from 1 to 65535, or 0 for any free one',
    ]);
  });

  it.each(['0', '0.05', '101', '-3', 'many'])('refuses a rate of reconnection of %s', (rate) => {
    expect(problemsOf({ BALLROOM_RECONNECTS: rate })).toEqual([
      expect.stringContaining(`BALLROOM_RECONNECTS is "${rate}"`),
    ]);
  });

  it.each(['0', '0.5', '-1', '100001', '1e3', 'NaN', '60x'])('refuses a speed of %s', (speed) => {
    expect(problemsOf({ BALLROOM_SPEED: speed })).toEqual([expect.stringContaining(`BALLROOM_SPEED is "${speed}"`)]);
  });

  it('names a directory that no system can have', () => {
    expect(problemsOf({ BALLROOM_DATA: 'a\0b', BALLROOM_SEALS: 'c\0d' })).toHaveLength(2);
  });

  it.each([
    'mysql://me:s3cret@host/db',
    'postgres//me:s3c/r:et@host/db',
    'postgres:s3cret@host/db',
    'postgres://me:s3@cret@h',
    'postgres://host?user=me&password=s3cret',
  ])('never shows the password of the connection %s', (url) => {
    const problems = problemsOf({ DATABASE_URL: url });
    expect(problems).toHaveLength(1);
    expect(problems[0]).not.toMatch(/s3|cret|et@/);
  });

  it.each(['mqtt://broker.example.org', 'mqtts://[::1]:8883/', 'mqtt://line%201:p%40ss@127.0.0.1:1884'])(
    'takes the broker at %s',
    (MQTT_URL) => {
      expect(problemsOf({ MQTT_URL })).toEqual([]);
    },
  );

  it('reads the broker apart from its credentials, and a port that is left out by the protocol', () => {
    const ca = join(data, 'ca.pem');
    writeFileSync(ca, CERTIFICATE);
    expect(loadConfig({ MQTT_URL: 'mqtts://line%201:p%40ss@broker.example.org', MQTT_CA: ca }).mqtt).toEqual({
      url: 'mqtts://broker.example.org:8883',
      username: 'line 1',
      password: 'p@ss',
      ca: CERTIFICATE,
      version: '5',
      hostId: 'ballroom',
    });
    const env = { MQTT_URL: 'mqtt://[::1]', MQTT_VERSION: '3.1.1', BALLROOM_HOST_ID: 'ballroom_B2' };
    expect(loadConfig(env).mqtt).toEqual({
      url: 'mqtt://[::1]:1883',
      version: '3.1.1',
      hostId: 'ballroom_B2',
    });
    expect(() => Object.assign(loadConfig(env).mqtt!, { hostId: 'other' })).toThrow(TypeError);
  });

  it('names what is wrong with the broker, and minds no MQTT_ variable of other programs', () => {
    const problems = problemsOf({
      MQTT_URL: 'http://broker.example.org',
      MQTT_CA: join(data, 'absent.pem'),
      MQTT_VERSION: '4',
      BALLROOM_HOST_ID: 'ballroom/1',
      MQTT_EXPLORER_HOME: '/opt',
    });
    expect([...problems].sort()).toEqual([
      'BALLROOM_HOST_ID is "ballroom/1"; allowed is 1 to 48 letters, digits, - and _',
      `MQTT_CA is "${join(data, 'absent.pem')}"; allowed is a file with certificates in PEM that this user can read`,
      'MQTT_URL is "http://broker.example.org"; allowed is mqtts://user:password@host:port, or mqtt:// to this machine',
      'MQTT_VERSION is "4"; allowed is 5 or 3.1.1',
    ]);
    writeFileSync(join(data, 'key.pem'), '-----BEGIN PRIVATE KEY-----\n');
    expect(problemsOf({ MQTT_CA: join(data, 'key.pem') })).toHaveLength(1);
  });

  it.each([
    'tcp://me:s3cret@host',
    'mqtt//me:s3c/r:et@host',
    'mqtt:me:s3cret@host',
    'mqtts://me:s3cret@host/base',
    'mqtts://me:s3cret@host:99999',
    'mqtts://me:s3cret%@host',
    'mqtt://:s3cret@host',
    'mqtt://me:s3cret@host?x=1',
    'mqtt://me:s3cret@',
    'mqtt://me:s3cret@no host',
    'mqtt://s3cret@host',
  ])('refuses the broker at %s and never shows the password', (MQTT_URL) => {
    const problems = problemsOf({ MQTT_URL });
    expect(problems).toHaveLength(1);
    expect(problems[0]).not.toMatch(/s3|cret|et@/);
  });

  it.each(['mqtt://host/base', 'mqtt://host#x', 'mqtt://', 'mqtt://a_b..c'])('refuses the broker at %s', (MQTT_URL) =>
    expect(problemsOf({ MQTT_URL })).toEqual([expect.stringContaining(`MQTT_URL is "${MQTT_URL}"`)]),
  );

  it('says it in one message', () => {
    expect(() => loadConfig({ PORT: 'x', BALLROOM_SPEED: 'y' })).toThrow(
      /^Ballroom cannot start with these settings:\n {2}- PORT is "x".*\n {2}- BALLROOM_SPEED is "y".*$/,
    );
  });
});

describe('production', () => {
  it('starts with an encrypted database and an https address, at the speed of life', () => {
    expect(loadConfig(production())).toMatchObject({ mode: 'production', speed: 1 });
  });

  it('refuses everything that is insecure in one message', () => {
    const secrets = [
      ...['keys/seal.pem', 'pki/own/private/private_key.pem', 'unit-credentials.json', 'unit-users/u-01.key'],
    ].map((name) => join(data, name));
    for (const file of secrets) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, '-----BEGIN PRIVATE KEY-----\n');
      chmodSync(file, 0o604);
    }
    writeFileSync(join(data, 'keys/seal.pub'), '-----BEGIN PUBLIC KEY-----\n', { mode: 0o644 });
    const insecure = { BALLROOM_DATA: data, BALLROOM_SPEED: '60', BALLROOM_HOST: '0.0.0.0' };
    expect(problemsOf({ BALLROOM_MODE: 'production', ...insecure })).toEqual([
      'DATABASE_URL is missing; production brings no database of its own',
      'BALLROOM_SPEED is "60"; allowed in production is 1',
      'BALLROOM_HOST is "0.0.0.0"; allowed in production is this machine alone (127.0.0.1), behind a proxy that speaks TLS',
      'BALLROOM_PUBLIC_URL is "http://localhost:3000"; allowed in production is an address that begins with https://',
      ...secrets.map(
        (file) => `${file} can be read by every user of this machine; allowed is its owner alone (chmod 600)`,
      ),
    ]);
    for (const file of secrets) chmodSync(file, 0o600);
    expect(problemsOf(production())).toEqual([]);
  });

  it.each([
    ['db.example.org/ballroom', false],
    ['db.example.org/ballroom?sslmode=prefer', false],
    ['db.example.org/ballroom?sslmode=require&sslmode=disable', false],
    ['localhost/ballroom?host=db.example.org', false],
    ['127.0.0.1.example.org/ballroom', false],
    ['db.example.org/ballroom?sslmode=require', true],
    ['db.example.org/ballroom?sslmode=verify-ca', true],
    ['localhost:5432/ballroom', true],
    ['127.0.0.1/ballroom', true],
    ['[::1]/ballroom', true],
    ['localhost/ballroom?host=/run/postgresql', true],
  ])('judges the way to the database at %s (%s)', (rest, safe) => {
    const both = { DATABASE_URL: `postgresql://app:x@${rest}`, DATABASE_MIGRATION_URL: `postgresql://owner:x@${rest}` };
    const said = (name: string) =>
      `${name} leaves this machine unencrypted; add sslmode=require, verify-ca or verify-full`;
    expect(problemsOf({ ...production(), ...both })).toEqual(safe ? [] : Object.keys(both).map(said));
  });

  it.each(['localhost', '127.0.0.1', '127.0.0.53', '::1'])(
    'listens on %s, where only a proxy of this machine is',
    (host) => {
      expect(loadConfig({ ...production(), BALLROOM_HOST: host }).host).toBe(host);
    },
  );

  it.each(['0.0.0.0', '::', '10.0.0.7', 'ballroom.example.org', '127.0.0.1.example.org'])(
    'refuses to listen on %s, where passwords would travel in the clear',
    (host) => {
      expect(problemsOf({ ...production(), BALLROOM_HOST: host })).toEqual([
        expect.stringMatching(/^BALLROOM_HOST is ".*"; allowed in production is this machine alone/),
      ]);
    },
  );

  it.each([
    ['mqtts://server:x@broker.example.org', []],
    ['mqtt://server:x@localhost:1883', []],
    ['mqtt://server:x@[::1]', []],
    ['mqtt://server:x@127.0.0.1.example.org', ['leaves this machine unencrypted']],
    ['mqtts://broker.example.org', ['has no user name and password']],
    ['mqtt://10.0.0.7', ['leaves this machine unencrypted', 'has no user name and password']],
  ])('judges the way to the broker at %s', (MQTT_URL, said) => {
    expect(problemsOf({ ...production(), MQTT_URL })).toEqual(
      said.map((words) => expect.stringMatching(`^MQTT_URL ${words}`)),
    );
  });

  it('refuses one role for the app and for migrations', () => {
    const env = { ...production(), DATABASE_MIGRATION_URL: production().DATABASE_URL };
    const said = /both sign in as "ballroom_server"; the app needs a role of its own that cannot change facts$/;
    expect(problemsOf(env)).toEqual([expect.stringMatching(said)]);
    const hidden = 'postgresql://owner:x@localhost/ballroom?user=ballroom_server';
    expect(problemsOf({ ...env, DATABASE_MIGRATION_URL: hidden })).toEqual([expect.stringMatching(said)]);
  });

  it('says of a bad value only that it is bad', () => {
    expect(problemsOf({ ...production(), DATABASE_URL: 'nonsense' })).toEqual([
      'DATABASE_URL is "nonsense"; allowed is postgresql://user:password@host:port/database',
    ]);
  });
});
