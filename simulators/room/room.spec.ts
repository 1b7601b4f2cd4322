import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterAll, describe, expect, it } from '@jest/globals';
import { eventually, TestBroker } from '../broker/test-broker.js';
import { BadOptions } from '../unit/command-line.js';
import { roomOptions } from './options.js';

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'room-'));
const write = (name: string, content: string): string => {
  const file = path.join(root, name);
  fs.writeFileSync(file, content);
  return file;
};

afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

const run = (args: string[]) =>
  spawn(process.execPath, ['--import', './test/support/typescript.mjs', 'simulators/main.ts', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });

describe('npm run simulators', () => {
  it('names every bad option in one message', () => {
    const wrong = [
      ...['--opcua', 'many', '--mqtt', '2', '--light', '-1', '--broker', 'http://x', '--speed', '0', '--rate', '99'],
      ...['--light-protocol', 'smoke', '--light-rate', 'much', '--trust', '/nowhere', '--port', '70000', 'extra'],
      ...['--credentials', write('bad.json', '{"U-01": {"username": "a"}}'), '--nonsense', '--site', 'a/b'],
    ];
    const read = (): unknown => roomOptions(wrong);
    expect(read).toThrow(BadOptions);
    for (const part of ['--opcua', '--light must', '--broker', '--speed', '--rate', '--light-protocol', '--light-rate'])
      expect(read).toThrow(new RegExp(part));
    for (const part of ['--trust', '--port', "'extra'", '--credentials', '--nonsense', '--site', '--dir is required'])
      expect(read).toThrow(new RegExp(part));
  });

  it('asks for what the units need', () => {
    expect(() => roomOptions([])).toThrow(/nothing to start/);
    expect(() => roomOptions(['--sparkplug', '1', '--dir', 'd'])).toThrow(/^--broker is required$/);
    expect(() => roomOptions(['--opcua', '1'])).toThrow(/^--dir is required$/);
    expect(() => roomOptions(['--opcua'])).toThrow(/^--opcua needs a value$/);
    expect(roomOptions(['--light', '200', '--light-rate', 'max', '--broker', 'mqtt://b'])).toMatchObject({
      dir: '',
      light: { units: 200, rate: null, protocol: 'mqtt' },
    });
    expect(roomOptions(['--help'])).toBe('help');
  });

  it('starts units of each protocol, says where they are, and stops all at Ctrl-C', async () => {
    const broker = new TestBroker({ 'EN-01': 'one', ours: 'two', light: 'three' });
    await broker.start();
    const given = {
      'EN-01': { username: 'EN-01', password: 'one' },
      'U-03': { username: 'ours', password: 'two' },
      light: { username: 'light', password: 'three' },
    };
    const file = write('credentials.json', JSON.stringify(given));
    const counts = ['--opcua', '1', '--sparkplug', '1', '--mqtt', '1', '--light', '3', '--host-id', 'none'];
    const child = run([...counts, '--dir', root, '--broker', broker.url, '--credentials', file]);
    const said: string[] = [];
    createInterface(child.stdout).on('line', (line) => said.push(line));
    await eventually('the last line', () => said.includes('Ctrl-C stops all.'));
    expect(said.slice(0, 6)).toEqual([
      expect.stringMatching(/^U-01 {2}OPC UA: opc\.tcp:\/\/127\.0\.0\.1:\d+$/),
      expect.stringMatching(
        /user ballroom, password in .*\/U-01\/password; faults on demand at http:\/\/127\.0\.0\.1:\d+$/,
      ),
      `U-02  Sparkplug: demo/EN-01/U-02 at ${broker.url}`,
      expect.stringMatching(/user EN-01, password in the credentials file; faults/),
      `U-03  MQTT: ballroom/demo/B2/U-03 at ${broker.url}`,
      expect.stringMatching(/user ours, password in the credentials file; faults/),
    ]);
    expect(fs.statSync(path.join(root, 'U-01/password')).mode & 0o777).toBe(0o600);
    for (const topic of [
      'spBv1.0/demo/DDATA/EN-01/U-02',
      'ballroom/demo/B2/U-03/data/ph',
      'ballroom/demo/B2/L-0003/status',
    ])
      await eventually(topic, () => broker.of(topic).length > 0);
    child.kill('SIGINT');
    const [code] = (await once(child, 'close')) as [number];
    expect(code).toBe(0);
    expect(said.at(-1)).toMatch(/^light units: \d+ values in \d+ messages, of which \d+ arrived$/);
    await broker.stop();
  });
});
