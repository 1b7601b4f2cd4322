import type { BatchState } from './batch-state.js';
import { OVER } from './check-transitions.js';
import { type Fact, idOf } from './fact.js';
import type { RecordedFacts } from './ledger.js';
import { isOver } from './progress.js';
import { type Recipe, unitClassOf } from './recipe.js';
import type { BatchRecord, StreamRange } from './record.js';
import type { Report } from './report.js';

/** The batch begins with its issue, is the one that the head says, and is over where the head says so. */
export function checkBatch(report: Report, record: BatchRecord, state: BatchState, facts: Fact[]): void {
  const { batch, code, coi, complete } = record.record;
  const stream = `batch/${batch}`;
  if (facts[0]?.type !== 'batch.issued')
    report.wrong(stream, 1, 'the batch does not begin with its issue', 'batch.issued', facts[0]?.type ?? 'no fact');
  report.same('record', null, 'the code is not the batch’s', state.batch['code'], code);
  report.same('record', null, 'the chain of identity is not the batch’s', state.batch['coi'], coi);
  const over = OVER.has(String(state.batch['state'])) && state.bound.length === 0;
  if (complete && !over)
    report.wrong(
      stream,
      facts.at(-1)?.seq ?? 0,
      'the record says that it is complete, but its last fact is not the end of the batch',
      'batch.completed, or batch.stopped with its unit released',
      `${facts.at(-1)?.type ?? 'no fact'}; batch ${String(state.batch['state'])}`,
    );
  if (!complete && over)
    report.wrong('record', null, 'the batch is over, but the record says that it is not', true, false);
  if (complete && state.batch['state'] === 'complete')
    for (const step of state.inOrder())
      if (!isOver(step))
        report.wrong(stream, facts.at(-1)!.seq, `step ${step.phase} is not complete`, 'complete', step.state);
}

/** The order is for the same patient and chain of identity. */
export function checkOrder(report: Report, state: BatchState, facts: RecordedFacts): void {
  const { type, coi, patient, orderId } = state.batch;
  if (orderId === null && type !== 'patient-batch') {
    const held = { coi, patient };
    return void report.same(
      'record',
      null,
      'a record without an order names a patient',
      { coi: null, patient: null },
      held,
    );
  }
  const stream = `order/${String(state.batch['orderId'])}`;
  const placed = facts.of(stream).find(({ type }) => type === 'order.placed');
  if (placed === undefined)
    return report.wrong(stream, null, 'the record does not hold the stream of the order', 'order.placed', 'none');
  for (const key of ['coi', 'patient', 'product'])
    report.same(
      stream,
      placed.seq,
      `the order has another ${key} than the batch`,
      state.batch[key],
      placed.values[key],
    );
}

const BINDS = new Set(['batch.unit-bound', 'batch.unit-replaced']);

/** One batch, one unit: each unit was held by this batch from its bind to its release, and nothing there is of another batch. */
export function checkUnits(report: Report, record: BatchRecord, batchFacts: Fact[], facts: RecordedFacts): string {
  const { batch, coi } = record.record;
  const bindings = batchFacts.filter(({ type }) => BINDS.has(type));
  const ranges = facts.rangesOf('unit').filter((one) => one.facts[0]?.type === 'unit.bound');
  bindings.forEach(({ stream, seq, values, at }, index) => {
    const of = `unit/${String(values['unit'])}`;
    const { unitProcedure, position } = values;
    const own = ({ range, facts: [bound] }: (typeof ranges)[number]): boolean =>
      range.stream === of && bound!.at <= at && (position === undefined || bound!.values['position'] === position);
    const range = ranges.filter(own).at(-1);
    if (range === undefined)
      return report.wrong(
        stream,
        seq,
        'the record does not hold the unit’s stream from this bind on',
        `${of}, unit.bound`,
        'none',
      );
    const replaced = bindings
      .slice(index + 1)
      .find((one) => one.type === 'batch.unit-replaced' && one.values['unitProcedure'] === unitProcedure);
    const freed = batchFacts.find(
      (fact) => fact.type === 'batch.unit-released' && fact.seq > seq && fact.values['unitProcedure'] === unitProcedure,
    );
    checkBinding(report, { batch, coi, released: replaced ?? freed, ...range, all: facts.of(of) });
    checkKind(report, record, { range: range.range, all: facts.of(of), bound: range.facts[0]!, unitProcedure });
  });
  for (const { range, facts: own } of ranges)
    if (own[0]!.values['batch'] !== batch)
      report.wrong(
        range.stream,
        range.from,
        'the record holds a range of another batch',
        batch,
        own[0]!.values['batch'],
      );
  return `${bindings.length} bound`;
}

