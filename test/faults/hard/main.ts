import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { machine } from '../../../bench/machine.js';
import { beyondQueues, blackHole } from './black-hole.js';
import { brokerBacklog, brokerForgets } from './broker-backlog.js';
import { clocks } from './clocks.js';
import { cutLines } from './cut-lines.js';
import { databaseAway } from './database-away.js';
import { failover } from './failover.js';
import { frozenBroker, frozenDatabase, frozenServer } from './frozen.js';
import { fullDisk } from './full-disk.js';
import { BROKER, type HardPlant, RATE, startPlant } from './hard-plant.js';
import { judge, type Outcome } from './judge.js';
import { killAll, killServer } from './kills.js';
import { HARD_TESTS } from './list.js';
import { lostCommits } from './lost-commits.js';
import { rollover } from './numbers.js';
import { reconnectStorm } from './reconnect-storm.js';
import { reportOf } from './report.js';
import { missingNode, namespaceShift } from './restarts.js';
import type { Asked, Scenario } from './scenario.js';
import { slowCommit } from './slow-commit.js';
import { soak } from './soak.js';

const FAULTS: Scenario[] = [
  ...[blackHole, beyondQueues, cutLines, killServer, killAll, brokerBacklog, namespaceShift, missingNode, rollover],
  ...[databaseAway, frozenDatabase, lostCommits, slowCommit, frozenServer, frozenBroker],
];
const SCENARIOS = [soak(FAULTS), ...FAULTS, clocks, brokerForgets, failover, reconnectStorm, fullDisk];
const REPORT = 'docs/faults.md';
const UNITS = 3;
const MOST_UNITS = 8;

/** The plant that scenarios share; after one that broke it, another. */
class Shared {
  private plant: HardPlant | null = null;

  constructor(private readonly units: number) {}

  async do(scenario: Scenario, asked: Asked): Promise<Outcome> {
    const { own } = scenario;
    const disk = own?.disk?.();
    try {
      if (own !== undefined) await this.end();
      this.plant ??= await startPlant(this.units, { disk: disk?.dir, forgetful: own?.forgetful });
      return await judge(scenario, this.plant, asked);
    } catch (error) {
      await this.end();
      return {
        scenario,
        state: 'failed',
        words: [error instanceof Error ? error.message : String(error)],
        figures: null,
      };
    } finally {
      if (own !== undefined) await this.end();
      disk?.remove();
    }
  }

  async end(): Promise<void> {
    const { plant } = this;
    this.plant = null;
    await plant?.stop().catch((error: unknown) => console.error(error));
  }
}

const lineOf = ({ scenario, state, words, figures }: Outcome): string => {
  const parts = figures && [
    `${figures.values} values, ${figures.covered} missing in ${figures.gaps} gaps, ${figures.missing} in none`,
    `${figures.doubled} doubled, flowing after ${(figures.recovered / 1000).toFixed(1)} s, took ${figures.took.toFixed(0)} s`,
  ];
  return `${state.padEnd(8)} ${scenario.name}: ${[...(parts ?? []), ...words].join('; ')}`;
};

/** `npm run faults [-- --only NAME,… --rounds N --units N --long]`: 0 when none has failed. */
async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string' },
      rounds: { type: 'string' },
      units: { type: 'string', default: `${UNITS}` },
      long: { type: 'boolean', default: false },
    },
  });
  const names = values.only?.split(',') ?? SCENARIOS.map(({ name }) => name);
  const unknown = names.filter((name) => !SCENARIOS.some((one) => one.name === name));
  if (unknown.length > 0)
    throw new Error(`no fault ${unknown.join(', ')}; there are ${SCENARIOS.map(({ name }) => name).join(', ')}`);
  const asked = { rounds: wholeOf('rounds', values.rounds, 1, 100_000), long: values.long };
  const units = wholeOf('units', values.units, 1, MOST_UNITS)!;
  const shared = new Shared(units);
  const outcomes: Outcome[] = [];
  for (const scenario of SCENARIOS.filter(({ name }) => names.includes(name))) {
    const hindrance = scenario.hindered?.() ?? null;
    const outcome: Outcome =
      hindrance === null
        ? await shared.do(scenario, asked)
        : { scenario, state: 'not run', words: [hindrance], figures: null };
    console.log(lineOf(outcome));
    outcomes.push(outcome);
  }
  await shared.end();
  if (values.only === undefined) {
    const on = new Date().toISOString().slice(0, 10);
    const where = { machine: machine().words, broker: BROKER, units, rate: RATE, on, long: values.long };
    const text = reportOf(outcomes, HARD_TESTS, where);
    writeFileSync(REPORT, await format(text, { ...(await resolveConfig(REPORT)), parser: 'markdown' }));
  }
  const count = (state: Outcome['state']): number => outcomes.filter((one) => one.state === state).length;
  console.log(`${count('passed')} passed, ${count('failed')} failed, ${count('not run')} not run`);
  return count('failed') === 0 ? 0 : 1;
}

function wholeOf(name: string, given: string | undefined, least: number, most: number): number | undefined {
  if (given === undefined) return undefined;
  const value = Number(given);
  if (!Number.isInteger(value) || value < least || value > most)
    throw new Error(`--${name} is a whole number from ${least} to ${most}`);
  return value;
}

await main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(2);
  },
);
