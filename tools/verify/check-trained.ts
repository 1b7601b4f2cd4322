import type { BatchState } from './batch-state.js';
import { type Fact, type Given, idOf, valuesOf } from './fact.js';
import type { RecordedFacts } from './ledger.js';
import { type Flow, insideOf, isPhase, type Phase, type Recipe, type UnitProcedure } from './recipe.js';
import type { Report } from './report.js';

interface Need {
  kind: string;
  code: string;
  version: string | null;
}

/** What a person was trained in or has read, as their own stream says. */
interface Training extends Need {
  lastDay: string | null;
  from: string;
  revokedAt: string | null;
}

const READ = 'read and understood';
const WORKED = new Set(['performed', 'verified', 'witnessed']);

/** Entries that the server makes of others, ids that it gives, and what a device's file says: a person's signature stands for them. */
const MADE = new Set(['calculated', 'assigned', 'file']);

/** 11.10(i): who did, took over or signed a step was trained in what it asks, on that day at the site. */
export function checkTrained(report: Report, state: BatchState, batchFacts: Fact[], facts: RecordedFacts): string {
  const known = new Map([...facts.ofKind('training')].map(([person, own]) => [person, trainingsIn(own)]));
  let asked = 0;
  for (const fact of batchFacts) {
    const step = state.steps.get(stepOf(fact));
    const phase = step && state.placed(step)?.phase;
    const work = phase && workOf(fact, phase);
    if (work === undefined || step === undefined || phase === undefined) continue;
    const when = { at: work.at, zone: fact.zone };
    for (const need of needsOf(state.recipeOf(step), phase, step.unitProcedure)) {
      asked++;
      if ((known.get(work.person) ?? []).some((one) => meets(one, need, when))) continue;
      const named = need.version === null ? need.code : `${need.code}@${need.version}`;
      const what = `${work.name} was not qualified for step ${phase.id}`;
      report.wrong(fact.stream, fact.seq, what, `trained in ${named} on that day`, 'no training that counts');
    }
  }
  return `${asked} asked for`;
}

const stepOf = ({ type, values }: Fact): string => String(values[type === 'signature.given' ? 'subject' : 'step']);

/** Who is held to what a step asks for the sake of a fact, and as of when: as its event was, or as it was said. */
function workOf(fact: Fact, phase: Phase): { person: string; name: string; at: string } | undefined {
  const { type, values, by, at, happenedAt } = fact;
  if (type === 'signature.given') {
    const { person, name, meaning } = values as unknown as Given;
    return WORKED.has(meaning) ? { person, name, at } : undefined;
  }
  if (by.person === undefined || !isWork(fact, phase)) return undefined;
  return { person: by.person, name: by.name ?? '', at: type === 'step.finished' ? at : happenedAt };
}

/** Only what the frozen recipe lets begin and end by itself is nobody's. */
function isWork({ type, values }: Fact, { mode }: Phase): boolean {
  switch (type) {
    case 'step.started':
      return values['automatic'] !== true || mode !== 'automatic';
    case 'step.taken-over':
    case 'decision.made':
      return true;
    case 'step.finished':
      return mode !== 'automatic';
    case 'entry.recorded':
      return values['because'] === undefined && !MADE.has(String(values['source']));
    default:
      return false;
  }
}

const unitProceduresIn = (flows: Flow[]): UnitProcedure[] =>
  flows.flatMap((flow) => {
    if (isPhase(flow)) return [];
    return 'operations' in flow ? [flow] : insideOf(flow).flatMap(unitProceduresIn);
  });

function needsOf(recipe: Recipe, { skills = [], documents = [] }: Phase, within: string): Need[] {
  const around = unitProceduresIn(recipe.procedure).find(({ unitProcedure }) => unitProcedure === within)?.skills ?? [];
  const codes = new Set([...around, ...skills].map(({ skill }) => skill));
  const read = recipe.training?.documents ? documents : [];
  return [
    ...[...codes].map((code) => ({ kind: 'skill', code, version: null })),
    ...read.map(({ document: code, version }) => ({ kind: 'document', code, version })),
  ];
}

/** What counts of a person's own stream: skills that another put on record, and what they themselves signed to have read. */
function trainingsIn(facts: Fact[]): Training[] {
  const trainings = new Map<string, Training>();
  const tasks = new Map<string, Need>();
  const signatures = new Map<string, Given>();
  for (const fact of facts) {
    const { kind, code, version, training, task, lastDay, signature } = valuesOf<Record<string, string | null>>(fact);
    const person = idOf(fact.stream);
    const need = { kind: `${kind}`, code: `${code}`, version: version ?? null };
    const open = { from: fact.at, revokedAt: null };
    if (fact.type === 'training.recorded' && kind === 'skill' && (fact.by.person ?? person) !== person)
      trainings.set(`${training}`, { ...need, lastDay: lastDay ?? null, ...open });
    if (fact.type === 'reading.assigned') tasks.set(`${task}`, need);
    if (fact.type === 'signature.given') signatures.set(`${signature}`, valuesOf<Given>(fact));
    const read = fact.type === 'reading.signed' ? tasks.get(`${task}`) : undefined;
    const given = signatures.get(`${signature}`);
    const isOwn = given?.person === person && given.subject === task && given.meaning === READ;
    if (read !== undefined && isOwn) trainings.set(`${task}`, { ...read, lastDay: null, ...open });
    const revoked = fact.type === 'training.revoked' ? trainings.get(`${training}`) : undefined;
    if (revoked !== undefined) revoked.revokedAt = fact.at;
  }
  return [...trainings.values()];
}

/** The day of an instant where the site is. */
const dayAt = (at: string, zone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(Date.parse(at));

function meets(
  { kind, code, version, lastDay, from, revokedAt }: Training,
  need: Need,
  when: Pick<Fact, 'at' | 'zone'>,
): boolean {
  const { at, zone } = when;
  if (kind !== need.kind || code !== need.code || version !== need.version) return false;
  return from <= at && (revokedAt === null || revokedAt > at) && (lastDay === null || dayAt(at, zone) <= lastDay);
}
