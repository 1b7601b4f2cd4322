import type { BatchState } from './batch-state.js';
import { weightOf } from './calls.js';
import { type Fact, idOf } from './fact.js';
import type { RecordedFacts } from './ledger.js';
import { classOf } from './recipe.js';
import { type Report, sameJson } from './report.js';
import type { Exception, Row, Step } from './rows.js';

const SETPOINT = 'setpoint.changed-locally';
const KINDS = new Set([SETPOINT, 'program.started-locally', 'program.resumed-locally']);

interface Change extends Row {
  change: string;
  what: string;
  step: string | null;
  runId: string;
  setpoint?: string;
  from?: string;
  to?: string;
  while?: string;
}

/** Why a changed setpoint is one no more; `at` null: when its end was written, from `since` on. */
interface End {
  by: Fact;
  at: string | null;
}

/**
 * What was changed at the units themselves is on record as their streams state it, until it was as before or its program was
 * over, and a unit was told to set back what was changed and nothing else.
 */
export function checkLocal(report: Report, state: BatchState, batchFacts: Fact[], facts: RecordedFacts): string {
  return new Local(report, state, batchFacts, facts).check();
}

class Local {
  private readonly said = new Map<string, Exception>();
  /** setpoints that are other than they were, by step, first changed first */
  private readonly open = new Map<string, Exception[]>();
  private readonly ends = new Map<string, End>();
  private readonly raised: Exception[] = [];
  /** those that records of earlier versions leave open until their program is over */
  private readonly left: Exception[] = [];
  private readonly leftUntil = new Map<string, string>();
  private readonly over: Fact | undefined;
  private compared = 0;

  constructor(
    private readonly report: Report,
    private readonly state: BatchState,
    private readonly batchFacts: Fact[],
    private readonly facts: RecordedFacts,
  ) {
    for (const one of state.exceptions.values()) if (KINDS.has(one.kind)) this.said.set(one.identity, one);
    this.over = batchFacts.find(({ type }) => /^batch\.(completed|stopping|stopped|aborting|aborted)$/.test(type));
  }

