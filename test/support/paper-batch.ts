import { hashOf } from '../../src/kernel/canonical-json.js';
import { Refusal } from '../../src/kernel/refusal.js';
import type { MasterRecipe } from '../../src/definition/recipes/domain/index.js';
import * as domain from '../../src/execution/batches/domain/index.js';
import type { Actor, Fact, NewFact } from '../../src/trust/ledger/domain/index.js';
import { type Lot, worksOn } from './paper-bench.js';
import { actor, type Name, paperId, signer, STRAIGHT_WAY, SYSTEM } from './paper-people.js';
import { paperRecipe } from './paper-recipe.js';
import { type UnitSays, unitSays } from './paper-unit.js';

export { type Name, PEOPLE, signer } from './paper-people.js';

const id = paperId;
export const UNIT = { id: id(900), code: 'U-01', unitClass: 'bioreactor' };

/** A batch without a database: decisions on rows, with a clock that moves only when told, and all facts as JSON. */
export class PaperBatch {
  static readonly id = id(1000);
  state = domain.batchProjection.empty;
  facts: Fact[] = [];
  /** the facts of each decision, as a ledger takes them */
  decisions: NewFact[][] = [];
  seconds = 0;
  private made = 2000;

  constructor(
    private readonly speed = 1,
    recipe: MasterRecipe = paperRecipe,
  ) {
    const order = { id: id(800), coi: 'COI-000001', patient: 'P-7F3K', product: 'cells', site: id(700), sponsor: null };
    const version = { id: id(600), code: recipe.recipe, version: 3, hash: hashOf(recipe), recipe };
    this.does(SYSTEM, (draft) =>
      domain.issueBatch(draft, {
        code: '26-0001',
        order,
        site: order.site,
        sponsor: null,
        type: 'patient-batch',
        parameters: {},
        recipe: version,
      }),
    );
  }

  newId = (): string => id(this.made++);
  get now(): string {
    return new Date(Date.UTC(2026, 0, 5, 8) + this.seconds * 1000).toISOString();
  }
  get batch() {
    return this.state.batch[PaperBatch.id]!;
  }
  get draft(): domain.Draft {
    return this.drafted(SYSTEM);
  }
  private drafted(by: Actor): domain.Draft {
    const { now, speed, newId } = this;
    return new domain.Draft(this.state, { batch: PaperBatch.id, now, by, speed, newId });
  }
  /** of several rounds the one whose turn it is, else the last that has begun */
  step = (phase: string): domain.StepRow => {
    const all = domain.stepsOf(this.state).filter((step) => step.phase === phase);
    const open = all.length < 2 ? undefined : domain.openSteps(this.draft).find((step) => step.phase === phase);
    return open ?? all.findLast(({ startedAt }) => startedAt !== null) ?? all.at(-1)!;
  };
  /** the unit that is bound first, null where none is */
  get bound(): string | null {
    return this.draft.bindings[0]?.unit ?? null;
  }
  get exceptions() {
    return Object.values(this.state.exception);
  }
  /** all but the states of its elements */
  ofBatch = (): string[] => this.types().filter((type) => type !== 'element.transitioned');
  types = (from = 0): string[] => this.facts.slice(from).map(({ type }) => type);

  /** Decides, and keeps what a ledger would: the facts' JSON, and the rows that they make. */
  does<T>(by: Actor, decide: (draft: domain.Draft) => T): T {
    const draft = this.drafted(by);
    const answer = decide(draft);
    if (draft.facts.length > 0) domain.conclude(draft);
    if (draft.facts.length > 0) this.decisions.push(draft.facts);
    const facts = draft.facts.map((fact, index) => {
      const { now: at, facts: before } = this;
      const place = {
        v: 1 as const,
        stream: `batch/${PaperBatch.id}`,
        seq: before.length + index + 1,
        at,
        happenedAt: at,
        zone: 'UTC',
      };
      return JSON.parse(JSON.stringify({ ...place, by, config: 'c', ...fact })) as Fact;
    });
    this.facts.push(...facts);
    this.state = facts.reduce((state, fact) => domain.batchProjection.apply(state, fact), this.state);
    return answer;
  }

