import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { BatchState } from './batch-state.js';
import type { Capture } from './rows.js';
import { checkSeries } from './check-series.js';
import { sourceTimeOf } from './leaf.js';
import { GrowingRoot } from './merkle.js';
import { Report } from './report.js';

const dir = mkdtempSync(join(tmpdir(), 'ballroom-series-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const at = (second: number): string => new Date(Date.UTC(2026, 0, 5, 8, 0, second)).toISOString();

/** Seconds of source time in the order in which the values arrived, from arrival 1 on. */
async function wrong(seconds: number[], capture: Pick<Capture, 'aggregate' | 'arrivals'>): Promise<string[]> {
  const leaves = seconds.map((second, index) =>
    JSON.stringify(['u', `${index + 1}`, 'ph', `${sourceTimeOf(at(second))}`, 7, 0, at(59)]),
  );
  const root = new GrowingRoot();
  leaves.forEach((leaf) => root.add(leaf));
  const text = leaves.map((leaf) => `${leaf}\n`).join('');
  writeFileSync(join(dir, 'u.ndjson'), text);
  const state = new BatchState();
  const taken = { entry: 'V1', step: 's', unit: 'u', tag: 'ph', from: at(10), to: at(20), quality: 'good', seq: 1 };
  state.captures.set('V1', { ...taken, ...capture });
  const whole = { from: '1', to: `${leaves.length}`, count: leaves.length, root: root.root };
  const series = [{ ...whole, name: 'u.ndjson', unit: 'u', sha256: createHash('sha256').update(text).digest('hex') }];
  const seal = {
    unit: 'u',
    seq: 1,
    from: 1n,
    to: BigInt(leaves.length),
    count: leaves.length,
    root: root.root,
    at: at(59),
  };
  const report = new Report();
  await checkSeries(report, { dir, series, seals: new Map([['u', [seal]]]), state, watched: [] });
  return report.findings.map(({ what }) => what);
}

const LEFT_OUT = 'the capture left out readings of its window';

describe('a side file with values that a unit kept back and gave late', () => {
  it('lets stand a capture that was taken before they came', async () => {
    expect(await wrong([11, 12, 19, 15, 20], { aggregate: 'mean', arrivals: ['1', '2', '3'] })).toEqual([]);
    expect(await wrong([11, 12, 19, 20, 15], { aggregate: 'last', arrivals: ['3'] })).toEqual([]);
  });

  it('finds one that left out what had come late by then', async () => {
    expect(await wrong([11, 19, 15, 20], { aggregate: 'mean', arrivals: ['1', '4'] })).toEqual([LEFT_OUT]);
    expect(await wrong([19, 15], { aggregate: 'last', arrivals: ['2'] })).toEqual([LEFT_OUT]);
  });
});
