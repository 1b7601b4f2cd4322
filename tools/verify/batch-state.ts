import { type Fact, idOf } from './fact.js';
import { placedAt, type Placed, type Recipe } from './recipe.js';
import type {
  Attachment,
  Binding,
  Capture,
  Element,
  Entry,
  Evidence,
  Exception,
  Note,
  Occurrence,
  Row,
  Signature,
  Step,
  Timer,
} from './rows.js';

/** A batch as its facts make it, by the verifier's own reading of them. */
export class BatchState {
  /** `batch/<id>` */
  stream = 'batch';
  batch: Row = {};
  /** of its site, as its facts say */
  zone = 'UTC';
  /** its issue says nothing of elements: it was made before there were blocks, by one unit at a time */
  earlier = false;
  /** frozen recipes by the name under which steps refer to them; the last is the newest */
  readonly recipes = new Map<string, Recipe>();
  /** their hashes, by the same name */
  readonly recipeHashes = new Map<string, string>();
  readonly elements = new Map<string, Element>();
  readonly bindings: Binding[] = [];
  readonly steps = new Map<string, Step>();
  readonly entries = new Map<string, Entry>();
  readonly captures = new Map<string, Capture>();
  readonly events = new Map<string, Occurrence>();
  readonly exceptions = new Map<string, Exception>();
  readonly timers = new Map<string, Timer>();
  readonly signatures = new Map<string, Signature>();
  readonly notes = new Map<string, Note>();
  readonly attachments = new Map<string, Attachment>();
  evidence: Evidence[] = [];

  inOrder(): Step[] {
    return [...this.steps.values()].sort((a, b) => (a.place < b.place ? -1 : 1));
  }

  /** What steps that come to be now are made by. */
  get recipe(): Recipe {
    return [...this.recipes.values()].at(-1)!;
  }

  recipeOf(step: Step): Recipe {
    return this.recipes.get(step.recipe) ?? this.recipe;
  }

  /** The recipe's word on a step. */
  placed(step: Step): Placed | undefined {
    return placedAt(this.recipeOf(step), step.phase);
  }

  /** The step of a phase; of several rounds the one in these rounds, else the last that has begun, else the first. */
  stepAt(phase: string, rounds = ''): Step | undefined {
    const all = this.inOrder().filter((step) => step.phase === phase && step.state !== 'omitted');
    const beside = all.find((step) => step.rounds === rounds);
    return beside ?? all.findLast(({ startedAt }) => startedAt !== null) ?? all[0];
  }

  /** The step of a phase in these rounds; where a newer version has it again, that one. */
  stepIn(phase: string, rounds: string): Step | undefined {
    const all = [...this.steps.values()].filter((step) => step.phase === phase && step.rounds === rounds);
    return all.findLast(({ state }) => state !== 'omitted') ?? all.at(-1);
  }

  elementAt(name: string, rounds: string): Element | undefined {
    return [...this.elements.values()].find((element) => element.name === name && element.rounds === rounds);
  }

  /** Units that hold the batch now. */
  get bound(): Binding[] {
    return this.bindings.filter(({ releasedAt }) => releasedAt === null);
  }

  /** `replaces`: the binding whose place it takes. */
  bind({ values, stream, at, seq }: Fact, replaces: unknown): void {
    const id = `${idOf(stream)}/B${this.bindings.length + 1}`;
    const { unit, unitCode, unitProcedure, position = null, kit = null } = values;
    const row = { id, unit, unitCode, unitProcedure, position, kit, boundAt: at, releasedAt: null, replaces, seq };
    this.bindings.push(row as unknown as Binding);
  }

  boundFor(unitProcedure: string): Binding | undefined {
    return this.bound.find((binding) => binding.unitProcedure === unitProcedure);
  }

  /** All entries of a step under one name, in the order in which they were made. */
  entriesOf(step: string, field: string): Entry[] {
    return [...this.entries.values()].filter((entry) => entry.step === step && entry.field === field);
  }

  /** The entry that stands under a name. */
  standing(step: string, field: string): Entry | undefined {
    return this.entriesOf(step, field).find(({ supersededBy }) => supersededBy === null);
  }
}
