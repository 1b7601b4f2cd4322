import { benchRecipe } from '../support/bench-recipe.js';
import { PaperBatch } from '../support/paper-batch.js';
import { BatchState } from '../../tools/verify/batch-state.js';
import { walkBatch } from '../../tools/verify/check-steps.js';
import type { Fact } from '../../tools/verify/fact.js';
import { Report } from '../../tools/verify/report.js';

export const SPEED = 60;

/** A batch by hand and once on a unit, whose facts are a site's in Berlin at the demo's speed. */
export const paper = (): PaperBatch => new PaperBatch(SPEED, benchRecipe);

/** A batch that went on as people who know their work would, until it was over. */
export function walked(begin: (paper: PaperBatch) => void = () => undefined): PaperBatch {
  const batch = paper();
  begin(batch);
  while (batch.batch.state !== 'complete' && batch.batch.state !== 'stopped') batch.goesOn();
  return batch;
}

export const factsOf = ({ facts }: PaperBatch): Fact[] =>
  facts.map((fact) => ({ ...(JSON.parse(JSON.stringify(fact)) as Fact), zone: 'Europe/Berlin', speed: SPEED }));

/** What the verifier finds where it walks the facts of a batch. */
export function found(facts: Fact[]): { seq: unknown; what: string }[] {
  const report = new Report();
  walkBatch(report, new BatchState(), facts, benchRecipe);
  return report.findings.map(({ entry, what }) => ({ seq: entry, what }));
}
