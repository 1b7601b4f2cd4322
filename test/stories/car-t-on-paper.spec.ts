import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parseRecipe, phasesOf, type MasterRecipe, type Phase } from '../../src/definition/recipes/domain/index.js';
import { parseUnitClasses } from '../../src/definition/unit-classes/domain/index.js';
import { currentEntry } from '../../src/execution/batches/domain/index.js';
import { CAR_T_VALUES } from '../support/car-t-values.js';
import { PaperBatch } from '../support/paper-batch.js';
import { paperId } from '../support/paper-people.js';

const UNIT = { id: paperId(900), code: 'U-01', unitClass: 'closed-bioreactor' };

/** The shipped recipe, for the order that batches on paper are made for. */
function shipped(): MasterRecipe {
  const classes = parseUnitClasses(readFileSync('recipes/plant/unit-classes.yaml', 'utf8'));
  if ('findings' in classes) throw new Error(JSON.stringify(classes.findings));
  const parsed = parseRecipe(readFileSync('recipes/car-t-cd19.yaml', 'utf8'), classes.unitClasses);
  if ('findings' in parsed) throw new Error(JSON.stringify(parsed.findings));
  return { ...parsed.recipe, product: 'cells' };
}

const typed = (name: string): string[] => [CAR_T_VALUES[name] ?? []].flat();

/** Everything that people do in a step that goes well, but its start, its end and its signatures. */
function work(paper: PaperBatch, phase: Phase): void {
  const { id } = phase;
  switch (phase.kind) {
    case 'scan':
      for (const { id: scan, expects } of phase.scans)
        paper.scan(id, scan, { unit: UNIT.code, coi: 'COI-000001', patient: 'P-7F3K' }[expects]);
      return;
    case 'entry':
    case 'result':
      for (const field of phase.fields)
        if (field.type === 'number' && field.capture) paper.capture(id, field.id, '4.0');
        else
          paper.enter(id, field.id, typed(`${id}.${field.id}`)[0]!, field.type === 'number' ? field.unit : undefined);
      return;
    case 'measure':
      for (let n = 0; n < phase.replicates; n++)
        paper.count(id, Object.fromEntries(phase.fields.map((field) => [field.id, typed(`${id}.${field.id}`)[n]!])));
      return;
    case 'compare':
      paper.capture(id, 'in-line', '7.18');
      paper.enter(id, 'at-line', typed(`${id}.at-line`)[0]!, phase.unit);
      return;
    case 'clearance':
      for (const check of phase.checks) paper.enter(id, check.id, 'true');
      return;
    case 'material':
      for (const material of phase.materials) paper.material(id, material.id);
      return;
    case 'sample':
      paper.scan(id, 'sample', currentEntry(paper.state, paper.step(id).id, 'sample')!.value!);
      return;
    case 'label':
      for (const { id: label, copies } of phase.labels) {
        for (let k = 1; k <= copies; k++) paper.scan(id, `${label}.${k}`, `26-0001-${label.toUpperCase()}-${k}`);
        paper.reconcile(id, label, copies, copies, 0);
      }
      return;
    case 'decision':
      return paper.decide(id, phase.options[0]!.id);
    case 'program': {
      const hours = Number(phase.set.find(({ name }) => name === 'duration')!.value!.value);
      paper.unit(id, 'confirmed');
      paper.passes(hours * 3600);
      return paper.unit(id, 'ended');
    }
    case 'wait':
      return paper.passes(1800);
    case 'calculation':
    case 'instruction':
    case 'review':
      return;
  }
}

describe('CAR-T from apheresis to shipment, on paper', () => {
  it('goes through all its steps without one exception when everything is done right', () => {
    const recipe = shipped();
    const paper = new PaperBatch(1, recipe);
    for (const { phase, unitProcedure, unitClass } of phasesOf(recipe)) {
      if (unitClass !== null && paper.bound === null) paper.bind(unitProcedure, UNIT);
      paper.passes(10);
      paper.start(phase.id);
      work(paper, phase);
      paper.complete(phase.id);
      while (paper.step(phase.id).state !== 'complete') paper.goesOn();
    }
    expect(paper.batch.state).toBe('complete');
    expect(
      paper.exceptions.map(({ kind, step, values }) => ({ kind, values, at: paper.state.step[step!]?.phase })),
    ).toEqual([]);
    expect(Object.values(paper.state.event).map(({ kind }) => kind)).toEqual([]);
    expect(paper.seconds / 86_400).toBeGreaterThan(10);
  });
});
