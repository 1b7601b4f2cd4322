import type { BatchState } from './batch-state.js';
import { highest } from './check-acts.js';
import { type Fact, idOf } from './fact.js';
import type { RecordedFacts } from './ledger.js';
import { classOf, unitClassOf } from './recipe.js';
import { type Report, sameJson } from './report.js';
import type { Row } from './rows.js';

/** What a batch says of its programs, and the fact of its unit that says the same. */
const SAID: Record<string, { type: string; as: (fact: Fact) => Row }> = {
  'step.program-confirmed': {
    type: 'command.confirmed',
    // by the unit's own clock, where it said so
    as: ({ values: { runId, startedAt } }) => ({ runId, startedAt }),
  },
  'step.program-held': {
    type: 'program.held',
    as: ({ values: { cause }, happenedAt: heldAt }) => ({ cause, heldAt }),
  },
  'step.program-ended': {
    type: 'program.ended',
    as: ({ values: { outcome, startedAt, endedAt } }) => ({ outcome, startedAt, endedAt }),
  },
};

/** What a batch states of programs is what their units said, and each loss of data in its time is its exception. */
export function checkUnitSaid(report: Report, state: BatchState, batchFacts: Fact[], facts: RecordedFacts): string {
  const whole = facts
    .rangesOf('unit')
    .filter(({ facts: own }) => own[0]?.type === 'unit.bound' && !isOfPosition(own[0]));
  const units = new Set(whole.map(({ range }) => idOf(range.stream)));
  const on = new Map<unknown, string>();
  let compared = 0;
  for (const fact of batchFacts) {
    const { type, values, stream, seq } = fact;
    if (type === 'step.started') on.set(values['step'], String(values['unit']));
    if (type === 'batch.unit-replaced')
      for (const id of values['steps'] as string[]) on.set(id, String(values['unit']));
    const said = SAID[type];
    const unit = on.get(values['step']);
    const run = state.steps.get(String(values['step']))?.['run'] as Row | null | undefined;
    if (said === undefined || unit === undefined || !units.has(unit) || run?.['runId'] === 'panel') continue;
    const { step } = values;
    const expected: Row = { step, ...said.as(fact) };
    const fits = (one: Fact): boolean =>
      one.type === said.type &&
      Object.keys(expected).every((key) => !(key in one.values) || sameJson(expected[key], one.values[key]));
    if (!facts.of(`unit/${unit}`).some(fits))
      report.wrong(stream, seq, `${type}: its unit said nothing of the kind`, expected, 'none');
    compared++;
  }
  checkCommands(report, state, batchFacts, whole);
  checkLost(report, state, batchFacts, whole, facts);
  return `${compared} compared`;
}

/** A unit was told to start what the batch asked for and nothing else, and a hold takes it to the safe state of its phase. */
function checkCommands(report: Report, state: BatchState, batchFacts: Fact[], whole: { facts: Fact[] }[]): void {
  const requested = new Map(
    batchFacts.filter(({ type }) => type === 'step.program-requested').map((fact) => [fact.values['command'], fact]),
  );
  const batch = idOf(state.stream);
  for (const { stream, seq, type, values } of whole.flatMap(({ facts }) => facts)) {
    if (type !== 'command.issued' || values['batch'] !== batch) continue;
    const { command, action, step, program, set, duration = null } = values;
    if (action === 'start-program') {
      const { values: asked } = requested.get(command) ?? {};
      const expected = asked && {
        step: asked['step'],
        program: asked['program'],
        set: asked['set'],
        duration: asked['after'],
      };
      report.same(stream, seq, 'the unit was told to start another program than was asked for', expected ?? 'none', {
        ...{ step, program, set: set ?? {}, duration },
      });
      requested.delete(command);
    }
    // earlier versions left it to the unit where to go
    if (action === 'hold' && set !== undefined)
      report.same(
        stream,
        seq,
        'the unit was held in another than the safe state of its phase',
        safeStateOf(state, step),
        set,
      );
  }
  const held = new Set(whole.flatMap(({ facts }) => facts[0]!.stream));
  for (const { stream, seq, values } of requested.values()) {
    const step = state.steps.get(String(values['step']));
    const atPanel = step === undefined || state.placed(step)?.phase.mode === 'manual';
    const on = Object.keys(step?.since ?? {}).map((unit) => `unit/${unit}`);
    if (!atPanel && on.every((unit) => held.has(unit)))
      report.wrong(stream, seq, 'no unit was told to start this program', 'command.issued', 'none');
  }
}

