import { copiesOf } from './asked.js';
import type { BatchState } from './batch-state.js';
import { reconciliations, together } from './check-consequences.js';
import type { Phase } from './recipe.js';
import type { Entry, Row, Step } from './rows.js';

/** The tables of what was done by hand, as the facts make them: lots, rounds of counts, samples, labels and where they went. */
export function byHandTables(state: BatchState): Record<string, { key: string; rows: Row[] }> {
  const of = (kind: string, rowsOf: (step: Step, phase: Phase) => Row[]): Row[] =>
    state.inOrder().flatMap((step) => {
      const phase = state.placed(step)?.phase;
      if (phase?.kind !== kind) return [];
      return rowsOf(step, phase).map((row) => ({ step: step.id, phase: phase.id, ...row }));
    });
  return {
    lot: { key: 'number', rows: of('material', (step, phase) => lots(state, step, phase)) },
    round: { key: 'id', rows: of('measure', (step, phase) => rounds(state, step, phase)) },
    sample: { key: 'id', rows: of('sample', (step, phase) => samples(state, step, phase)) },
    label: { key: 'id', rows: of('label', (step, phase) => labels(state, step, phase)) },
    reconciliation: { key: 'number', rows: of('label', (step, phase) => whereabouts(state, step, phase)) },
  };
}

const about = ({ number, by, at, reason, supersededBy }: Entry): Row => ({ number, by, at, reason, supersededBy });

function scan(state: BatchState, step: Step, name: string): Row {
  const read = state.standing(step.id, `${name}.scanned`);
  return { scannedAt: read?.at ?? null, scannedBy: read?.by ?? null };
}

/** Each time a lot or a part of it was said. */
const lots = (state: BatchState, step: Step, { materials = [] }: Phase): Row[] =>
  materials.flatMap(({ id: material, title, critical }) => {
    const stand = new Map<string, string | null>();
    const said = ['lot', 'expiry', 'status'].flatMap((part) => state.entriesOf(step.id, `${material}.${part}`));
    return together(said).map((entries) => {
      for (const { field, value } of entries) stand.set(field, value);
      const part = (name: string): string | null => stand.get(`${material}.${name}`) ?? null;
      const parts = { lot: part('lot'), expiry: part('expiry'), status: part('status') };
      return { ...about(entries[0]!), material, title, critical, ...parts };
    });
  });

const rounds = (state: BatchState, step: Step, { fields = [], replicates = 2 }: Phase): Row[] =>
  fields.flatMap(({ id: field, title, unit }) => {
    const counts: string[] = [];
    for (let n = 1; ; n++) {
      const count = state.standing(step.id, `${field}.${n}`);
      if (count === undefined) break;
      counts.push(String(count.value));
    }
    return Array.from({ length: Math.ceil(counts.length / replicates) }, (_, before) => {
      const first = `${field}.${before * replicates + 1}`;
      const made = (name: string): string | null =>
        state.entriesOf(step.id, name).findLast(({ inputs }) => first in (inputs ?? {}))?.value ?? null;
      return {
        ...{ id: `${step.id}/${field}/${before + 1}`, field, title, unit, round: before + 1 },
        counts: counts.slice(before * replicates, (before + 1) * replicates),
        ...{ mean: made(field), cv: made(`${field}.cv`) },
      };
    });
  });

const samples = (state: BatchState, step: Step, { container }: Phase): Row[] =>
  state.entriesOf(step.id, 'sample').map(({ value: id, source, at: assignedAt }) => ({
    ...{ id, container, source, assignedAt },
    ...scan(state, step, 'sample'),
  }));

const labels = (state: BatchState, step: Step, { labels: asked = [] }: Phase): Row[] =>
  asked.flatMap((label) =>
    copiesOf(label).flatMap((copy) =>
      state.entriesOf(step.id, copy).map(({ value: id, source, at: issuedAt }) => ({
        ...{ id, label: label.id, title: label.title, source, issuedAt },
        lines: state.standing(step.id, `${copy}.specimen`)?.value?.split('\n') ?? [],
        ...scan(state, step, copy),
      })),
    ),
  );

const whereabouts = (state: BatchState, step: Step, { labels: asked = [] }: Phase): Row[] =>
  asked.flatMap(({ id: label, title, copies }) =>
    reconciliations(state, step, label).map(({ entry, reconciled, ...numbers }) => ({
      ...about(entry),
      ...{ label, title, copies, ...numbers, reconciled: reconciled(copies) },
    })),
  );
