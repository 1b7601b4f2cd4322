import type { BatchState } from './batch-state.js';
import { type Fact, type Given, valuesOf } from './fact.js';
import type { RecordedFacts } from './ledger.js';
import type { Phase, Recipe } from './recipe.js';
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

const WORKED = new Set(['performed', 'verified', 'witnessed']);

/** 11.10(i): who began, took over or signed a step was trained in what it asks, on that day at the site. */
export function checkTrained(report: Report, state: BatchState, batchFacts: Fact[], facts: RecordedFacts): string {
  const known = new Map([...facts.ofKind('training')].map(([person, own]) => [person, trainingsIn(own)]));
  let asked = 0;
  for (const fact of batchFacts) {
    const work = workOf(fact);
    const step = work === undefined ? undefined : state.steps.get(work.step);
    const phase = step && state.placed(step)?.phase;
    if (work === undefined || step === undefined || phase === undefined) continue;
    for (const need of needsOf(state.recipeOf(step), phase)) {
      asked++;
      if ((known.get(work.person) ?? []).some((one) => meets(one, need, fact))) continue;
      const named = need.version === null ? need.code : `${need.code}@${need.version}`;
      const what = `${work.name} was not qualified for step ${phase.id}`;
      report.wrong(fact.stream, fact.seq, what, `trained in ${named} on that day`, 'no training that counts');
    }
  }
  return `${asked} asked for`;
}

function workOf({ type, values, by }: Fact): { person: string; name: string; step: string } | undefined {
  if (type === 'signature.given') {
    const { person, name, subject, meaning } = values as unknown as Given;
    return WORKED.has(meaning) ? { person, name, step: subject } : undefined;
  }
  const begins = (type === 'step.started' && values['automatic'] !== true) || type === 'step.taken-over';
  if (!begins || by.person === undefined) return undefined;
  return { person: by.person, name: by.name ?? '', step: String(values['step']) };
}

const needsOf = ({ training }: Recipe, { skills = [], documents = [] }: Phase): Need[] => [
  ...skills.map(({ skill: code }) => ({ kind: 'skill', code, version: null })),
  ...(training?.documents ? documents.map(({ document: code, version }) => ({ kind: 'document', code, version })) : []),
];

function trainingsIn(facts: Fact[]): Training[] {
  const trainings = new Map<string, Training>();
  const tasks = new Map<string, Need>();
  for (const fact of facts) {
    const { kind, code, version, training, task, lastDay } = valuesOf<Record<string, string | null>>(fact);
    const need = { kind: `${kind}`, code: `${code}`, version: version ?? null };
    const open = { from: fact.at, revokedAt: null };
    if (fact.type === 'training.recorded') trainings.set(`${training}`, { ...need, lastDay: lastDay ?? null, ...open });
    if (fact.type === 'reading.assigned') tasks.set(`${task}`, need);
    const read = fact.type === 'reading.signed' ? tasks.get(`${task}`) : undefined;
    if (read !== undefined) trainings.set(`${task}`, { ...read, lastDay: null, ...open });
    const revoked = fact.type === 'training.revoked' ? trainings.get(`${training}`) : undefined;
    if (revoked !== undefined) revoked.revokedAt = fact.at;
  }
  return [...trainings.values()];
}

/** The day of an instant where the site is. */
const dayAt = (at: string, zone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(Date.parse(at));

function meets({ kind, code, version, lastDay, from, revokedAt }: Training, need: Need, { at, zone }: Fact): boolean {
  if (kind !== need.kind || code !== need.code || version !== need.version) return false;
  return from <= at && (revokedAt === null || revokedAt > at) && (lastDay === null || dayAt(at, zone) <= lastDay);
}
