import type { PromptDefinition } from '../../../definition/unit-classes/domain/index.js';
import type { Instant, Uuid } from '../../../kernel/ids.js';
import { Refusal } from '../../../kernel/refusal.js';
import type { NewFact } from '../../../trust/ledger/domain/index.js';
import { type CommandFact, decideIssue } from './command.js';
import type { LocalFact } from './local-change.js';
import { type PromptEnding, type PromptRow, runRowId, type UnitState } from './rows.js';
import type { ShownPrompt, UnitSight } from './sight.js';

export interface PromptFacts {
  /** the unit waits for a person; `known`: what its class says of the code, null for one that it does not know */
  'unit.prompted': Omit<PromptRow, 'id' | 'unit' | 'seenAt' | 'endedAt' | 'ending' | 'answer'> & { prompt: Uuid };
  'unit.prompt-ended': {
    prompt: Uuid;
    batch: Uuid | null;
    step: Uuid | null;
    runId: string;
    code: string;
    ending: PromptEnding;
    answer: string | null;
    /** that carried the answer; null for none of ours */
    command: Uuid | null;
  };
}

type PromptEnded = NewFact<'unit.prompt-ended', PromptFacts['unit.prompt-ended']>;
type PromptFact = { [T in keyof PromptFacts]: NewFact<T, PromptFacts[T]> }[keyof PromptFacts];

/** What the unit waits for now, and what has become of what it waited for. `id`: of a new prompt. */
export function decidePrompts(
  state: UnitState,
  sight: UnitSight,
  prompts: readonly PromptDefinition[],
  id: Uuid,
): (PromptFact | LocalFact)[] {
  const { prompt: shown } = sight;
  if (shown === undefined) return [];
  const rows = Object.values(state.unit_prompt);
  const open = rows.filter(({ endedAt }) => endedAt === null);
  const over = open.filter((row) => shown === null || !isSame(row, shown));
  const moved = open.filter((row) => !over.includes(row) && isOfAnother(state, row));
  // one that was gone for a look, or that was another's, stands again as long as the unit shows it
  const isKnown =
    shown === null || rows.some((row) => isSame(row, shown) && row.ending !== 'withdrawn' && !moved.includes(row));
  return [
    ...over.flatMap((row) => ended(state, row, sight)),
    ...moved.map(withdrawn),
    ...(isKnown ? [] : [raised(state, shown, sight, prompts, id)]),
  ];
}

/** What the unit waits for in the name of a batch that lets it go: nothing of that is said of it any more. */
export const decidePromptsOver = (state: UnitState, batch: Uuid): PromptEnded[] =>
  Object.values(state.unit_prompt)
    .filter((row) => row.endedAt === null && row.batch === batch)
    .map(withdrawn);

const heldBy = (state: UnitState): Uuid[] =>
  Object.values(state.unit_binding).flatMap(({ releasedAt, batch }) => (releasedAt === null ? [batch] : []));

/** Whom it belongs to where it is raised now: who alone holds the unit. */
function holderOf(state: UnitState): Uuid | null {
  const held = heldBy(state);
  return held.length === 1 ? held[0]! : null;
}

const isOfAnother = (state: UnitState, { batch }: PromptRow): boolean =>
  batch === null ? holderOf(state) !== null : !heldBy(state).includes(batch);

const withdrawn = ({ id: prompt, batch, step, runId, code }: PromptRow): PromptEnded => ({
  type: 'unit.prompt-ended',
  values: { prompt, batch, step, runId, code, ending: 'withdrawn', answer: null, command: null },
});

const isSame = ({ asked, raisedAt }: PromptRow, { id, at }: ShownPrompt): boolean => asked === id && raisedAt === at;

function ended(state: UnitState, row: PromptRow, { answered }: UnitSight): (PromptFact | LocalFact)[] {
  const { id: prompt, batch, step, runId, code } = row;
  const given = answered?.id === row.asked ? answered : null;
  const command = given === null || state.unit_command[given.by] === undefined ? null : given.by;
  const ending = given === null ? 'withdrawn' : command === null ? 'locally' : 'answered';
  const about = { batch, step, runId };
  const fact: PromptFact = {
    type: 'unit.prompt-ended',
    values: { prompt, ...about, code, ending, answer: given?.answer ?? null, command },
  };
  if (given === null || command !== null || batch === null) return [fact];
  const values = { change: `${prompt}/answered`, batch, step, runId, what: 'answered' as const };
  return [fact, { type: 'unit.changed-locally', values: { ...values, prompt, code, answer: given.answer } }];
}

function raised(
  state: UnitState,
  { id: asked, code, text, at }: ShownPrompt,
  { active: { runId } }: UnitSight,
  prompts: readonly PromptDefinition[],
  prompt: Uuid,
): PromptFact {
  const batch = holderOf(state);
  const own = Object.values(state.unit).flatMap(({ id }) => state.program_run[runRowId(id, runId)] ?? [])[0];
  const run = own?.state === 'ended' || own?.batch !== batch ? undefined : own;
  const found = prompts.find((one) => one.code === code);
  const known = found === undefined ? null : { title: found.title, cause: found.cause, answers: found.answers };
  const about = { asked, batch, step: run?.step ?? null, runId, code, text };
  return {
    type: 'unit.prompted',
    values: { prompt, ...about, known, raisedAt: at },
    happenedAt: at,
  };
}

/** What a person says. `permissions`: theirs. */
export interface GivenReply {
  batch: Uuid;
  step: Uuid;
  prompt: Uuid;
  answer: string;
  permissions: ReadonlySet<string>;
}

/**
 * Refuses with `prompt.not-found`, `prompt.ended`, `prompt.not-known` (nothing may be said to it from here),
 * `prompt.not-an-answer`, `prompt.being-answered`, and with `permission.missing` what a supervisor alone may say.
 */
export function decideAnswer(
  state: UnitState,
  unit: Uuid,
  command: Uuid,
  { batch, step, prompt, answer, permissions }: GivenReply,
  now: Instant,
): CommandFact[] {
  const row = state.unit_prompt[prompt];
  if (row === undefined || row.batch !== batch) throw new Refusal('not-found', 'prompt.not-found', { prompt });
  const { code, asked, known } = row;
  if (row.endedAt !== null) throw new Refusal('conflict', 'prompt.ended', { code, ending: row.ending });
  if (known === null) throw new Refusal('conflict', 'prompt.not-known', { code });
  const permitted = known.answers.find((one) => one.code === answer);
  if (permitted === undefined)
    throw new Refusal('unprocessable', 'prompt.not-an-answer', { code, answers: known.answers.map((one) => one.code) });
  if (permitted.by === 'supervisor' && !permissions.has('step.supervise'))
    throw new Refusal('forbidden', 'permission.missing', { permission: 'step.supervise' });
  const isOnItsWay = Object.values(state.unit_command).some(
    (one) => one.parameters.reply?.asked === asked && (one.state === 'issued' || one.state === 'sent'),
  );
  if (isOnItsWay) throw new Refusal('conflict', 'prompt.being-answered', { code });
  return decideIssue(state, unit, command, { batch, step, action: 'answer', reply: { prompt, asked, answer } }, now);
}
