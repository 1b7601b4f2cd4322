import type { BatchState } from './batch-state.js';
import { byHandTables } from './by-hand-tables.js';
import { raisedAlarms } from './check-alarms.js';
import { type Fact, idOf, valuesOf } from './fact.js';
import type { RecordedFacts } from './ledger.js';
import { type BatchRecord, FORMAT } from './record.js';
import { type Report, sameJson } from './report.js';
import type { Row } from './rows.js';

/** Rows under the name of their table, as the facts make them; `key` names a row. */
interface Table {
  key: string;
  rows: Row[];
}

function tablesOf(record: BatchRecord, state: BatchState, facts: RecordedFacts): Record<string, Table> {
  const id = record.record.batch;
  const deviations = [...facts.ofKind('deviation')].flatMap(([deviation, [first]]) =>
    first === undefined ? [] : [{ ...first.values, id: deviation, openedAt: first.at }],
  );
  return {
    batch: { key: 'id', rows: [{ ...state.batch, id }] },
    step: { key: 'id', rows: [...state.steps.values()] },
    entry: { key: 'number', rows: [...state.entries.values()] },
    capture: {
      key: 'entry',
      rows: [...state.captures.values()].map(({ from, to, ...row }) => ({ ...row, fromTime: from, toTime: to })),
    },
    evidence: {
      key: 'seq',
      rows: state.evidence.map(({ from, to, ...row }) => ({ ...row, fromArrival: from, toArrival: to })),
    },
    event: { key: 'number', rows: [...state.events.values()] },
    exception: { key: 'number', rows: [...state.exceptions.values()] },
    timer: { key: 'number', rows: [...state.timers.values()] },
    signature: {
      key: 'id',
      rows: [...state.signatures.values()].map(({ signature, ...row }) => ({ ...row, id: signature })),
    },
    deviation: { key: 'id', rows: deviations },
    alarm_occurrence: { key: 'id', rows: raisedAlarms(facts) },
    ...byHandTables(state),
    ...(record.format === FORMAT && {
      binding: { key: 'id', rows: state.bindings },
      element: { key: 'id', rows: [...state.elements.values()] },
      note: { key: 'number', rows: [...state.notes.values()] },
      attachment: { key: 'id', rows: [...state.attachments.values()] },
    }),
  };
}

const nameIn = (key: string, row: Row): string =>
  key === 'seq' ? `${String(row['step'])}/${String(row['seq'])}` : String(row[key]);

/** What people read is what the facts say: the same rows, and in each the same value of all that both have. */
export function checkView(report: Report, record: BatchRecord, state: BatchState, facts: RecordedFacts): string {
  const tables = tablesOf(record, state, facts);
  let compared = 0;
  for (const [table, { key, rows }] of Object.entries(tables)) {
    const viewed = new Map((record.view[table] ?? []).map((row) => [nameIn(key, row), row]));
    for (const row of rows) {
      const name = nameIn(key, row);
      const shownRow = viewed.get(name);
      viewed.delete(name);
      compared++;
      if (shownRow === undefined) report.wrong(`view ${table}`, name, 'the row is missing', 'a row', 'none');
      else compare(report, `view ${table}`, name, row, shownRow);
    }
    for (const name of viewed.keys()) report.wrong(`view ${table}`, name, 'no fact makes this row', 'no row', name);
  }
  const unknown = Object.keys(record.view).filter((table) => !Object.hasOwn(tables, table));
  if (unknown.length > 0)
    report.wrong('view', null, 'the view has tables that no fact makes', Object.keys(tables), unknown);
  return `${compared} rows`;
}

function compare(report: Report, where: string, name: string, facts: Row, viewed: Row): void {
  for (const key of Object.keys(facts).filter((one) => Object.hasOwn(viewed, one)))
    if (!sameJson(facts[key], viewed[key]))
      report.wrong(where, name, `${key} is not what the facts say`, facts[key], viewed[key]);
}

/** The list of signatures for people is that of the facts. */
export function checkSignatureList(report: Report, record: BatchRecord, facts: RecordedFacts): string {
  const given = facts.all().filter(({ type }) => type === 'signature.given');
  const name = (stream: string, seq: number): string => `${stream} ${seq}`;
  const listed = new Map(record.signatures.map((line) => [name(line.stream, line.seq), line]));
  for (const fact of given) {
    const line = listed.get(name(fact.stream, fact.seq));
    listed.delete(name(fact.stream, fact.seq));
    report.same(fact.stream, fact.seq, 'the list of signatures says otherwise', lineOf(fact), line ?? 'nothing');
  }
  for (const { stream, seq } of listed.values())
    report.wrong(stream, seq, 'the list names a signature that was not given', 'none', 'a signature');
  return `${given.length} signatures, on ${new Set(given.map(({ stream }) => idOf(stream))).size} streams`;
}

function lineOf(fact: Fact): Row {
  const { signature, subject, meaning, name, username, role, hash } = valuesOf<Row>(fact);
  const { stream, seq, at, zone } = fact;
  return { stream, seq, signature, subject, meaning, name, username, role, at, zone, hash };
}