  bind = (unitProcedure: string, unit = UNIT) =>
    this.does(actor('Ada'), (draft) => domain.bindUnit(draft, { unitProcedure, scanned: unit.code, unit }));
  start(phase: string, by: Name = 'Ada'): void {
    const { id: step, version: seen, kind } = this.step(phase);
    const command = kind === 'program' ? this.newId() : null;
    const arrivalsAfter = this.bound === null ? null : '0';
    this.does(actor(by), (draft) => domain.startStep(draft, { step, seen, arrivalsAfter, command }));
  }
  scan(phase: string, scan: string, scanned: string): Refusal | null {
    const { id: step, version: seen } = this.step(phase);
    return this.does(actor('Ada'), (draft) => domain.scanLabel(draft, { step, seen, scan, scanned }));
  }
  enter(phase: string, field: string, value: string, unit?: string, reason?: string, by: Name = 'Ada'): void {
    const { id: step, version: seen } = this.step(phase);
    const values = [{ field, value, ...(unit === undefined ? {} : { unit }) }];
    this.does(actor(by), (draft) => domain.enterValues(draft, { step, seen, values, ...(reason ? { reason } : {}) }));
  }
  capture(phase: string, field: string, value: string | null): void {
    const { id: step, version: seen } = this.step(phase);
    const evidence = {
      unit: UNIT.id,
      tag: field,
      aggregate: 'last' as const,
      from: this.now,
      to: this.now,
      arrivals: value === null ? [] : ['17'],
    };
    const quality = value === null ? ('stale' as const) : ('good' as const);
    const taken = [{ field, value, ...evidence, quality, sourceTime: value === null ? null : this.now }];
    this.does(actor('Ada'), (draft) => domain.captureValues(draft, { step, seen, taken, reason: 'taken again' }));
  }
  material(
    phase: string,
    material: string,
    { lot = 'L-1', expiry = '2026-12-31', status = 'released' }: Lot = {},
    reason?: string,
  ) {
    const { id: step, version: seen } = this.step(phase);
    const given = { step, seen, material, lot, expiry, status, zone: 'Europe/Berlin', ...(reason ? { reason } : {}) };
    return this.does(actor('Ada'), (draft) => domain.recordMaterial(draft, given));
  }
  /** Counts each field, or corrects a count; values by field, in the field's unit. */
  count(phase: string, values: Record<string, string>, correcting?: { count: number; reason?: string }): void {
    const { id: step, version: seen } = this.step(phase);
    const { fields } = this.draft.phase(this.step(phase), 'measure');
    const unitOf = (field: string) => fields.find((one) => one.id === field)?.unit ?? '1';
    const given = Object.entries(values).map(([field, value]) => ({ field, value, unit: unitOf(field) }));
    this.does(actor('Ada'), (draft) => domain.countReplicate(draft, { step, seen, values: given, ...correcting }));
  }
  reconcile(phase: string, label: string, printed: number, applied: number, destroyed: number, reason?: string): void {
    const { id: step, version: seen } = this.step(phase);
    const given = { step, seen, label, printed, applied, destroyed, ...(reason ? { reason } : {}) };
    this.does(actor('Ada'), (draft) => domain.reconcileLabels(draft, given));
  }
  decide(phase: string, option: string): void {
    const { id: step, version: seen } = this.step(phase);
    this.does(actor('Ada'), (draft) => domain.makeDecision(draft, { step, seen, option }));
  }
  complete(phase: string, by: Name = 'Ada'): void {
    const { id: step, version: seen } = this.step(phase);
    const sealed = [{ seq: 9, from: '1', to: '20', count: 20, root: 'ab' }];
    const seals = this.step(phase).unit === null ? [] : sealed;
    this.does(actor(by), (draft) => domain.finishStep(draft, { step, seen, seals }));
  }
  private signing = (by: Name, meaning: string, content: domain.SigningContent | null) => ({
    id: this.newId(),
    signer: signer(by),
    meaning,
    hash: content?.hash ?? 'f'.repeat(64),
  });
  sign(phase: string, by: Name, meaning: string, content?: domain.SigningContent): void {
    const step = this.step(phase);
    const signing = this.signing(by, meaning, content ?? domain.stepContent(this.draft, step));
    this.does(actor(by), (draft) => domain.signStep(draft, { step: step.id, seen: step.version, signing }));
  }
  comment(phase: string, exception: string, comment = 'seen and noted'): void {
    const { id: step, version: seen } = this.step(phase);
    this.does(actor('Ada'), (draft) => domain.commentException(draft, { step, seen, exception, comment }));
  }
  answer(phase: string, exception: string, decision: 'continue' | 'stop', by: Name = 'Sue'): void {
    const { id: step, version: seen } = this.step(phase);
    const row = this.draft.exception(exception);
    const signing = this.signing(by, decision, domain.exceptionContent(this.draft, row));
    this.does(actor(by), (draft) =>
      domain.answerException(draft, { step, seen, exception, decision, comment: 'looked at it', signing }),
    );
  }
  restart(phase: string, by: Name = 'Sue'): void {
    const step = this.step(phase);
    const signing = this.signing(by, 'restart', domain.restartContent(this.draft, step));
    const restart = { step: step.id, seen: step.version, comment: 'may go on', signing, command: this.newId() };
    this.does(actor(by), (draft) => domain.restartStep(draft, restart));
  }
  restartBatch(by: Name = 'Sue'): void {
    const signing = this.signing(by, 'restart', domain.batchRestartContent(this.draft));
    this.does(actor(by), (draft) => domain.restartBatch(draft, { comment: 'may go on', signing }));
  }
  hold = () => this.does(actor('Ada'), (draft) => domain.holdBatch(draft, 'alarm in the room'));
  /** What the unit says of the program of a step. */
  unit(phase: string, says: UnitSays, outcome = 'completed', runId?: string): void {
    const words = { now: this.now, newId: this.newId, outcome, runId };
    const step = this.step(phase);
    this.does({ unit: UNIT.id, role: 'automation' }, (draft) => unitSays(draft, step, says, words));
  }
  finds(findings: domain.Finding[]): void {
    this.does(SYSTEM, (draft) => domain.judgeReadings(draft, findings));
  }
  gap(from: number, to: number): void {
    const ticks = (seconds: number) => BigInt(Date.UTC(2026, 0, 5, 8) + seconds * 1000) * 10_000n;
    const gap = {
      unit: UNIT.id,
      gap: this.newId(),
      tags: ['temperature'],
      from: ticks(from),
      to: ticks(to),
      cause: 'link',
    };
    this.does(SYSTEM, (draft) => domain.dataGap(draft, gap));
  }
  passes(seconds: number): void {
    this.seconds += seconds;
    this.does(SYSTEM, domain.fireTimers);
  }
  /** Does one thing that the batch waits for, as people who know their work would. */
  goesOn(): void {
    const again = this.batch.state === 'running' ? this.draft.steps.find(domain.isReopened) : undefined;
    const step = again ?? domain.nextStep(this.draft);
    if (step === undefined) return;
    const { phase, state, kind, run } = step;
    if (this.bound === null && domain.onUnit(this.draft, step.unitProcedure)) return this.bind(step.unitProcedure);
    if (this.batch.state === 'held' && state !== 'holding') return this.restartBatch();
    const own = this.exceptions.filter((exception) => exception.step === step.id);
    const unanswered = own.find(({ onBreach, answer }) => onBreach === 'supervisor' && answer === null);
    if (unanswered !== undefined) return this.answer(phase, unanswered.number, 'continue');
    const silent = this.exceptions.find(({ comment, step: of }) => comment === null && of !== null);
    if (silent !== undefined) return this.comment(this.state.step[silent.step!]!.phase, silent.number);
    if (state === 'idle') return this.start(phase);
    if (state === 'holding') return this.unit(phase, 'held');
    if (state === 'restarting') return this.unit(phase, 'resumed');
    if (state === 'held') return this.restart(phase);
    if (state === 'completing') {
      const { meaning, role } = domain.signaturesDue(this.draft, step)[0]!;
      const who = {
        operator: meaning === 'verified' ? 'Ben' : 'Ada',
        supervisor: 'Sue',
        'qa-reviewer': 'Quinn',
      } as const;
      return this.sign(phase, who[role], meaning);
    }
    if (worksOn(this, step)) return;
    if (run?.state === 'requested' || run?.state === 'unknown') return this.unit(phase, 'confirmed');
    if (run !== null && run.state !== 'ended') return this.unit(phase, 'ended');
    const waits = Object.values(this.state.timer).some(
      (timer) => timer.step === step.id && timer.purpose === 'wait' && timer.state === 'running',
    );
    if (kind === 'wait' && waits) return this.passes(3600);
    if (kind === 'decision' && step.decision === null) return this.decide(phase, 'go');
    this.complete(phase, (step.ownerName ?? 'Ada') as Name);
  }

