import * as domain from '../../src/execution/batches/domain/index.js';
import type { PaperBatch } from './paper-batch.js';
import { actor, type Name, signer } from './paper-people.js';

/** What stands there, signed by somebody. */
const signing = (paper: PaperBatch, phase: string, by: Name, meaning: string) => ({
  ...{ id: paper.newId(), signer: signer(by), meaning },
  hash: domain.stepContent(paper.draft, paper.step(phase)).hash,
});

const at = (paper: PaperBatch, phase: string) => {
  const { id: step, version: seen } = paper.step(phase);
  return { step, seen };
};

export function correct(
  paper: PaperBatch,
  phase: string,
  field: string,
  value: string,
  { unit, by = 'Ada', reason = 'read wrongly' }: { unit?: string; by?: Name; reason?: string } = {},
): void {
  const given = { ...at(paper, phase), field, value, reason, zone: 'Europe/Berlin', ...(unit ? { unit } : {}) };
  paper.does(actor(by), (draft) => domain.correctValue(draft, given));
}

export function replaceValue(
  paper: PaperBatch,
  phase: string,
  field: string,
  value: string,
  { unit = 'g/L', by = 'Ada', witness = 'Ben' }: { unit?: string; by?: Name; witness?: Name } = {},
): void {
  const signed = signing(paper, phase, witness, 'witnessed');
  const given = { ...at(paper, phase), field, value, unit, reason: 'probe is broken', signing: signed };
  paper.does(actor(by), (draft) => domain.replaceValue(draft, given));
}

export function skip(paper: PaperBatch, phase: string, by: Name = 'Sue'): void {
  const signed = signing(paper, phase, by, 'override');
  const given = { ...at(paper, phase), reason: 'not possible today', signing: signed };
  paper.does(actor(by), (draft) => domain.skipStep(draft, given));
}

export function takeOver(paper: PaperBatch, phase: string, by: Name): void {
  paper.does(actor(by), (draft) => domain.takeOver(draft, { ...at(paper, phase), reason: 'end of shift' }));
}

export function notApplicable(paper: PaperBatch, phase: string, field: string, reason = 'no sensor here'): void {
  const given = { ...at(paper, phase), values: [{ field, notApplicable: true as const }], reason };
  paper.does(actor('Ada'), (draft) => domain.enterValues(draft, given));
}

export interface StatedAgo {
  /** seconds before now; negative in the future */
  ago: number;
  /** with a reason and a second person's signature */
  witness?: Name;
}

/** An act as its person says that it happened so long ago. */
export function stated<T>(
  paper: PaperBatch,
  phase: string,
  act: domain.Stated['act'],
  { ago, witness }: StatedAgo,
  does: (draft: domain.Draft, of: { step: string; seen: number }) => T,
): T {
  const of = at(paper, phase);
  const when = new Date(Date.parse(paper.now) - ago * 1000).toISOString();
  const late = witness && { reason: 'network was down', signing: signing(paper, phase, witness, 'witnessed') };
  return paper.does(actor('Ada'), (draft) =>
    domain.atStatedTime(draft, { ...of, act, at: when, ...late }, () => does(draft, of)),
  );
}
