import { describe, expect, it } from '@jest/globals';
import { BadOptions } from '../unit/command-line.js';
import { nodeOptions } from './options.js';

describe('the command line of an edge node', () => {
  it('names every bad option in one message', () => {
    const wrong = (): unknown =>
      nodeOptions(['--device', 'a b', '--control-port', '1', '--control-port', 'x', '--buffer', '-1'], {});
    expect(wrong).toThrow(BadOptions);
    for (const part of [
      '--name is',
      '--group',
      '--dir',
      '--broker',
      '--device may',
      '--control-port must',
      '--buffer',
      'password',
    ])
      expect(wrong).toThrow(new RegExp(part));
  });

  it('takes good ones', () => {
    const args = [
      '--name',
      'EN-01',
      '--group',
      'demo',
      '--dir',
      'd',
      '--broker',
      'mqtts://broker:8883',
      '--host-id',
      'none',
    ];
    const env = { BALLROOM_UNIT_PASSWORD: 'x' };
    expect(
      nodeOptions([...args, '--device', 'U-05=BR-0005', '--device', 'U-06', '--control-port', '0'], env),
    ).toMatchObject({
      primaryHost: null,
      broker: { user: 'EN-01', password: 'x' },
      devices: [
        { name: 'U-05', serial: 'BR-0005', controlPort: 0, seed: 1 },
        { name: 'U-06', serial: undefined, seed: 2 },
      ],
    });
    expect(nodeOptions(['--help'], {})).toBe('help');
  });
});
