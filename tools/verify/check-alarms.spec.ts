import { describe, expect, it } from '@jest/globals';
import { checkAlarms, raisedAlarms } from './check-alarms.js';
import type { Actor, Fact } from './fact.js';
import { RecordedFacts } from './ledger.js';
import { Report } from './report.js';

const at = (minute: number): string => `2026-11-23T03:0${minute}:00.000Z`;
const SYSTEM: Actor = { system: 'alarms', role: 'system' };
const fact = (seq: number, type: string, values: object, by = SYSTEM): Fact => ({
  ...{ v: 1, stream: 'alarm/u.door', seq, type: `alarm.${type}`, at: at(seq), happenedAt: at(seq), zone: 'UTC' },
  ...{ by, values: { ...values }, config: '' },
});
const of = { unit: 'u', site: 's', room: 'r', code: 'door', title: 'Door open' };
const LISTED = fact(1, 'listed', { point: { id: 'u.door', ...of, rationale: { priority: 'medium' } } });
const RAISED = { occurrence: 'o', to: 'unacknowledged', announced: true, message: 'm' };
/** of the form before each batch had a fact of its own */
const raised = (seq: number, batch: string) => fact(seq, 'raised', { ...RAISED, batches: [batch], raisedAt: at(seq) });
const added = (seq: number, batch: string) => fact(seq, 'batch-added', { occurrence: 'o', batch });
const acknowledged = (name: string) =>
  fact(
    3,
    'acknowledged',
    { occurrence: 'o', to: 'acknowledged', name, comment: 'c' },
    { person: 'p', name: 'Mara', role: 'operator' },
  );

const recorded = (facts: Fact[]): RecordedFacts =>
  new RecordedFacts([
    { range: { stream: 'alarm/u.door', kind: 'alarm', why: '', from: 1, facts: [], proofs: [] }, facts },
  ]);
const found = (facts: Fact[]): string[] => {
  const report = new Report();
  checkAlarms(report, 'b', recorded(facts));
  return report.findings.map(({ what }) => what);
};

describe('alarms in a record', () => {
  it('11.10(e): each time that one was raised is a row that its facts make', () => {
    const facts = [
      ...[LISTED, raised(2, 'b'), acknowledged('Mara'), fact(4, 'escalated', { occurrence: 'o', step: 1 })],
      fact(5, 'returned', { occurrence: 'o', to: 'normal', returnedAt: at(5) }),
    ];
    expect(raisedAlarms(recorded(facts))).toEqual([
      {
        ...{ id: 'o', alarm: 'u.door', ...of, priority: 'medium', message: 'm', batches: ['b'], units: [] },
        unitsLeft: [],
        ...{ raisedAt: at(2), announcedAt: at(2), acknowledgedAt: at(3), acknowledgedBy: 'Mara', comment: 'c' },
        ...{ returnedAt: at(5), answeredAt: null, answeredBy: null, escalated: 1, unattended: 0 },
      },
    ]);
    expect(found(facts)).toEqual([]);
  });

  it('11.10(e): one that stood before the bind is the batch’s from then on, and what is announced anew has no answer yet', () => {
    const facts = [
      ...[LISTED, fact(2, 'raised', { ...RAISED, raisedAt: at(2) }), acknowledged('Mara'), added(4, 'b')],
      ...[fact(5, 'units-left', { occurrence: 'o', units: ['U-01'] })],
      fact(6, 'units-added', { occurrence: 'o', units: ['U-01', 'U-02'], to: 'unacknowledged', announced: true }),
    ];
    expect(raisedAlarms(recorded(facts))).toMatchObject([
      {
        batches: ['b'],
        units: ['U-01', 'U-02'],
        unitsLeft: [],
        announcedAt: at(6),
        acknowledgedAt: null,
        comment: null,
      },
    ]);
    expect(found(facts)).toEqual([]);
    expect(found([...facts, added(7, 'other')])).toEqual(['an alarm of another batch']);
    expect(found(facts.filter(({ type }) => type !== 'alarm.batch-added'))).toEqual(['an alarm of another batch']);
  });

  it('11.10(a): are found out where they are another batch’s, where nothing says what they are, and where another acknowledged', () => {
    expect(found([LISTED, raised(2, 'other')])).toEqual(['an alarm of another batch']);
    expect(found([raised(2, 'b')])).toEqual(['the alarm was raised before it was listed']);
    expect(found([LISTED, raised(2, 'b'), acknowledged('Somebody')])).toEqual(['somebody else acknowledged it']);
  });
});
