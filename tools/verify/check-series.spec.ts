import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { Archived } from './archived.js';
import { BatchState } from './batch-state.js';
import type { Capture } from './rows.js';
import { checkSeries } from './check-series.js';
import type { Fact } from './fact.js';
import { sourceTimeOf } from './leaf.js';
import { GrowingRoot } from './merkle.js';
import { Report } from './report.js';

const dir = mkdtempSync(join(tmpdir(), 'ballroom-series-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const at = (second: number): string => new Date(Date.UTC(2026, 0, 5, 8, 0, second)).toISOString();

/** Seconds of source time in the order in which the values arrived, from arrival 1 on. */
async function report(
  seconds: number[],
  capture: Pick<Capture, 'aggregate' | 'arrivals'>,
  { gone = 0, detached = [] as Fact[] } = {},
): Promise<Report> {
  const leaves = seconds.map((second, index) =>
    JSON.stringify(['u', `${index + 1}`, 'ph', `${sourceTimeOf(at(second))}`, 7, 0, at(59)]),
  );
  const root = new GrowingRoot();
  leaves.forEach((leaf) => root.add(leaf));
  const [left, part] = [leaves.slice(gone), new GrowingRoot()];
  left.forEach((leaf) => part.add(leaf));
  const text = left.map((leaf) => `${leaf}\n`).join('');
  writeFileSync(join(dir, 'u.ndjson'), text);
  const state = new BatchState();
  const taken = { entry: 'V1', step: 's', unit: 'u', tag: 'ph', from: at(10), to: at(20), quality: 'good', seq: 1 };
  state.captures.set('V1', { ...taken, ...capture });
  const whole = { from: '1', to: `${leaves.length}`, count: left.length, root: part.root };
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
  const said = new Report();
  const archived = new Archived(detached);
  await checkSeries(said, { dir, series, seals: new Map([['u', [seal]]]), state, watched: [], archived });
  return said;
}

const wrong = async (...of: Parameters<typeof report>): Promise<string[]> =>
  (await report(...of)).findings.map(({ what }) => what);

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

describe('a side file whose readings were archived', () => {
  const capture = { aggregate: 'mean', arrivals: ['1', '2'] };
  const week = (from: string | null, to: string): Fact => {
    const values = { partition: 'w', from: from === null ? null : `${sourceTimeOf(from)}`, to: `${sourceTimeOf(to)}` };
    return { type: 'readings.detached', values } as unknown as Fact;
  };
  const of = (...detached: Fact[]) => report([11, 12, 13], capture, { gone: 2, detached });

  it('is told so, where a fact says that its week was detached', async () => {
    const { findings, notChecked } = await of(week('2026-01-05T00:00:00.000Z', '2026-01-12T00:00:00.000Z'));
    expect([findings, notChecked]).toEqual([[], ['u.ndjson: 1 of 1 seals, whose readings were archived since']]);
    expect((await of(week(null, '2026-01-12T00:00:00.000Z'))).findings).toEqual([]);
  });

  it('is found wrong where none says it, or one of another time', async () => {
    const missing = 'the side file has not as many readings as its seal';
    for (const detached of [[], [week('2026-01-12T00:00:00.000Z', '2026-01-19T00:00:00.000Z')]])
      expect((await of(...detached)).findings.map(({ what }) => what)).toContain(missing);
  });

  it('is held to its seal all the same where all is there', async () => {
    const detached = [week('2026-01-05T00:00:00.000Z', '2026-01-12T00:00:00.000Z')];
    expect((await report([11, 12], capture, { detached })).findings).toEqual([]);
  });
});