  check(): string {
    const batch = idOf(this.state.stream);
    const own = [...this.facts.ofKind('unit').values()].flat().filter(({ values }) => values['batch'] === batch);
    // facts of one unit stand in its own order; of two units a step was on one after the other
    for (const fact of own.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.seq - b.seq))) this.look(fact);
    for (const { seq, number, kind, unit } of [...this.said.values()].map((one) => ({
      ...one,
      unit: this.unitOf(one),
    })))
      // of a unit that is used by positions the record holds the bind and the release alone
      if (unit === undefined || !this.isOfPositions(unit))
        this.report.wrong(this.state.stream, seq, `${kind} ${number}: no unit's stream says so`, 'none', kind);
    this.checkEnds();
    return `${this.compared} compared`;
  }

  private look(fact: Fact): void {
    const { type, values } = fact;
    if (type === 'unit.changed-locally' && values['what'] !== 'answered') this.changed(fact, values as Change);
    if (type === 'program.setpoints-read') this.read(fact);
    if (type === 'command.issued' && values['action'] === 'set') this.toldToSet(fact);
    const open = this.open.get(String(values['step'])) ?? [];
    if (type === 'program.resumed' && this.says('step.program-resumed', fact, 'resumedAt'))
      for (const one of open.filter((row) => row.values['while'] === 'held')) {
        this.end(one, { by: fact, at: String(values['resumedAt']) });
        this.left.push(one);
      }
    if (type === 'program.ended' && this.says('step.program-ended', fact, 'endedAt')) {
      for (const one of open) this.end(one, { by: fact, at: String(values['endedAt']) });
      for (const { step, number } of this.left)
        if (step === values['step']) this.leftUntil.set(number, String(values['endedAt']));
    }
  }

  private changed(fact: Fact, change: Change): void {
    const { stream, seq, at, type } = fact;
    const identity = `local/${change.change}`;
    const found = this.said.get(identity);
    this.said.delete(identity);
    this.compared++;
    const step = change.step === null ? undefined : this.state.steps.get(change.step);
    const isOwn = step === undefined || this.wasOn(step, fact, change.runId);
    const back = change.what === 'setpoint' && isOwn ? this.undone(change.step, change, change.to) : [];
    const over = this.over !== undefined && at >= this.over.at;
    if (found === undefined && (over || !isOwn || (change.what === 'started' && this.isRunByHand(idOf(stream)))))
      return;
    if (back.length > 0) {
      this.endAll(back, fact);
      if (found !== undefined)
        this.report.wrong(stream, seq, 'a setpoint went back, and is an exception', 'none', found.number);
      return;
    }
    const expected = this.expected(change, step ?? this.state.steps.get(String(found?.step)));
    const shown = found && {
      ...{ kind: found.kind, criticality: found.criticality, onBreach: found.onBreach, values: found.values },
      ...(change.step === null ? {} : { step: found.step }),
    };
    this.report.same(stream, seq, `${type} is not stated by the batch as it is`, expected, shown ?? 'none');
    if (found === undefined || found.kind !== SETPOINT || step === undefined) return;
    this.open.set(step.id, [...(this.open.get(step.id) ?? []), found]);
    this.raised.push(found);
  }

  private expected({ what, step: id, setpoint, from, to, while: during, runId }: Change, step: Step | undefined): Row {
    const own = id === null ? {} : { step: id };
    const criticality = step === undefined ? 'IPC' : weightOf(this.state, step);
    if (what !== 'setpoint')
      return { kind: `program.${what}-locally`, criticality, onBreach: 'supervisor', values: { runId }, ...own };
    const unit = step && this.ucumOf(step, setpoint);
    const values = { setpoint, from, to, ...(unit === undefined ? {} : { unit }), while: during, runId };
    return { kind: SETPOINT, criticality, onBreach: 'continue', values, ...own };
  }

  /** What a unit shows once it is set, or runs anew. */
  private read(fact: Fact): void {
    const { step: id, while: during, setpoints } = fact.values as { step: string; while: string; setpoints: Row };
    const step = this.state.steps.get(id);
    if (step === undefined || !this.wasOn(step, fact)) return;
    for (const [setpoint, value] of Object.entries(setpoints))
      this.endAll(this.undone(id, { setpoint, while: during }, value), fact);
  }

  /** The change away from a value, and each after it. */
  private undone(step: string | null, { setpoint, while: during }: Row, value: unknown): Exception[] {
    const chain = (this.open.get(String(step)) ?? []).filter(
      ({ values }) => values['setpoint'] === setpoint && values['while'] === during,
    );
    const first = chain.findIndex(({ values }) => Number(values['from']) === Number(value));
    return first < 0 ? [] : chain.slice(first);
  }

  /** A setpoint is as before: so is each change after the one away from it, which earlier versions did not see. */
  private endAll(chain: readonly Exception[], by: Fact): void {
    for (const one of chain) this.end(one, { by, at: null });
    this.left.push(...chain.slice(1));
  }

  private end(one: Exception, end: End): void {
    this.ends.set(one.number, end);
    const step = String(one.step);
    this.open.set(
      step,
      this.open.get(step)!.filter((other) => other !== one),
    );
  }

  private toldToSet({ stream, seq, values }: Fact): void {
    const { step, set, while: during } = values;
    // records of earlier versions do not say for which state of the program it was set
    const asked = this.raised.filter(
      (one) => one.step === step && (during === undefined || one.values['while'] === during),
    );
    const back = asked.map(({ values: { setpoint, from, unit } }) => ({ [String(setpoint)]: { value: from, unit } }));
    if (!back.some((one) => sameJson(one, set)))
      this.report.wrong(stream, seq, 'the unit was told to set what nobody had changed at it', back, set);
  }

  private checkEnds(): void {
    const written = new Map(
      this.batchFacts.filter(({ type }) => type === 'exception.ended').map((fact) => [fact.values['exception'], fact]),
    );
    for (const { number, seq } of this.raised) {
      const end = this.ends.get(number);
      const fact = written.get(number);
      const found = fact === undefined ? null : fact.values['endedAt'];
      const isThen = fact !== undefined && end !== undefined && fact.at >= end.by.at;
      const isLate = found !== null && found === this.leftUntil.get(number);
      const expected = isLate ? found : end === undefined ? null : (end.at ?? (isThen ? fact.at : end.by.at));
      const what = `${SETPOINT} ${number} does not end when its unit was as before or its program was over`;
      this.report.same(this.state.stream, fact?.seq ?? seq, what, expected, found);
    }
  }

  /** Whether the batch took what a unit said of a program for its own. */
  private says(type: string, { values }: Fact, when: string): boolean {
    return this.batchFacts.some(
      (fact) => fact.type === type && fact.values['step'] === values['step'] && fact.happenedAt === values[when],
    );
  }

  /** Whether a step ran on the unit of a fact when that was written, and by that run. */
  private wasOn(step: Step, { stream, at }: Fact, runId?: string): boolean {
    let [unit, run]: [unknown, unknown] = [null, null];
    for (const { type, values, at: when } of this.batchFacts) {
      if (when > at) break;
      if (type === 'step.started' && values['step'] === step.id) unit = values['unit'];
      if (type === 'batch.unit-replaced' && (values['steps'] as string[]).includes(step.id)) unit = values['unit'];
      if (type === 'step.program-confirmed' && values['step'] === step.id) run = values['runId'];
    }
    return unit === idOf(stream) && (runId === undefined || run === runId);
  }

  /** A program that is started at the unit's own panel is no surprise there. */
  private isRunByHand(unit: string): boolean {
    const bound = this.state.bindings.filter((one) => one.unit === unit).map(({ unitProcedure }) => unitProcedure);
    return this.state
      .inOrder()
      .some((step) => bound.includes(step.unitProcedure) && this.state.placed(step)?.phase.mode === 'manual');
  }

  private ucumOf(step: Step, setpoint: string | undefined): string | undefined {
    return classOf(this.state.recipeOf(step), step.unitProcedure)?.setpoints?.find(({ name }) => name === setpoint)
      ?.unit;
  }

  private unitOf({ step }: Exception): string | undefined {
    return this.state.steps.get(String(step))?.unit ?? undefined;
  }

  private isOfPositions(unit: string): boolean {
    return this.state.bindings.some(
      (one) => one.unit === unit && one.position !== null && one.position !== 'whole' && one.position !== 'session',
    );
  }
}
