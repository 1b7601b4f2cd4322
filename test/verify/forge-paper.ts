import type { Fact } from '../../tools/verify/fact.js';
import type { PaperBatch } from '../support/paper-batch.js';
import { factsOf, found } from './walk-paper.js';

type Values = Record<string, unknown> & { value: string | null };
export type Forge = (facts: Fact[]) => void;
type Fits = (values: Values) => boolean;

export const fact = (facts: Fact[], type: string, fits: Fits = () => true): Fact =>
  facts.find((one) => one.type === type && fits(one.values as Values))!;
export const entry = (facts: Fact[], field: string, nth = 1): Fact =>
  facts.filter(({ type, values }) => type === 'entry.recorded' && values['field'] === field)[nth - 1]!;
export const set =
  (field: string, values: object, nth = 1): Forge =>
  (facts) =>
    void Object.assign(entry(facts, field, nth).values, values);
export const change =
  (type: string, values: object, fits?: Fits): Forge =>
  (facts) =>
    void Object.assign(fact(facts, type, fits).values, values);
export const without =
  (type: string, fits?: Fits): Forge =>
  (facts) =>
    void facts.splice(facts.indexOf(fact(facts, type, fits)), 1);
export const withoutEntry =
  (field: string, nth = 1): Forge =>
  (facts) =>
    void facts.splice(facts.indexOf(entry(facts, field, nth)), 1);
export const ofKind =
  (kind: string): Fits =>
  (values) =>
    values['kind'] === kind;
export const phaseOf =
  (batch: PaperBatch, phase: string): Fits =>
  (values) =>
    values['step'] === batch.step(phase).id;
export const both =
  (...forges: Forge[]): Forge =>
  (facts) =>
    forges.forEach((forge) => forge(facts));

/** What is wrong with the facts of a batch after a change, beside what people signed of them. */
export function wrong(batch: PaperBatch, forge: Forge): string[] {
  const facts = factsOf(batch);
  forge(facts);
  return found(facts).flatMap(({ what }) => (/^the signed|^what was signed/.test(what) ? [] : [what]));
}
