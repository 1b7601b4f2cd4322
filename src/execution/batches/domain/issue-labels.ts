import type { Uuid } from '../../../kernel/ids.js';
import { Refusal } from '../../../kernel/refusal.js';
import type { Label, LabelPhase, LABEL_NAMES } from '../../../definition/recipes/domain/index.js';
import { currentEntry, type Draft } from './draft.js';
import { copiesOf, scannedBack, specimenOf, WHEREABOUTS } from './entry-names.js';
import { seenAsIs, stepRuns } from './guards.js';
import { raise } from './raise.js';
import { recordValue } from './record-value.js';
import type { StepRow } from './rows.js';

/** 211.125, 211.188(b)(8): each copy has a code of its own, and its specimen stands in the record line by line. */
export function issueLabels(draft: Draft, step: StepRow, phase: LabelPhase): void {
  const { product, code: batch, coi, patient } = draft.batch;
  for (const label of phase.labels)
    for (const [index, copy] of copiesOf(label).entries()) {
      const code = `${batch}-${label.id.toUpperCase()}-${index + 1}`;
      const names = {
        product,
        batch,
        coi: coi ?? '',
        patient: patient ?? '',
        code,
        n: `${index + 1}`,
        of: `${label.copies}`,
      };
      const assigned = { source: 'assigned', unit: null, verdict: null } as const;
      recordValue(draft, step, { ...assigned, field: copy, value: code });
      const lines = label.lines.map((line) => filledIn(line, names));
      recordValue(draft, step, { ...assigned, field: specimenOf(copy), value: lines.join('\n') });
    }
}

const filledIn = (line: string, names: Record<(typeof LABEL_NAMES)[number], string>): string =>
  line.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(names, name) ? names[name as keyof typeof names] : whole,
  );

export type Reconcile = { step: Uuid; seen: number; label: string; reason?: string } & Record<
  (typeof WHEREABOUTS)[number],
  number
>;

/** Copies of a label that were not read back yet. */
export const notScanned = (draft: Draft, step: StepRow, label: Label): string[] =>
  copiesOf(label).filter((copy) => currentEntry(draft.state, step.id, scannedBack(copy)) === undefined);

/** 211.125: every label that was printed was applied or destroyed, and as many applied as there are to be. */
export function reconcileLabels(draft: Draft, command: Reconcile): void {
  const { step: id, seen, label: name, reason = null } = command;
  const step = draft.step(id);
  seenAsIs(step, seen);
  stepRuns(draft, step);
  const label = draft.phase(step, 'label').labels.find((one) => one.id === name);
  if (label === undefined) throw new Refusal('unprocessable', 'label.unknown', { label: name });
  const unread = notScanned(draft, step, label);
  if (unread.length > 0) throw new Refusal('conflict', 'label.not-scanned', { copies: unread });
  const [first] = WHEREABOUTS.map((where) => {
    const field = `${name}.${where}`;
    const value = `${command[where]}`;
    return recordValue(draft, step, { field, source: 'typed', value, unit: '1', verdict: null, reason });
  });
  judgeReconciliation(draft, draft.step(id), label, first!);
}

/** As many labels as were printed are applied or destroyed, and as many are applied as there are to be. */
export function judgeReconciliation(draft: Draft, step: StepRow, { id: name, copies }: Label, entry: string): void {
  const number = (where: string): number => Number(currentEntry(draft.state, step.id, `${name}.${where}`)!.value);
  const [printed, applied, destroyed] = [number('printed'), number('applied'), number('destroyed')];
  if (printed === applied + destroyed && applied === copies) return;
  raise(draft, {
    step,
    kind: 'label.not-reconciled',
    identity: `entry/${entry}/not-reconciled`,
    values: { label: name, copies, printed, applied, destroyed },
    criticality: 'CQA',
    onBreach: 'supervisor',
  });
}
