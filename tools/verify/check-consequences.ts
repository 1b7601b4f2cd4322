import { askedIn, WHEREABOUTS } from './asked.js';
import type { BatchState } from './batch-state.js';
import { roundOf } from './check-measure.js';
import type { Limits, Phase } from './recipe.js';
import type { Report } from './report.js';
import type { Entry, Occurrence, Step } from './rows.js';

/** What must be said because of an entry: an event, or an exception of that criticality. */
interface Consequence {
  kind: string;
  entry: Entry;
  values: Record<string, unknown>;
  /** null: an event */
  judged: Limits | null;
}

/** Kinds of events and exceptions that come of an entry, and of no other thing under that identity. */
const KINDS = new Set([
  ...['limit.alert', 'limit.action', 'capture.unusable', 'check.failed'],
  ...['measure.recount', 'measure.cv-exceeded', 'label.not-reconciled', 'answer.unexpected'],
  ...['entry.not-applicable', 'value.manual', 'material.expired', 'material.not-released'],
]);

const ENTRY = /^entry\/(V\d+)\//;

/** Each entry has the event or exception that its value calls for, once, and none is there without such an entry. */
export function checkConsequences(report: Report, state: BatchState, stream: string): void {
  const said = new Map<string, Occurrence[]>();
  for (const one of [...state.events.values(), ...state.exceptions.values()]) {
    const [, entry] = ENTRY.exec(one.identity) ?? [];
    if (entry === undefined || !KINDS.has(one.kind)) continue;
    const key = `${one.kind} ${entry}`;
    said.set(key, [...(said.get(key) ?? []), one]);
  }
  for (const step of state.inOrder()) {
    const placed = state.placed(step);
    if (placed === undefined) continue;
    for (const due of consequences(state, step, placed.phase)) {
      const key = `${due.kind} ${due.entry.number}`;
      const [found, ...more] = said.get(key) ?? [];
      said.delete(key);
      if (found === undefined || more.length > 0)
        report.wrong(
          stream,
          due.entry.seq,
          `entry ${due.entry.number}, ${step.phase} ${due.entry.field}: it calls for ${due.kind}`,
          `one ${due.judged === null ? 'event' : 'exception'}`,
          found === undefined ? 'none' : more.length + 1,
        );
      else checkOccurrence(report, state, stream, step, due, found);
    }
  }
  for (const [key, [first]] of said)
    report.wrong(stream, first!.seq, `no entry calls for ${key.replace(' ', ' of ')}`, 'nothing', first!.number);
}

function checkOccurrence(
  report: Report,
  state: BatchState,
  stream: string,
  step: Step,
  { values, judged, kind }: Consequence,
  found: Occurrence,
): void {
  const same = (what: string, expected: unknown, is: unknown): boolean =>
    report.same(stream, found.seq, `${kind} ${found.number} ${what}`, expected, is);
  same('stands at another step', step.id, found.step);
  for (const [key, value] of Object.entries(values)) same(`says another ${key}`, value, found.values[key]);
  const exception = state.exceptions.get(found.number);
  same(
    'is not what the recipe makes of it',
    judged === null ? 'event' : 'exception',
    exception === undefined ? 'event' : 'exception',
  );
  if (judged === null || exception === undefined) return;
  same('has another criticality than the recipe says', judged.criticality, exception.criticality);
  same('asks for another answer than the recipe says', judged.onBreach, exception.onBreach);
  if (kind !== 'capture.unusable')
    same('says otherwise than the recipe whether it opens a deviation', judged.deviation, exception.opens);
}

function consequences(state: BatchState, step: Step, phase: Phase): Consequence[] {
  const own = [...state.entries.values()].filter((entry) => entry.step === step.id);
  const found = own.flatMap((entry) => [...ofLimits(own, entry, phase), ...ofScatter(entry, phase)]);
  found.push(...own.flatMap((entry) => [...ofAnswer(entry, phase), ...ofSource(entry, phase)]));
  if (phase.kind === 'clearance') found.push(...own.flatMap(ofCheck));
  if (phase.kind === 'material') found.push(...own.flatMap((entry) => ofLot(state, entry, phase)));
  if (phase.kind === 'label') found.push(...ofReconciliations(state, step, phase));
  return found;
}

/** A mean whose own counts scatter, and are to be counted again, is no result. */
function ofLimits(own: Entry[], entry: Entry, phase: Phase): Consequence[] {
  const { field, number, value, unit, verdict } = entry;
  const asked = askedIn(phase, field);
  if (asked?.judged !== 'number' || (phase.kind === 'measure' && field.endsWith('.cv'))) return [];
  if (verdict === 'unknown' && asked.source === 'captured')
    return [{ kind: 'capture.unusable', entry, values: { field, entry: number }, judged: asked.limits }];
  if (verdict !== 'alert' && verdict !== 'action') return [];
  const scatter = own.find((other) => other.seq > entry.seq && other.field === `${field}.cv`);
  if (phase.kind === 'measure' && scatter !== undefined && ofScatter(scatter, phase)[0]?.judged === null) return [];
  const { alert = null, action = null } = asked.limits;
  const values = { field, entry: number, value, unit, alert, action };
  return [{ kind: `limit.${verdict}`, entry, values, judged: verdict === 'alert' ? null : asked.limits }];
}

