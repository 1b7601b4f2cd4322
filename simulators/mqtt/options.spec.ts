import { describe, expect, it } from '@jest/globals';
import { BadOptions } from '../unit/command-line.js';
import { unitOptions } from './options.js';

describe('the command line of an MQTT unit', () => {
  it('names every bad option in one message', () => {
    const wrong = (): unknown =>
      unitOptions(['--broker', 'http://x', '--ca', '/nowhere', '--room', 'a/b', '--speed', '0'], {});
    expect(wrong).toThrow(BadOptions);
    for (const part of ['--name is', '--dir', '--broker: ', '--ca', '--site', '--room may', '--speed', 'password'])
      expect(wrong).toThrow(new RegExp(part));
    expect(() => unitOptions(['--broker', 'mqtt://me:secret@here', '--ca', 'x'], {})).toThrow(/no user name/);
  });

  it('takes good ones', () => {
    const args = ['--name', 'U-07', '--dir', 'd', '--broker', 'mqtt://127.0.0.1', '--site', 'demo', '--room', 'B2'];
    expect(unitOptions(args, { BALLROOM_UNIT_PASSWORD: 'x' })).toMatchObject({
      name: 'U-07',
      broker: { url: 'mqtt://127.0.0.1', user: 'U-07', password: 'x' },
    });
    expect(unitOptions(['--help'], {})).toBe('help');
  });
});
