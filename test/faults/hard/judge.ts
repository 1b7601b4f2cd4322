import { accountOf, untilFlowing } from '../../support/kill-storm.js';
import { type Comparison, faultsOf } from '../../support/ledger-compare.js';
import { type HardPlant, RATE } from './hard-plant.js';
import type { Asked, Scenario } from './scenario.js';

/** What became of one scenario. */
export interface Outcome {
  scenario: Scenario;
  state: 'passed' | 'failed' | 'not run';
  /** why it has failed or was not run, and what else there is to say */
  words: string[];
  figures: Figures | null;
}

export interface Figures {
  values: number;
  stored: number;
  /** missing inside exactly one gap, in how many gaps, and in none */
  covered: number;
  gaps: number;
  missing: number;
  doubled: number;
  /** ms: until the server showed the fault; from its end until values of all units were stored again */
  seen: number | null;
  recovered: number;
  /** s, of all of it */
  took: number;
}

/** Does it to the plant, and judges by the units' own ledgers. */
export async function judge(scenario: Scenario, plant: HardPlant, asked: Asked): Promise<Outcome> {
  const [from, began] = [new Date().toISOString(), performance.now()];
  const rejects = await faultsOf(plant.adminUrl);
  const { seen, words, wrong } = await scenario.strike(plant, asked);
  const over = performance.now();
  await untilFlowing(plant);
  const recovered = performance.now() - over;
  const to = new Date().toISOString();
  const accounts: [string, Comparison][] = [];
  for (const code of plant.codes)
    for (const off of scenario.clocks ?? [0]) {
      const [first, last] = [from, to].map((instant) => new Date(Date.parse(instant) + off * 1000).toISOString());
      accounts.push([code, await accountOf(plant, code, { rate: RATE, from: first!, to: last! }, to)]);
    }
  const faults = [...wrong, ...accounts.flatMap(([code, account]) => faultsIn(code, account))];
  const after = await faultsOf(plant.adminUrl);
  const isAtOdds = after.conflicts > rejects.conflicts && scenario.conflicts !== true;
  if (after.rejects > rejects.rejects || isAtOdds)
    faults.push(`rejects or conflicts of what units had said right: ${JSON.stringify(after)}`);
  const all = accounts.map(([, account]) => account);
  const sum = (of: (account: Comparison) => number): number => all.reduce((total, one) => total + of(one), 0);
  return {
    scenario,
    state: faults.length === 0 ? 'passed' : 'failed',
    words: [...words, ...faults],
    figures: {
      values: sum(({ values }) => values),
      stored: sum(({ stored }) => stored),
      covered: sum(({ covered }) => covered.length),
      gaps: sum(({ gaps }) => gaps.filter(({ state }) => state === 'open').length),
      missing: sum(({ missing }) => missing.length),
      doubled: sum(({ doubled }) => doubled.length),
      ...{ seen, recovered, took: (performance.now() - began) / 1000 },
    },
  };
}

/** What an account should not have. */
function faultsIn(code: string, account: Comparison): string[] {
  const { missing, doubled, strange, wrongGaps, silences } = account;
  const blind = silences.filter(({ dead, uncovered }) => dead && uncovered.length > 0);
  const told = (what: string, found: readonly unknown[]): string[] =>
    found.length === 0 ? [] : [`${code}: ${found.length} ${what}, such as ${JSON.stringify(found[0])}`];
  return [
    ...told('values missing in no gap', missing),
    ...told('values stored twice', doubled),
    ...told('values that the unit did not measure', strange),
    ...told('gaps in which nothing is missing', wrongGaps),
    ...told('times when the unit was dead without a gap', blind),
  ];
}
