import { type Fact, idOf, valuesOf } from './fact.js';
import type { RecordedFacts } from './ledger.js';
import type { Report } from './report.js';
import type { Row } from './rows.js';

interface Point {
  unit: string | null;
  site: string;
  room: string | null;
  code: string;
  title: string;
  rationale: { priority: string };
}

const UNANSWERED = {
  ...{ acknowledgedAt: null, acknowledgedBy: null, comment: null },
  ...{ answeredAt: null, answeredBy: null, escalated: 0, unattended: 0 },
};

const listIn = (of: Row, key: string): unknown[] => (of[key] as unknown[] | undefined) ?? [];

/** What a fact changes of the time that it names. */
function changed(row: Row, { type, at, values }: Fact): Row {
  switch (type) {
    case 'alarm.returned':
      return { returnedAt: values['returnedAt'] };
    case 'alarm.acknowledged':
      return { acknowledgedAt: at, acknowledgedBy: values['name'], comment: values['comment'] };
    case 'alarm.batch-added':
      return { batches: [...listIn(row, 'batches'), values['batch']] };
    case 'alarm.units-added': {
      const units = [...new Set([...listIn(row, 'units'), ...listIn(values, 'units')])];
      const unitsLeft = listIn(row, 'unitsLeft').filter((unit) => !listIn(values, 'units').includes(unit));
      return { units, unitsLeft, ...(values['announced'] === true && { announcedAt: at, ...UNANSWERED }) };
    }
    case 'alarm.units-left':
      return { unitsLeft: [...listIn(row, 'unitsLeft'), ...listIn(values, 'units')] };
    case 'alarm.escalated':
      return { escalated: values['step'] };
    case 'alarm.nobody-on-duty':
      return { unattended: values['step'] };
    case 'alarm.answered':
      return { answeredAt: at, answeredBy: values['by'] };
    case 'alarm.unshelved':
    case 'alarm.unsuppressed':
    case 'alarm.returned-to-service':
      return values['to'] === 'unacknowledged' ? { announcedAt: at, ...UNANSWERED } : {};
    default:
      return {};
  }
}

/** Each time that an alarm was raised, of the facts of its stream. A record may hold parts of that alone. */
export function raisedAlarms(facts: RecordedFacts): Row[] {
  const rows = new Map<unknown, Row>();
  for (const [alarm, own] of facts.ofKind('alarm')) {
    let point: Point | undefined;
    for (const fact of own) {
      const { occurrence: id } = fact.values;
      if (fact.type === 'alarm.listed') point = valuesOf<{ point: Point }>(fact).point;
      if (fact.type === 'alarm.raised') {
        const { message, batches = [], units = [], raisedAt, announced } = fact.values;
        const { rationale, ...of } = point ?? { rationale: undefined };
        rows.set(id, {
          ...{ ...of, id, alarm, priority: rationale?.priority },
          ...{ message, batches, units, unitsLeft: [], raisedAt, returnedAt: null },
          ...{ announcedAt: announced === true ? fact.at : null, ...UNANSWERED },
        });
      }
      const row = rows.get(id);
      if (row !== undefined) Object.assign(row, changed(row, fact));
    }
  }
  return [...rows.values()];
}

/** Whether facts of an alarm's stream name the batch for a time that it was raised. */
const isOf = (own: readonly Fact[], occurrence: unknown, batch: string): boolean =>
  own.some(
    ({ type, values }) =>
      values['occurrence'] === occurrence &&
      (type === 'alarm.batch-added' ? values['batch'] === batch : listIn(values, 'batches').includes(batch)),
  );

/** Alarms that are in a record are the batch's, say what alarm they are, and were acknowledged by whom they name. */
export function checkAlarms(report: Report, batch: string, facts: RecordedFacts): string {
  let raised = 0;
  for (const own of facts.ofKind('alarm').values()) {
    const listed = own.find(({ type }) => type === 'alarm.listed');
    for (const fact of own) {
      const { type, seq, stream, by, values } = fact;
      if (type === 'alarm.raised') {
        raised++;
        if (!isOf(own, values['occurrence'], batch))
          report.wrong(stream, seq, 'an alarm of another batch', batch, values['batches'] ?? []);
        if (listed === undefined || listed.seq > seq)
          report.wrong(stream, seq, 'the alarm was raised before it was listed', idOf(stream), 'nothing');
      }
      if (type === 'alarm.batch-added' && values['batch'] !== batch)
        report.wrong(stream, seq, 'an alarm of another batch', batch, values['batch']);
      const name = 'name' in by ? by.name : null;
      if (type === 'alarm.acknowledged' && values['name'] !== name)
        report.wrong(stream, seq, 'somebody else acknowledged it', name, values['name']);
    }
  }
  return `${raised}`;
}
