import type { BatchDto, StepDto } from '../../src/execution/batches/batch-view.dto.js';

/** What people type, by `phase.field`; of a measurement one value a replicate. */
export type Typed = Record<string, string | string[]>;

/** One command on a step: what stands behind its path, and its body without `seen`. */
export type Act = [act: string, body: object];

/** Everything that a running step asks people to record, as someone who does everything right records it. */
export function workOf(step: StepDto, { unit, coi, patient }: BatchDto, typed: Typed): Act[] {
  const labels: Record<string, string | null | undefined> = { unit: unit?.code, coi, patient };
  const open = step.fields.filter(({ entry }) => entry === null);
  const values = (n: number) =>
    (step.measure === null ? open.filter(({ tag }) => tag === null) : step.fields).map(({ id, type, unit: of }) => {
      const given = step.kind === 'clearance' ? ['true'] : [typed[`${step.phase}.${id}`] ?? []].flat();
      return { field: id, value: given[n % given.length], ...(type === 'number' && { unit: of }) };
    });
  const due = step.measure?.due ?? 0;
  const captured = open.flatMap(({ id, tag }) => (tag === null ? [] : [id]));
  const isTyped = step.measure === null && open.length > captured.length;
  const { id: sample, confirmedAt } = step.sample ?? {};
  return [
    ...step.scans
      .filter(({ scannedAt }) => scannedAt === null)
      .map(({ id, expects }): Act => ['scan', { scan: id, scanned: labels[expects] }]),
    ...step.materials
      .filter(({ lot }) => lot === null)
      .map(({ id }): Act => ['material', { material: id, ...released(id) }]),
    ...(isTyped ? [['entries', { values: values(0) }] satisfies Act] : []),
    ...Array.from({ length: due }, (_, n): Act => ['count', { values: values(n) }]),
    ...(captured.length > 0 ? [['capture', { fields: captured }] satisfies Act] : []),
    ...(step.kind === 'sample' && confirmedAt === null
      ? [['scan', { scan: 'sample', scanned: sample }] satisfies Act]
      : []),
    ...step.labels.flatMap(({ id, copies, printed }): Act[] => [
      ...copies
        .filter(({ scannedAt }) => scannedAt === null)
        .map(({ id: scan, code }): Act => ['scan', { scan, scanned: code }]),
      ...(printed === null ? [['reconcile', { label: id, ...reconciled(copies.length) }] satisfies Act] : []),
    ]),
    ...(step.kind === 'decision' && step.decision === null
      ? [['decide', { option: step.options[0]!.id }] satisfies Act]
      : []),
  ];
}

const released = (material: string) => ({
  lot: `${material.toUpperCase()}-2611`,
  expiry: '2099-12-31',
  status: 'released',
});

/** One label too many was printed. */
const reconciled = (copies: number) => ({ printed: copies + 1, applied: copies, destroyed: 1 });
