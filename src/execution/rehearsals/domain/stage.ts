import type { Instant, Uuid } from '../../../kernel/ids.js';
import type { MasterRecipe } from '../../../definition/recipes/domain/index.js';
import type { Actor } from '../../../trust/ledger/domain/index.js';
import {
  type BatchFact,
  batchProjection,
  type BatchState,
  conclude,
  Draft,
  effects,
  finishStep,
  fireTimers,
  issueBatch,
  programsToFinish,
  programsToStart,
  startStep,
  type StepRow,
  stepsOf,
  type UnitEffect,
} from '../../batches/domain/index.js';
import { issueOf } from './issue-of.js';
import { countedId, SYSTEM } from './people.js';
import type { Script } from './script.js';

type Raised = BatchFact<'exception.raised'>;

/** When every rehearsal begins: the same script gives the same facts. */
const BEGIN = Date.UTC(2026, 0, 5, 8);
const BATCH = countedId(0x1000);
const FIRST_ID = 0x2000;

/** A batch in virtual time: its rows, what was stated, and a clock that jumps when it is told. */
export class Stage {
  state: BatchState = batchProjection.empty;
  /** ms since 1970 */
  clock = BEGIN;
  facts = 0;
  private made = FIRST_ID;
  /** numbers of the exceptions that open a deviation: as their rule says, else because they bear on the product */
  readonly deviations: string[] = [];
  /** what units have not been told yet */
  readonly asked: UnitEffect[] = [];

  constructor(
    readonly recipe: MasterRecipe,
    readonly script: Script,
  ) {
    const issue = issueOf(recipe, script);
    this.does(SYSTEM, (draft) => issueBatch(draft, issue));
  }

  readonly newId = (): Uuid => countedId(this.made++);

  get now(): Instant {
    return new Date(this.clock).toISOString();
  }
  get batch() {
    return this.state.batch[BATCH]!;
  }
  get steps(): StepRow[] {
    return stepsOf(this.state);
  }
  /** ms since the batch was issued */
  get elapsed(): number {
    return this.clock - BEGIN;
  }

  drafted(by: Actor = SYSTEM): Draft {
    return new Draft(this.state, { batch: BATCH, now: this.now, by, speed: 1, newId: this.newId });
  }

  /** Decides as the server does, and keeps the rows that follow; a refused act leaves nothing. */
  does<T>(by: Actor, decide: (draft: Draft) => T): T {
    const draft = this.drafted(by);
    const answer = decide(draft);
    if (draft.facts.length === 0) return answer;
    this.goOn(draft);
    this.facts += draft.facts.length;
    for (const fact of draft.facts) if (fact.type === 'exception.raised') this.deviates(fact as unknown as Raised);
    this.asked.push(...effects(this.state, draft.state));
    this.state = draft.state;
    return answer;
  }

  /** What follows by itself, and programs whose mode is automatic, as the server has it. */
  private goOn(draft: Draft): void {
    conclude(draft);
    for (const { id: step, version: seen } of programsToStart(draft))
      startStep(draft, { step, seen, arrivalsAfter: '0', command: this.newId(), automatic: true });
    for (const { id: step, version: seen } of programsToFinish(draft)) finishStep(draft, { step, seen, seals: [] });
    conclude(draft);
  }

  private deviates({ values: { exception, criticality, deviation } }: Raised): void {
    if (deviation ?? (criticality === 'CPP' || criticality === 'CQA')) this.deviations.push(exception);
  }

  /** When the next timer is due, in ms since 1970; a limit is missed only after its time. */
  nextTimer(): number {
    const due = Object.values(this.state.timer).flatMap(({ state, dueAt }) =>
      state === 'running' ? [Date.parse(dueAt)] : [],
    );
    return Math.min(...due.map((at) => (at > this.clock ? at : this.clock + 1)));
  }

  fireTimers(): boolean {
    const before = this.facts;
    this.does(SYSTEM, fireTimers);
    return this.facts > before;
  }
}

/** ms since issue of an instant. */
export const sinceIssue = (at: Instant): number => Date.parse(at) - BEGIN;