/** The unit is of the class that the recipe asks for, as it was defined at the bind. */
function checkKind(
  report: Report,
  record: BatchRecord,
  { all, bound, unitProcedure }: { range: StreamRange; all: Fact[]; bound: Fact; unitProcedure: unknown },
): void {
  const expected = unitClassOf(record.recipe.frozen as Recipe, String(unitProcedure));
  const last = all.filter(({ type, seq }) => /^unit\.(re)?defined$/.test(type) && seq < bound.seq).at(-1);
  const definition = (last?.values['unit'] ?? last?.values['is']) as { unitClass?: unknown } | undefined;
  if (expected != null && definition?.unitClass !== undefined)
    report.same(
      bound.stream,
      bound.seq,
      'the unit is of another class than is asked for',
      expected,
      definition.unitClass,
    );
}

const isOfPosition = ({ values: { position } }: Fact): boolean =>
  position !== undefined && position !== 'whole' && position !== 'session';

function checkBinding(
  report: Report,
  binding: {
    batch: string;
    coi: string | null;
    released: Fact | undefined;
    range: StreamRange;
    facts: Fact[];
    all: Fact[];
  },
): void {
  const { batch, coi, released, range, facts, all } = binding;
  const bound = facts[0]!;
  // of a unit with positions the record holds this batch's own facts alone
  const own = isOfPosition(bound) ? all.filter(({ seq }) => seq >= bound.seq) : facts;
  const isRelease = ({ type, values }: Fact): boolean =>
    type === 'unit.released' && values['binding'] === bound.values['binding'];
  const last = own.findLast(isRelease) ?? own.at(-1)!;
  report.same(
    range.stream,
    bound.seq,
    'the unit was bound for another chain of identity',
    coi,
    bound.values['coi'] ?? null,
  );
  if (released !== undefined && !isRelease(last))
    report.wrong(range.stream, last.seq, 'the unit’s stream does not go on to its release', 'unit.released', last.type);
  for (const { stream, seq, values, type } of facts)
    if ('batch' in values && values['batch'] !== batch)
      report.wrong(stream, seq, `${type} is of another batch`, batch, values['batch']);
  const early = facts.slice(0, -1).find(isRelease);
  if (early !== undefined)
    report.wrong(range.stream, early.seq, 'the unit was released before the range ends', 'no release', early.type);
}

/** An exception on a critical parameter has its deviation, and each deviation that the batch names is there. */
export function checkDeviations(report: Report, state: BatchState, batchFacts: Fact[], facts: RecordedFacts): string {
  const deviations = facts.ofKind('deviation');
  const raisedAt = new Map(
    batchFacts.filter(({ type }) => type === 'exception.raised').map((fact) => [fact.values['exception'], fact]),
  );
  for (const { number, criticality, deviation, kind, opens } of state.exceptions.values()) {
    const { stream, seq } = raisedAt.get(number)!;
    if (deviation === null) {
      if (opens ?? (criticality === 'CPP' || criticality === 'CQA'))
        report.wrong(
          stream,
          seq,
          `exception ${number} ${opens === true ? 'opens a deviation by its rule' : `is on a ${criticality}`} and has no deviation`,
          'a deviation',
          'none',
        );
      continue;
    }
    const opened = deviations.get(deviation)?.find(({ type }) => type === 'deviation.opened');
    if (opened === undefined) {
      report.wrong(
        stream,
        seq,
        `the deviation of exception ${number} is not in the record`,
        `deviation/${deviation}`,
        'none',
      );
      continue;
    }
    const expected = { batch: idOf(stream), exception: number, kind, criticality };
    for (const [key, value] of Object.entries(expected))
      report.same(
        opened.stream,
        opened.seq,
        `the deviation has another ${key} than its exception`,
        value,
        opened.values[key],
      );
  }
  const named = new Set([...state.exceptions.values()].map(({ deviation }) => deviation));
  for (const [id, [first]] of deviations)
    if (!named.has(id))
      report.wrong(
        `deviation/${id}`,
        first?.seq ?? null,
        'no exception of the batch has this deviation',
        'an exception',
        'none',
      );
  return `${deviations.size} deviations`;
}
