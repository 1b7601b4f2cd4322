import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { afterAll, describe, expect, it } from '@jest/globals';
import { problemsOf } from '../../../test/support/config-problems.js';
import { loadConfig } from './index.js';

const CERTIFICATE = rootCertificates[0]!;
const data = mkdtempSync(join(tmpdir(), 'ballroom-brokers-'));
afterAll(() => rmSync(data, { recursive: true }));

const PRODUCTION = () => ({
  ...{ BALLROOM_MODE: 'production', BALLROOM_DATA: data, BALLROOM_PUBLIC_URL: 'https://ballroom.example.org' },
  DATABASE_URL: 'postgresql://ballroom_server:s3cret@db.example.org/ballroom?sslmode=verify-full',
});

describe('the configuration of several brokers', () => {
  it('takes further brokers by name from a file, and refuses one that is not whole or names a broker twice', () => {
    const [file, ca] = [join(data, 'brokers.json'), join(data, 'ca.pem')];
    writeFileSync(ca, CERTIFICATE);
    const given = (brokers: unknown, more: object = {}) => {
      writeFileSync(file, typeof brokers === 'string' ? brokers : JSON.stringify(brokers), { mode: 0o600 });
      return { MQTT_BROKERS: file, ...more };
    };
    const north = { url: 'mqtts://a:b@north.example.org', ca, version: '3.1.1' };
    const { brokers } = loadConfig(given({ north, 'hall-2': { url: 'mqtt://127.0.0.1' } }, { BALLROOM_HOST_ID: 'b2' }));
    expect(brokers).toEqual({
      north: {
        ...{ url: 'mqtts://north.example.org:8883', username: 'a', password: 'b', ca: CERTIFICATE },
        ...{ version: '3.1.1', hostId: 'b2' },
      },
      'hall-2': { url: 'mqtt://127.0.0.1:1883', version: '5', hostId: 'b2' },
    });
    const unfit: unknown[] = ['{', '[]', '{"north": null}', { North: north }, { north: { url: 'http://a' } }];
    unfit.push(
      { north: { ...north, ca: file } },
      { north: { ...north, version: '4' } },
      { north: { ...north, port: 1 } },
    );
    for (const one of unfit) expect(problemsOf(given(one))).toEqual([expect.stringMatching(/^MQTT_BROKERS is /)]);
    expect(problemsOf(given({ north }, { MQTT_URL: 'mqtts://c:d@north.example.org:8883' }))).toEqual([
      'MQTT_BROKERS has north at mqtts://north.example.org:8883, which is MQTT_URL too',
    ]);
    const open = given({ north: { url: 'mqtt://north.example.org' } }, PRODUCTION());
    chmodSync(file, 0o644);
    expect(problemsOf(open)).toEqual([
      'MQTT_BROKERS at north leaves this machine unencrypted; allowed in production is mqtts://',
      'MQTT_BROKERS at north has no user name and password; a broker in production knows each of its clients',
      expect.stringContaining(`${file} can be read by every user`),
    ]);
  });
});
