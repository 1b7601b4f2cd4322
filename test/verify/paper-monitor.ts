import type { Monitor } from '../../src/definition/recipes/domain/index.js';
import * as domain from '../../src/execution/batches/domain/index.js';
import * as rules from '../../src/execution/rules/domain/index.js';
import { BatchState } from '../../tools/verify/batch-state.js';
import { checkMonitored } from '../../tools/verify/check-monitors.js';
import { walkBatch } from '../../tools/verify/check-steps.js';
import type { Reading } from '../../tools/verify/leaf.js';
import { Report } from '../../tools/verify/report.js';
import { checkWatching, Watched } from '../../tools/verify/watched.js';
import { watchesOf } from '../../tools/verify/watches.js';
import { BOUND, PaperFlow, recipeFrom } from '../support/paper-flow.js';
import type { Forge } from './forge-paper.js';
import { asFacts } from './paper-flow.js';
import { expand, ON_BIOREACTOR } from '../support/culture-recipe.js';

const step = (id: string): string =>
  `- { id: ${id}, kind: instruction, title: ${id}, instruction: Do it., sign: [performed] }`;
export const watchedRecipe = recipeFrom(`
recipe: watched
title: Watched
product: cells
${ON_BIOREACTOR}
          ${expand(48)}
            monitor:
              - { tag: temperature, unit: Cel, alert: [36.5, 37.5], action: [36.0, 38.0], delay: PT1M, onBreach: continue, criticality: CPP, deviation: true }
            sign: [performed]
          ${step('last')}
`);

/** A reading of the temperature: seconds of source time since the program's start, and by how many it came late. */
export interface Told {
  at: number;
  value: number | null;
  late?: number;
}

const TICKS = 10_000_000n;
const rule = (monitor: Monitor) => domain.monitorRule(monitor, undefined, 1);

/** A program on a unit, what the unit said of its temperature, and what the server's own rules made of that as it came. */
export class PaperMonitor extends PaperFlow {
  readonly readings: Reading[] = [];

  constructor() {
    super(1, watchedRecipe);
    this.bind('culture', BOUND);
    this.start('expand');
    this.unit('expand', 'confirmed');
  }

  /** Readings come in the order in which the server has them; it looks at each, and each `tick` seconds at its clock. */
  tells(
    told: Told[],
    { ends, tick = 60, goesOn = 600 }: { ends: number | null; tick?: number; goesOn?: number },
  ): this {
    const monitor = this.draft.phase(this.step('expand'), 'program').monitor[0]!;
    const begun = BigInt(Date.parse(this.now)) * 10_000n;
    const start = this.seconds;
    let state = rules.watch(begun);
    const stored: rules.Sample[] = [];
    const arrivals = told
      .map((one) => ({ ...one, had: one.at + (one.late ?? 0) }))
      .sort((a, b) => a.had - b.had || a.at - b.at);
    const last = Math.max(ends ?? 0, arrivals.at(-1)?.had ?? 0) + goesOn;
    const look = (arrived: rules.Sample[]): void => {
      const { run } = this.step('expand');
      const until = run!.endedAt === null ? null : domain.ticksOf(run!.endedAt);
      const within = arrived.filter(({ at }) => until === null || at <= until);
      stored.push(...within);
      const after = rules.rereadAfter(state, within);
      const taken = after === null ? within : stored.filter(({ at }) => at > after);
      if (within.length > 0) state = rules.advance(rule(monitor), state, taken, after);
      const now = domain.ticksOf(this.now);
      const { state: next, outcomes } = rules.look(rule(monitor), state, now, until);
      state = next;
      if (outcomes.length > 0)
        this.finds(outcomes.map((outcome) => ({ step: this.step('expand').id, monitor, outcome })));
    };
    for (let at = 0; at <= last; at++) {
      this.seconds = start + at;
      const arrived = arrivals.filter(({ had }) => had === at);
      for (const one of arrived) {
        const sourceTime = begun + BigInt(one.at) * TICKS;
        const status = one.value === null ? 0x80000000 : 0;
        const arrival = BigInt(this.readings.length + 1);
        const reading = { unit: BOUND.id, tag: 'temperature', value: one.value, receivedAt: this.now };
        this.readings.push({ ...reading, arrival, sourceTime, status });
      }
      if (at === ends) this.unit('expand', 'ended');
      if (arrived.length > 0 || at % tick === 0 || at === ends)
        look(arrived.map((one) => ({ at: begun + BigInt(one.at) * TICKS, value: one.value })));
    }
    return this;
  }

  toEnd(): this {
    for (const { number, comment } of this.exceptions) if (comment === null) this.comment('expand', number);
    this.ends('expand');
    this.passes(3600);
    this.do('last');
    return this;
  }

  /** What the verifier finds: in the facts, and beside the readings, after either was changed. */
  found(forge: Forge = () => undefined, readings: (all: Reading[]) => Reading[] = (all) => all): string[] {
    const facts = asFacts(this);
    forge(facts);
    const report = new Report();
    const state = new BatchState();
    walkBatch(report, state, facts, JSON.parse(JSON.stringify(watchedRecipe)) as Parameters<typeof walkBatch>[3]);
    const said = checkMonitored(report, state, facts);
    const watches = watchesOf(report, state, facts, this.now);
    const watched = watches.map((watch) => new Watched(watch, said));
    checkWatching(report, state.stream, said, watched);
    for (const reading of readings([...this.readings])) for (const one of watched) one.see(reading);
    for (const one of watched) one.check(report, facts[0]!.stream, Date.parse(this.now));
    return report.findings.map(({ what }) => what);
  }
}