function ofScatter(entry: Entry, phase: Phase): Consequence[] {
  const field = phase.kind === 'measure' ? phase.fields?.find(({ id }) => `${id}.cv` === entry.field) : undefined;
  if (field?.cv === undefined || entry.verdict === 'within') return [];
  const round = roundOf(entry, phase);
  const values = { field: field.id, entry: entry.number, round, cv: entry.value, max: field.cv };
  const { criticality } = field;
  const { onBreach } = phase;
  // once the measurement is done it is never counted again
  return round <= (phase.recounts ?? 0) && !entry.corrects
    ? [{ kind: 'measure.recount', entry, values, judged: null }]
    : [{ kind: 'measure.cv-exceeded', entry, values, judged: { criticality, onBreach, deviation: phase.deviation } }];
}

/** A yes or no, or a choice, that is not what the recipe expects. */
function ofAnswer(entry: Entry, phase: Phase): Consequence[] {
  const field = phase.fields?.find(({ id }) => id === entry.field);
  if (field?.expects === undefined || entry.value === null) return [];
  const expects = [field.expects].flat().map(String);
  if (expects.includes(entry.value)) return [];
  const values = { field: field.id, entry: entry.number, value: entry.value, expects };
  const { criticality = 'info', onBreach = 'continue', deviation } = field;
  return [{ kind: 'answer.unexpected', entry, values, judged: { criticality, onBreach, deviation } }];
}

/** A value by hand in place of the unit's, and a field that is said to have none. */
function ofSource(entry: Entry, phase: Phase): Consequence[] {
  const { source, number, value, unit } = entry;
  const field = phase.fields?.find(({ id }) => id === entry.field) ?? phase;
  const judged = { criticality: field.criticality ?? 'info', onBreach: 'continue' };
  const values = { field: entry.field, entry: number };
  if (source === 'not-applicable') return [{ kind: 'entry.not-applicable', entry, values, judged }];
  if (source !== 'manual') return [];
  return [{ kind: 'value.manual', entry, values: { ...values, tag: field.capture?.tag, value, unit }, judged }];
}

/** 211.84, 211.137: a lot that should not have gone in, as a correction says later. */
function ofLot(state: BatchState, entry: Entry, { materials = [] }: Phase): Consequence[] {
  if (!entry.corrects) return [];
  const material = materials.find(({ id }) => entry.field.startsWith(`${id}.`));
  const part = entry.field.slice(entry.field.lastIndexOf('.') + 1);
  const before = [...state.entries.values()].find(({ supersededBy }) => supersededBy === entry.number);
  if (material === undefined || before === undefined) return [];
  const day = new Intl.DateTimeFormat('sv-SE', { timeZone: state.zone }).format(Date.parse(before.at));
  const expired = part === 'expiry' && !(entry.value !== null && entry.value >= day);
  const refused = part === 'status' && entry.value !== 'released';
  if (!expired && !refused) return [];
  const judged = { criticality: material.critical ? 'CPP' : 'IPC', onBreach: 'supervisor' };
  const values = { material: material.id, entry: entry.number, [part]: entry.value };
  return [{ kind: expired ? 'material.expired' : 'material.not-released', entry, values, judged }];
}

/** 211.130: a no is an exception, also where it is answered by a yes later. */
const ofCheck = (entry: Entry): Consequence[] =>
  entry.value === 'true'
    ? []
    : [
        {
          kind: 'check.failed',
          entry,
          values: { check: entry.field, entry: entry.number },
          judged: { criticality: 'IPC', onBreach: 'supervisor' },
        },
      ];

/** Where a label's copies went, each time it was said or corrected; the first entry then stands for the three. */
export function reconciliations(state: BatchState, step: Step, label: string) {
  const stand = new Map<string, string | null>();
  const said = WHEREABOUTS.flatMap((where) => state.entriesOf(step.id, `${label}.${where}`));
  return together(said).map((entries) => {
    for (const { field, value } of entries) stand.set(field, value);
    const [printed, applied, destroyed] = WHEREABOUTS.map((where) => wholeNumber(stand.get(`${label}.${where}`)));
    const reconciled = (copies: number): boolean =>
      printed === Number(applied) + Number(destroyed) && applied === copies;
    return { entry: entries[0]!, printed, applied, destroyed, reconciled };
  });
}

/** Entries that were made at once, in the order in which they were. */
export function together(entries: Entry[]): Entry[][] {
  const ordered = [...entries].sort((a, b) => a.seq - b.seq);
  const groups: Entry[][] = [];
  for (const entry of ordered) {
    const last = groups.at(-1);
    const isNew = last === undefined || last[0]!.at !== entry.at || last.some(({ field }) => field === entry.field);
    if (isNew) groups.push([entry]);
    else last.push(entry);
  }
  return groups;
}

const wholeNumber = (text: string | null | undefined): number | null =>
  /^\d+$/.test(text ?? '') ? Number(text) : null;

/** 211.125: printed is applied and destroyed, and applied as many as there are to be. */
const ofReconciliations = (state: BatchState, step: Step, phase: Phase): Consequence[] =>
  (phase.labels ?? []).flatMap(({ id: label, copies }) =>
    reconciliations(state, step, label)
      .filter(({ reconciled }) => !reconciled(copies))
      .map(({ entry, printed, applied, destroyed }) => {
        const values = { label, copies, printed, applied, destroyed };
        const judged = { criticality: 'CQA', onBreach: 'supervisor' };
        return { kind: 'label.not-reconciled', entry, values, judged };
      }),
  );