function safeStateOf(state: BatchState, id: unknown): Row {
  const step = state.steps.get(String(id));
  const phase = step && state.placed(step)?.phase;
  const programs = (step && classOf(state.recipeOf(step), step.unitProcedure)?.programs) ?? [];
  const safe = phase?.safeState ?? programs.find(({ name }) => name === phase?.program)?.safeState ?? [];
  return Object.fromEntries(safe.map(({ setpoint, value }) => [setpoint, value]));
}

const isOfPosition = ({ values: { position } }: Fact): boolean =>
  position !== undefined && position !== 'whole' && position !== 'session';

const instant = (ticks: unknown): string => new Date(Number(BigInt(String(ticks)) / 10_000n)).toISOString();

/** A gap in the data of a unit while it was bound is an exception of the batch, once. */
function checkLost(
  report: Report,
  state: BatchState,
  batchFacts: Fact[],
  whole: { facts: Fact[] }[],
  facts: RecordedFacts,
): void {
  const stream = batchFacts[0]?.stream ?? 'batch';
  const said = new Map(
    [...state.exceptions.values()].flatMap((one) => (one.kind === 'data.gap' ? [[one.identity, one]] : [])),
  );
  const stated = [...facts.ofKind('unit').values()].flat().filter(({ type }) => type === 'gap.recorded');
  const held = new Set(whole.flatMap((one) => one.facts));
  for (const gap of stated) {
    const { gap: id, of, tags, from, to, cause } = gap.values;
    const found = said.get(`gap/${String(id)}`);
    said.delete(`gap/${String(id)}`);
    if (found === undefined) {
      // the rest of one that is an exception already, or of a time before the bind
      const bound = whole.find((one) => one.facts.includes(gap))?.facts[0];
      if (of === undefined && held.has(gap) && bound !== undefined && instant(to) > bound.at)
        report.wrong(gap.stream, gap.seq, 'data of the batch are lost, and it is no exception', 'data.gap', 'none');
      continue;
    }
    const { values, startedAt, criticality, onBreach } = found;
    const weight = weightOf(state, gap, found.step, tags as string[]);
    report.same(
      stream,
      found.seq,
      `data.gap ${found.number} is not as its unit states it`,
      {
        tags,
        cause,
        startedAt: instant(from),
        endedAt: instant(to),
        criticality: weight ?? criticality,
        onBreach: 'continue',
      },
      { tags: values['tags'], cause: values['cause'], startedAt, endedAt: found['endedAt'], criticality, onBreach },
    );
  }
  for (const { seq, number } of said.values())
    report.wrong(stream, seq, `exception ${number}: no unit states that data are lost`, 'gap.recorded', 'none');
}

/** As the most critical of its tags; null where the unit procedure is not known. */
function weightOf(state: BatchState, { stream }: Fact, step: string | null, tags: string[]): string | null {
  const unitProcedure =
    state.steps.get(String(step))?.unitProcedure ??
    state.bindings.findLast(({ unit }) => unit === idOf(stream))?.unitProcedure;
  const unitClass = unitProcedure === undefined ? undefined : unitClassOf(state.recipe, unitProcedure);
  const known = state.recipe.unitClasses.find(({ code }) => code === unitClass)?.tags;
  return known === undefined ? null : highest(known.filter(({ tag }) => tags.includes(tag)));
}
