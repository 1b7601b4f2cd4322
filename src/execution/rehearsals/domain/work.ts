import { Refusal } from '../../../kernel/refusal.js';
import type { Field, MeasurePhase, NumberField, Phase } from '../../../definition/recipes/domain/index.js';
import {
  askedFields,
  AT_LINE,
  copiesOf,
  countReplicate,
  currentEntry,
  enterValues,
  IN_LINE,
  makeDecision,
  measured,
  reconcileLabels,
  recordMaterial,
  SAMPLE,
  scanLabel,
  scannedBack,
  type StepRow,
  captureValues,
} from '../../batches/domain/index.js';
import { capture } from './capture.js';
import { actorOf, PERFORMER } from './people.js';
import type { Lot, StepScript } from './script.js';
import { scriptOf } from './script-of.js';
import type { Signals } from './signals.js';
import type { Stage } from './stage.js';
import { usualNumber } from './usual-values.js';

const LOT: Lot = { lot: 'L-0001', expiry: '2036-12-31', status: 'released' };

/** An act that the script asked for and the engine did not allow, or that nobody came to do (`rehearsal.not-done`). */
export interface Refused {
  step: string;
  act: string;
  code: string;
}

/** What people put on record while a step runs: as it is scripted, else as those do who know their work. */
export class Work {
  readonly refused: Refused[] = [];
  /** scripted acts that were tried, by step */
  private readonly tried = new Set<string>();

  constructor(
    private readonly stage: Stage,
    private readonly signals: Signals,
  ) {}

  /** Does one thing that a running step still asks for; false where it asks for nothing more. */
  next(step: StepRow): boolean {
    const phase = this.stage.drafted().phase(step);
    const script = scriptOf(this.stage.script, step);
    switch (phase.kind) {
      case 'entry':
      case 'result':
      case 'compare':
        return this.field(step, phase, script);
      case 'clearance':
        return first(
          phase.checks,
          ({ id }) => this.value(step, id) !== 'true',
          ({ id }) => this.check(step, id, script),
        );
      case 'scan':
        return first(
          phase.scans,
          ({ id }) => this.isMissing(step, id),
          ({ id, expects }) => this.scan(step, id, this.label(step, expects), script),
        );
      case 'sample':
        return this.scanBack(step, SAMPLE, script);
      case 'material':
        return first(
          phase.materials,
          ({ id }) => this.isMissing(step, `${id}.lot`),
          ({ id }) => this.material(step, id, script),
        );
      case 'measure':
        return this.count(step, phase, script);
      case 'label':
        return (
          phase.labels.flatMap(copiesOf).some((copy) => this.scanBack(step, copy, script)) ||
          first(
            phase.labels,
            ({ id }) => this.isMissing(step, `${id}.printed`),
            ({ id, copies }) => this.reconcile(step, id, copies, script),
          )
        );
      case 'decision':
        if (step.decision !== null) return false;
        this.decide(step, phase, script);
        return true;
      case 'instruction':
      case 'calculation':
      case 'program':
      case 'wait':
      case 'review':
        return false;
    }
  }

  /** The step as it stands now, for a command on it. */
  private about(step: StepRow): { step: string; seen: number } {
    return { step: step.id, seen: this.stage.state.step[step.id]!.version };
  }

  private value(step: StepRow, field: string): string | null | undefined {
    return currentEntry(this.stage.state, step.id, field)?.value;
  }

  private isMissing(step: StepRow, field: string): boolean {
    return this.value(step, field) === undefined;
  }

  private does = <T>(decide: Parameters<typeof this.stage.does<T>>[1]): T =>
    this.stage.does(actorOf(PERFORMER), decide);

  /** Tries what is scripted once, and does the usual thing where that was refused or nothing is scripted. */
  private tries(step: StepRow, act: string, isScripted: boolean, scripted: () => unknown, usual: () => void) {
    const name = `${step.id}/${act}`;
    if (!isScripted || this.tried.has(name)) return usual();
    this.tried.add(name);
    try {
      // a near miss, which is on record, is answered and not thrown
      scripted();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.refused.push({ step: step.phase, act, code: error.code });
    }
  }

  private field(step: StepRow, phase: Phase, { enter = {} }: StepScript): boolean {
    const field = askedFields(phase).find(({ id }) => this.isMissing(step, id));
    if (field === undefined) return false;
    if (field.type === 'number' && field.capture !== undefined) {
      const taken = capture(this.stage, this.signals, step, { ...field, capture: field.capture });
      this.does((draft) => captureValues(draft, { ...this.about(step), taken: [taken] }));
      return true;
    }
    const type = (value: string): void =>
      this.does((draft) => enterValues(draft, { ...this.about(step), values: [typed(field, value)] }));
    const scripted = [enter[field.id] ?? []].flat()[0];
    const usual = phase.kind === 'compare' ? this.value(step, IN_LINE) : null;
    const plain = (): void => type((field.id === AT_LINE ? usual : null) ?? usualAnswer(field));
    this.tries(step, field.id, scripted !== undefined, () => type(scripted!), plain);
    return true;
  }

