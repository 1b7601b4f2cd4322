import { setTimeout as sleep } from 'node:timers/promises';
import type { TimerDto } from '../../../src/execution/batches/batch-view.dto.js';
import { ON_BIOREACTOR } from '../../support/culture-recipe.js';
import { makeEffective } from '../../support/effective-recipe.js';
import { Walk } from '../../support/walk.js';
import { SPEED, type HardPlant } from './hard-plant.js';
import { type Scenario, secondsOf } from './scenario.js';

const HOUR = 3600;
/** ms that a busy server may be late at a timer that is due */
const LATE = 15_000;
/** s, of the recipe's wait */
const WAIT = 45;
const CLOCKS: [words: string, fault: string, seconds?: number][] = [
  ['an hour ahead', 'clock-off', HOUR],
  ['an hour behind', 'clock-off', -HOUR],
  ['frozen', 'clock-frozen'],
];

/** Hard test 15. */
export const clocks: Scenario = {
  name: 'clocks',
  title: 'The clocks of all units are an hour ahead, then an hour behind, then stand still, while a phase waits',
  long: '10 min each, instead of 10 s',
  own: {},
  clocks: [0, HOUR, -HOUR],
  conflicts: true,
  async strike(plant, { long }) {
    const seconds = long ? 600 : 10;
    const rest = await Rest.begin(plant, (CLOCKS.length * seconds * WAIT) / 30);
    for (const [, fault, magnitude] of CLOCKS) {
      await Promise.all(
        plant.codes.map((code) =>
          plant.units[code]!.fault(fault, { durationSeconds: seconds, ...(magnitude !== undefined && { magnitude }) }),
        ),
      );
      await sleep(seconds * 1000 + 1000);
    }
    const late = await rest.over();
    return {
      seen: null,
      words: [
        `${CLOCKS.map(([words]) => words).join(', ')}, ${seconds} s each; the phase was over ${secondsOf(late)} after it was due`,
      ],
      wrong: late >= 0 && late <= LATE ? [] : [`a phase that waits was over ${secondsOf(late)} after it was due`],
    };
  },
};

const recipe = (minutes: number): string => `
recipe: rest
title: Rest
product: Test cells
parameters: {}
${ON_BIOREACTOR}
          - id: identity
            kind: scan
            title: Identity
            instruction: Scan unit and bag.
            scans:
              - { id: unit, title: Unit, expects: unit }
              - { id: bag, title: Bag, expects: coi }
            sign: [performed, verified]
          - { id: rest, kind: wait, title: Rest, instruction: Rest., for: PT${minutes}M, sign: [performed] }
`;

/** A batch on a unit, in a phase that waits. */
class Rest {
  private constructor(
    private readonly walk: Walk,
    private readonly due: string,
  ) {}

  static async begin(plant: HardPlant, seconds: number): Promise<Rest> {
    const supervisor = await plant.as('supervisor');
    const orders = await supervisor.get<{ product: string }[]>('/orders');
    await makeEffective(plant, recipe((seconds * SPEED) / 60).replace('Test cells', orders[0]!.product));
    const walk = await Walk.begin(plant, plant.codes[0]!, { recipe: 'rest' });
    await walk.do('identity');
    await walk.start('rest');
    return new Rest(walk, (await timerOf(walk)).dueAt);
  }

  /** Waits for its end; how long after it was due that came, in ms. */
  async over(): Promise<number> {
    await this.walk.fill('rest');
    const { dueAt } = await timerOf(this.walk);
    if (dueAt !== this.due) throw new Error(`the wait was due at ${this.due}, and now at ${dueAt}`);
    return Date.now() - Date.parse(dueAt);
  }
}

async function timerOf(walk: Walk): Promise<TimerDto> {
  const step = await walk.step('rest');
  return (await walk.batch()).timers.find((timer) => timer.step === step.id)!;
}
