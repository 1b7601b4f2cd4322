import { readFileSync } from 'node:fs';
import { parseRecipe } from '../../src/definition/recipes/domain/index.js';
import { parseUnitClasses } from '../../src/definition/unit-classes/domain/index.js';
import { BatchState } from '../../tools/verify/batch-state.js';
import { walkBatch } from '../../tools/verify/check-steps.js';
import type { Fact } from '../../tools/verify/fact.js';
import type { Recipe } from '../../tools/verify/recipe.js';
import { Report } from '../../tools/verify/report.js';
import { type Name, PaperBatch, UNIT } from '../support/paper-batch.js';
import { paperId } from '../support/paper-people.js';
import type { Forge } from './forge-paper.js';

const step = (id: string): string =>
  `{ id: ${id}, kind: instruction, title: ${id}, instruction: Do it., sign: [performed] }`;
const entry = (id: string): string =>
  `{ id: ${id}, kind: entry, title: ${id}, instruction: Enter it., sign: [performed], fields: { n: { type: number, title: N, unit: 10*6/mL, decimals: 1, criticality: info } } }`;
const unitProcedure = (id: string, phases: string[], unitClass = 'closed-bioreactor'): string => `
          - unitProcedure: ${id}
            title: ${id}
            unitClass: ${unitClass}
            operations:
              - operation: in-${id}
                title: In
                phases:
${phases.map((phase) => `                  - ${phase}`).join('\n')}`;

/** Two units at once, a choice on a decision and one on a condition, a loop, a repeat, formulas of formulas. */
const PROCEDURE = `
recipe: flow
title: Flow
product: cells
parameters:
  density: { title: Density, unit: /mL, target: 2e6, range: [1e6, 3e6], criticality: CPP }
  volume: { title: Volume, unit: mL, source: formula, formula: 'count.n / parameters.density * 5 mL', rounding: { decimals: 2, mode: half-even }, range: [0, 100], criticality: CPP }
procedure:
  - id: both
    kind: parallel
    title: Both
    branches:
      - id: left
        title: Left
        procedure:${unitProcedure('left-unit', [step('use-left')])}
      - id: right
        title: Right
        procedure:${unitProcedure('right-unit', [step('use-right')])}
  - unitProcedure: bench
    title: Bench
    operations:
      - operation: work
        title: Work
        phases:
          - ${entry('count')}
          - { id: way, kind: decision, title: Way, instruction: Decide., sign: [performed], options: [{ id: fresh, title: Fresh, then: continue }, { id: frozen, title: Frozen, then: continue }] }
          - id: route
            kind: choice
            title: Route
            on: way
            options:
              - { id: fresh, title: Fresh, phases: [] }
              - { id: frozen, title: Frozen, phases: [${step('thaw')}] }
          - id: dilution
            kind: choice
            title: Dilution
            options:
              - { id: much, title: Much, when: 'count.n >= 4e6 /mL', phases: [${step('dilute')}] }
              - { id: none, title: None, phases: [${step('pool')}] }
          - id: feeding
            kind: loop
            title: Feed until dense
            until: 'dense.n >= parameters.density * 2'
            max: 2
            onBreach: supervisor
            criticality: IPC
            phases:
              - ${step('feed')}
              - ${entry('dense')}
          - { id: draw, kind: calculation, title: Draw, instruction: Draw., formula: 'parameters.volume + 1e3 uL', unit: mL, rounding: { decimals: 2, mode: half-even }, criticality: info, sign: [performed] }
          - { id: rest, kind: wait, title: Rest, instruction: Rest., for: PT1H, sign: [performed] }
${unitProcedure('culture', [
  `{ id: expand, kind: program, title: Expand, instruction: Start it., program: Expansion, set: { temperature: 37.0 Cel, co2: 5.0 %, agitation: '= 2 * 5 /min', duration: 48 h }, monitor: [], until: { after: PT48H, or: 'daily-count.n >= 10e6 /mL' }, sign: [performed] }`,
  `{ id: daily, kind: repeat, title: Daily, every: PT24H, during: expand, phases: [${entry('daily-count')}] }`,
  step('last'),
]).replace(/^ {8}/gm, '')}
`;

const shipped = parseUnitClasses(readFileSync('recipes/plant/unit-classes.yaml', 'utf8'));

export function recipeOf(text: string) {
  const parsed = parseRecipe(text, 'unitClasses' in shipped ? shipped.unitClasses : []);
  if ('findings' in parsed) throw new Error(JSON.stringify(parsed.findings));
  return parsed.recipe;
}

const flowRecipe = recipeOf(PROCEDURE);

export const bioreactor = (n: number) => ({
  ...{ id: paperId(900 + n), code: `U-0${n + 1}`, unitClass: 'closed-bioreactor' },
});

/** A batch of blocks, by people who work at once. */
export class PaperFlow extends PaperBatch {
  constructor(readonly master = flowRecipe) {
    super(1, master);
  }

  /** Starts, does and signs a step; `values` are entered first. */
  do(phase: string, n?: string, by: Name = 'Ada'): this {
    this.start(phase, by);
    if (n !== undefined) this.enter(phase, 'n', n, '10*6/mL', undefined, by);
    return this.ends(phase, by);
  }

  ends(phase: string, by: Name = 'Ada'): this {
    this.complete(phase, by);
    this.sign(phase, by, 'performed');
    return this;
  }

  /** Both units at once, then the bench as far as the loop. */
  toLoop(option = 'fresh', n = '5.0'): this {
    this.bind('left-unit', bioreactor(0));
    this.bind('right-unit', bioreactor(1));
    this.start('use-left');
    this.do('use-right', undefined, 'Ben').ends('use-left').do('count', n);
    this.start('way');
    this.decide('way', option);
    this.ends('way');
    if (option === 'frozen') this.do('thaw');
    return this.do(Number(n) >= 4 ? 'dilute' : 'pool');
  }

  toCulture(...densities: string[]): this {
    for (const n of densities) this.do('feed').do('dense', n);
    this.start('draw');
    this.ends('draw');
    this.start('rest');
    this.passes(3600);
    this.ends('rest');
    this.bind('culture', { ...UNIT, unitClass: 'closed-bioreactor' });
    this.start('expand');
    this.unit('expand', 'confirmed');
    return this;
  }

  toEnd(): this {
    this.passes(24 * 3600);
    this.do('daily-count', '5.0');
    this.passes(24 * 3600);
    this.do('daily-count', '12.0');
    this.unit('expand', 'ended', 'stopped');
    return this.ends('expand').do('last');
  }
}

export const asFacts = ({ facts }: PaperBatch): Fact[] => JSON.parse(JSON.stringify(facts)) as Fact[];

/** What the verifier finds in the facts of a batch after a change; `signed`: also of what people signed. */
export function foundIn(batch: PaperBatch, recipe: unknown, forge: Forge = () => undefined): string[] {
  const facts = asFacts(batch);
  forge(facts);
  const report = new Report();
  walkBatch(report, new BatchState(), facts, recipe as Recipe);
  return report.findings.map(({ what }) => what);
}

export const foundInFlow = (flow: PaperFlow, forge?: Forge): string[] => foundIn(flow, flow.master, forge);