  /** Goes on as people who know their work would, until a step runs. */
  until(phase: string): this {
    while (this.step(phase).state === 'idle') this.goesOn();
    return this;
  }

  refuses(act: () => unknown): string {
    const before = this.facts.length;
    try {
      const answer = act();
      if (answer instanceof Refusal) return answer.code;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (this.facts.length !== before) throw new Error(`${error.code} left facts`);
      return error.code;
    }
    throw new Error('nothing was refused');
  }

  /** Goes the straight way up to a phase, which it starts. */
  reach(phase: string): this {
    const way: [string, () => void][] = [
      ['identity', () => (this.scan('identity', 'unit', 'U-01'), this.scan('identity', 'bag', 'COI-000001'))],
      ['count', () => (this.enter('count', 'cells', '100', '10*6'), this.capture('count', 'glucose', '4.00'))],
      ['volume', () => undefined],
      ['culture', () => (this.unit('culture', 'confirmed'), this.passes(3600), this.unit('culture', 'ended'))],
      ['rest', () => this.passes(3600)],
      ['decide', () => this.decide('decide', 'go')],
      ['check', () => undefined],
    ];
    for (const [name, work] of way) {
      if (this.bound === null) this.bind(this.step(name).unitProcedure);
      this.passes(name === 'culture' ? 120 : 10);
      this.start(name);
      if (name === phase) return this;
      work();
      this.complete(name);
      for (const [by, meaning] of STRAIGHT_WAY[name] ?? []) this.sign(name, by, meaning);
    }
    return this;
  }
}
