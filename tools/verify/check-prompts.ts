import type { BatchState } from './batch-state.js';
import { type Fact, idOf } from './fact.js';
import type { RecordedFacts } from './ledger.js';
import type { Report } from './report.js';
import type { Occurrence, Row } from './rows.js';

const OURS = /^prompt\./;

interface Known {
  title: string;
  cause: string;
  answers: { code: string }[];
}

/** What a batch states of what its units waited for, and of what was said to them, is what their streams say. */
export function checkPrompts(report: Report, state: BatchState, batchFacts: Fact[], facts: RecordedFacts): string {
  const stated = [...state.events.values(), ...state.exceptions.values()].filter(({ kind }) => OURS.test(kind));
  const said = new Map(stated.map((one) => [one.identity, one]));
  const batch = idOf(state.stream);
  const prompts = new Map<unknown, Fact>();
  const over = batchFacts.find(({ type }) => /^batch\.(completed|stopping|stopped|aborting|aborted)$/.test(type));
  let compared = 0;
  const is = (fact: Fact, identity: string, kind: string, values: Row): void => {
    const found = said.get(identity);
    said.delete(identity);
    compared++;
    // what is said of a unit after its batch is over is none of the batch's any more
    if (found === undefined && over !== undefined && fact.at >= over.at) return;
    const named = Object.keys(values);
    const shown = found && { kind: found.kind, ...Object.fromEntries(named.map((key) => [key, found.values[key]])) };
    report.same(fact.stream, fact.seq, `${fact.type} is not stated by the batch as it is`, { kind, ...values }, shown);
  };
  for (const fact of [...facts.ofKind('unit').values()].flat()) {
    const { type, values } = fact;
    if (values['batch'] !== batch) continue;
    const { prompt, code, text, known, ending, answer, command, reply } = values as Row & {
      known?: Known | null;
      reply?: { prompt: string; answer: string };
    };
    if (type === 'unit.prompted') {
      prompts.set(prompt, fact);
      const own = known == null ? {} : { title: known.title, because: known.cause };
      const kind = known == null ? 'prompt.unknown' : 'prompt.raised';
      is(fact, `prompt/${String(prompt)}`, kind, { prompt, code, text, ...own });
    }
    const asked = prompts.get(reply?.prompt ?? prompt)?.values as { code: string; known: Known | null } | undefined;
    if (type === 'unit.prompt-ended' && asked?.known != null)
      is(fact, `prompt/${String(prompt)}/ended`, 'prompt.ended', { prompt, code, ending, answer, command });
    if (type === 'unit.changed-locally' && values['what'] === 'answered')
      is(fact, `local/${String(values['change'])}`, 'prompt.answered-locally', { prompt, code, answer });
    if (type !== 'command.issued' || reply === undefined) continue;
    const identity = `prompt/${reply.prompt}/${String(command)}`;
    is(fact, identity, 'prompt.answered', { prompt: reply.prompt, code: asked?.code, answer: reply.answer });
    if (asked?.known?.answers.some((one) => one.code === reply.answer) !== true)
      report.wrong(fact.stream, fact.seq, 'the unit was told an answer that is not permitted', asked?.known, reply);
  }
  for (const { kind, number, seq } of said.values() as Iterable<Occurrence>)
    report.wrong(state.stream, seq, `${kind} ${number}: no unit's stream says so`, 'none', kind);
  return `${compared} compared`;
}