  private check(step: StepRow, check: string, { enter = {} }: StepScript): void {
    const answer = (value: string): void => {
      const reason = this.isMissing(step, check) ? {} : { reason: 'cleared now' };
      this.does((draft) => enterValues(draft, { ...this.about(step), values: [{ field: check, value }], ...reason }));
    };
    const scripted = [enter[check] ?? []].flat()[0];
    this.tries(
      step,
      check,
      scripted !== undefined,
      () => answer(scripted!),
      () => answer('true'),
    );
  }

  private label(step: StepRow, expects: 'unit' | 'coi' | 'patient'): string {
    const draft = this.stage.drafted();
    const { coi, patient } = draft.batch;
    return { unit: draft.bindingOf(step.unitProcedure)?.unitCode, coi, patient }[expects] ?? '';
  }

  private scan(step: StepRow, scan: string, label: string, { scan: scripted = {} }: StepScript): void {
    const read = (scanned: string): Refusal | null =>
      this.does((draft) => scanLabel(draft, { ...this.about(step), scan, scanned }));
    const other = scripted[scan];
    this.tries(
      step,
      scan,
      other !== undefined,
      () => read(other!),
      () => void read(label),
    );
  }

  private scanBack(step: StepRow, code: string, script: StepScript): boolean {
    if (!this.isMissing(step, scannedBack(code))) return false;
    this.scan(step, code, this.value(step, code)!, script);
    return true;
  }

  private material(step: StepRow, material: string, { material: scripted = {} }: StepScript): void {
    const lot = scripted[material];
    const record = (given: Lot): Refusal | null =>
      this.does((draft) => recordMaterial(draft, { ...this.about(step), material, ...given, zone: 'UTC' }));
    const usual = (): void => void record(LOT);
    this.tries(step, material, lot !== undefined, () => record({ ...LOT, ...lot }), usual);
  }

  private count(step: StepRow, phase: MeasurePhase, { enter = {} }: StepScript): boolean {
    const { counted, due } = measured(this.stage.state, step.id, phase);
    if (due === 0) return false;
    const scripted = (id: string): string | undefined => {
      const values = [enter[id] ?? []].flat();
      return values[Math.min(counted, values.length - 1)];
    };
    const type = (of: (field: Omit<NumberField, 'capture' | 'at'>) => string): void => {
      const values = phase.fields.map((field) => ({ field: field.id, value: of(field), unit: field.unit }));
      this.does((draft) => countReplicate(draft, { ...this.about(step), values }));
    };
    const isScripted = phase.fields.some(({ id }) => scripted(id) !== undefined);
    const act = `count ${counted + 1}`;
    this.tries(
      step,
      act,
      isScripted,
      () => type((field) => scripted(field.id) ?? usualNumber(field)),
      () => type(usualNumber),
    );
    return true;
  }

  private reconcile(step: StepRow, label: string, copies: number, { reconcile = {} }: StepScript): void {
    const state = (counts: { printed: number; applied: number; destroyed: number }): void =>
      this.does((draft) => reconcileLabels(draft, { ...this.about(step), label, ...counts }));
    const scripted = reconcile[label];
    const usual = (): void => state({ printed: copies, applied: copies, destroyed: 0 });
    this.tries(step, label, scripted !== undefined, () => state(scripted!), usual);
  }

  private decide(step: StepRow, { options }: Extract<Phase, { kind: 'decision' }>, { decide }: StepScript): void {
    const choose = (option: string): void => this.does((draft) => makeDecision(draft, { ...this.about(step), option }));
    const usual = options.find(({ then }) => then === 'continue') ?? options[0]!;
    this.tries(
      step,
      'decide',
      decide !== undefined,
      () => choose(decide!),
      () => choose(usual.id),
    );
  }
}

function first<T>(of: readonly T[], is: (one: T) => boolean, act: (one: T) => void): boolean {
  const one = of.find(is);
  if (one !== undefined) act(one);
  return one !== undefined;
}

const typed = (field: Field, value: string) => ({
  field: field.id,
  value,
  ...(field.type === 'number' ? { unit: field.unit } : {}),
});

/** What is typed into a field that the script says nothing of. */
function usualAnswer(field: Field): string {
  switch (field.type) {
    case 'number':
      return usualNumber(field);
    case 'text':
      return 'as it should be';
    case 'boolean':
      return `${field.expects ?? true}`;
    case 'choice':
      return field.expects?.[0] ?? field.choices[0]!.id;
  }
}
