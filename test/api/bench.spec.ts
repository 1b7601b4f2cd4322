import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import type { Figure, Result } from '../../bench/figure.js';

it('npm run bench gives each figure with its limit of the same run, and the machine', async () => {
  const args = [
    '--import',
    './test/support/typescript.mjs',
    'bench/main.ts',
    '--quick',
    '--json',
    'step-command',
    'open-batch',
    'dry-run',
    'trend',
  ];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const { machine, results } = JSON.parse(stdout) as { machine: object; results: Result[] };
  expect(machine).toMatchObject({ node: process.versions.node, postgres: expect.stringMatching(/^18\./) });
  expect(results.map(({ benchmark }) => benchmark)).toEqual(['step-command', 'open-batch', 'dry-run', 'trend']);
  const { figures } = results[0]!;
  const named = (name: string): Figure => figures.find((figure) => figure.name === name)!;
  const command = named('step command, p50, clients: 2');
  expect(command).toMatchObject({ unit: 'ms', limit: 'bare two-row commit, p50, connections: 2' });
  const opened = results[1]!.figures.find(({ name }) => name === 'opened, p50')!;
  expect(opened).toMatchObject({ unit: 'ms', limit: 'a request that only looks who asks, p50' });
  const run = results[2]!.figures.find(({ name }) => name === 'dry run, p50')!;
  expect(run).toMatchObject({ unit: 'ms', limit: 'parse and hash, p50' });
  const drawn = results[3]!.figures.find(({ name }) => name === 'trend, p50')!;
  expect(drawn).toMatchObject({ unit: 'ms', limit: 'a count of the same rows, p50' });
  expect(command.ratio! / (command.value / named(command.limit!).value)).toBeCloseTo(1, 1);
}, 240_000);
