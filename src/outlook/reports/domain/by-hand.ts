import {
  copiesOf,
  countOf,
  type EntryRow,
  MATERIAL_PARTS,
  phaseOf,
  SAMPLE,
  scannedBack,
  scatterOf,
  specimenOf,
  type StepRow,
  stepsOf,
  WHEREABOUTS,
} from '../../../execution/batches/domain/index.js';
import type { BatchState } from '../../../execution/batches/domain/index.js';
import type { LabelPhase, MaterialPhase, MeasurePhase, SamplePhase } from '../../../definition/recipes/domain/index.js';

/** What was done by hand, as people look for it: each row is made of entries, which stand beside. */
export type ByHand = Record<'lot' | 'round' | 'sample' | 'label' | 'reconciliation', object[]>;

/** The entries of a step, by name in the order in which they were made. */
class Entries {
  private readonly rows: EntryRow[];

  constructor(state: BatchState, step: StepRow) {
    this.rows = Object.values(state.entry)
      .filter((entry) => entry.step === step.id)
      .sort((a, b) => Number(a.number.slice(1)) - Number(b.number.slice(1)));
  }

  all = (field: string): EntryRow[] => this.rows.filter((entry) => entry.field === field);
  standing = (field: string): EntryRow | undefined => this.all(field).find(({ supersededBy }) => supersededBy === null);
}

/** Lots, rounds of counts, samples, labels and where they went, of every step of a batch. */
export function byHand(state: BatchState): ByHand {
  const made: ByHand = { lot: [], round: [], sample: [], label: [], reconciliation: [] };
  for (const step of stepsOf(state)) {
    const phase = phaseOf(state.batch_recipe[step.recipe]!.recipe, step.phase);
    const [place, entries] = [{ step: step.id, phase: step.phase }, new Entries(state, step)];
    const add = (table: keyof ByHand, rows: object[]): void =>
      void made[table].push(...rows.map((row) => ({ ...place, ...row })));
    if (phase.kind === 'material') add('lot', lots(entries, phase));
    if (phase.kind === 'measure') add('round', rounds(entries, step, phase));
    if (phase.kind === 'sample') add('sample', samples(entries, phase));
    if (phase.kind !== 'label') continue;
    add('label', labels(entries, phase));
    add('reconciliation', reconciliations(entries, phase));
  }
  return made;
}

const said = ({ number, by, at, reason, supersededBy }: EntryRow) => ({ number, by, at, reason, supersededBy });

const scan = (entry: EntryRow | undefined) => ({ scannedAt: entry?.at ?? null, scannedBy: entry?.by ?? null });

/** Entries that were made at once, in the order in which they were; a correction stands alone. */
function together(entries: EntryRow[]): EntryRow[][] {
  const ordered = [...entries].sort((a, b) => Number(a.number.slice(1)) - Number(b.number.slice(1)));
  const groups: EntryRow[][] = [];
  for (const entry of ordered) {
    const last = groups.at(-1);
    const isNew = last?.[0]!.at !== entry.at || last.some(({ field }) => field === entry.field);
    if (isNew) groups.push([entry]);
    else last.push(entry);
  }
  return groups;
}

/** Each time something was said of several fields that belong together: the first entry, and what stood then under each name. */
function eachTime(entries: Entries, fields: string[]): { entry: EntryRow; of: (field: string) => string | null }[] {
  const stand = new Map<string, string | null>();
  return together(fields.flatMap((field) => entries.all(field))).map((made) => {
    for (const { field, value } of made) stand.set(field, value);
    const now = new Map(stand);
    return { entry: made[0]!, of: (field) => now.get(field) ?? null };
  });
}

/** Every lot that was recorded, also one that another took the place of, and each correction of a part of it. */
const lots = (entries: Entries, { materials }: MaterialPhase): object[] =>
  materials.flatMap(({ id, title, critical }) => {
    const [lot, expiry, status] = MATERIAL_PARTS.map((part) => `${id}.${part}`) as [string, string, string];
    return eachTime(entries, [lot, expiry, status]).map(({ entry, of }) => ({
      ...said(entry),
      ...{ material: id, title, critical, lot: of(lot), expiry: of(expiry), status: of(status) },
    }));
  });

/** Each field's rounds, with the counts that stand and what was made of them at last. */
const rounds = (entries: Entries, step: StepRow, { fields, replicates }: MeasurePhase): object[] =>
  fields.flatMap(({ id: field, title, unit }) => {
    const found: object[] = [];
    for (let round = 1; entries.standing(countOf(field, (round - 1) * replicates + 1)) !== undefined; round++) {
      const names = Array.from({ length: replicates }, (_, n) => countOf(field, (round - 1) * replicates + n + 1));
      const made = (name: string): string | null =>
        entries.all(name).findLast(({ inputs }) => inputs !== null && Object.hasOwn(inputs, names[0]!))?.value ?? null;
      const counts = names.flatMap((name) => entries.standing(name)?.value ?? []);
      const id = `${step.id}/${field}/${round}`;
      found.push({ id, field, title, unit, round, counts, mean: made(field), cv: made(scatterOf(field)) });
    }
    return found;
  });

const samples = (entries: Entries, { container }: SamplePhase): object[] =>
  entries.all(SAMPLE).map(({ value: id, source, at: assignedAt }) => ({
    ...{ id, container, source, assignedAt },
    ...scan(entries.standing(scannedBack(SAMPLE))),
  }));

/** Each copy's code and specimen, given by the server, and when it was read back. */
const labels = (entries: Entries, phase: LabelPhase): object[] =>
  phase.labels.flatMap((label) =>
    copiesOf(label).flatMap((copy) =>
      entries.all(copy).map(({ value: id, source, at: issuedAt }) => ({
        ...{ id, label: label.id, title: label.title, source, issuedAt },
        lines: entries.standing(specimenOf(copy))?.value?.split('\n') ?? [],
        ...scan(entries.standing(scannedBack(copy))),
      })),
    ),
  );

const wholeNumber = (text: string | null | undefined): number | null =>
  /^\d+$/.test(text ?? '') ? Number(text) : null;

/** Each time it was said, or corrected, where a label's copies went. */
const reconciliations = (entries: Entries, phase: LabelPhase): object[] =>
  phase.labels.flatMap(({ id: label, title, copies }) =>
    eachTime(
      entries,
      WHEREABOUTS.map((where) => `${label}.${where}`),
    ).map(({ entry, of }) => {
      const [printed, applied, destroyed] = WHEREABOUTS.map((where) => wholeNumber(of(`${label}.${where}`)));
      const reconciled = printed === Number(applied) + Number(destroyed) && applied === copies;
      return { ...said(entry), label, title, copies, printed, applied, destroyed, reconciled };
    }),
  );
