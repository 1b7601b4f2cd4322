import { describe, expect, it } from '@jest/globals';
import type { Fact, NewFact } from '../../../trust/ledger/domain/index.js';
import {
  alarmProjection,
  type AlarmPoint,
  type AlarmsState,
  type AlarmState,
  decideAcknowledge,
  decideAnswer,
  decideEscalate,
  decideRemove,
  decideReset,
  decideRestore,
  decideShelve,
  decideSight,
  decideUnshelve,
  type Sight,
  unitsOf,
} from './index.js';

const point: AlarmPoint = {
  ...{ id: 'u1.temperature-high', unit: 'u1', site: 's1', room: 'r1', code: 'temperature-high', title: 'Too high' },
  rationale: { priority: 'high', cause: 'c', consequence: 'k', response: 'r', respondWithin: 'PT10M', latched: false },
};
const at = (minute: number): string => `2026-11-23T03:${String(minute).padStart(2, '0')}:00.000Z`;

/** One alarm, its facts applied as they are stated. */
class Story {
  state: AlarmsState = alarmProjection.empty;
  readonly told: string[] = [];
  private occurrences = 0;

  constructor(private readonly of: AlarmPoint = point) {}

  states(facts: readonly NewFact[], minute: number): void {
    for (const made of facts) {
      const fact: Fact = {
        ...{ v: 1, stream: `alarm/${this.of.id}`, seq: 1, at: at(minute), happenedAt: at(minute), zone: 'UTC' },
        ...{ by: { system: 'test', role: 'system' }, config: '', ...made },
      };
      this.state = alarmProjection.apply(this.state, fact);
      this.told.push(made.type.slice('alarm.'.length));
    }
  }

  sees(active: boolean, minute: number, more: Partial<Sight> = {}): this {
    const newOccurrence = `o${++this.occurrences}`;
    const sight: Sight = {
      ...{ active, at: at(minute), message: '38.9', suppressedBecause: null, batches: ['b1'], newOccurrence },
      ...more,
    };
    this.states(decideSight(this.state, this.of, sight, at(minute)), minute);
    return this;
  }

  acknowledges(minute: number): this {
    const occurrence = this.row.occurrence!;
    this.states(decideAcknowledge(this.state, this.of.id, { occurrence, comment: 'seen', name: 'Mara Weber' }), minute);
    return this;
  }

  shelves(minute: number, length = 'PT30M'): this {
    const act = { length, reason: 'sensor drifts', name: 'Mara Weber' };
    this.states(decideShelve(this.state, this.of, act, at(minute)), minute);
    return this;
  }

  get row() {
    return this.state.alarm[this.of.id]!;
  }
  get now() {
    return this.state.alarm_occurrence[this.row.occurrence!]!;
  }
  get batches() {
    const rows = Object.values(this.state.alarm_batch);
    return rows.filter(({ occurrence }) => occurrence === this.row.occurrence).map(({ batch }) => batch);
  }
}

describe('an alarm', () => {
  it('11.10(e): is listed, raised, acknowledged by name and returns, a fact each, with its times kept', () => {
    const story = new Story().sees(false, 1).sees(true, 2).sees(true, 3).acknowledges(7).sees(false, 9).sees(false, 10);
    expect(story.told).toEqual(['listed', 'raised', 'batch-added', 'acknowledged', 'returned']);
    expect(story.row).toMatchObject({ state: 'normal', active: false });
    expect(story.now).toMatchObject({
      ...{ raisedAt: at(2), announcedAt: at(2), acknowledgedAt: at(7), returnedAt: at(9) },
      ...{ acknowledgedBy: 'Mara Weber', comment: 'seen', priority: 'high' },
    });
    expect(story.batches).toEqual(['b1']);
  });

  it('that returns before anybody saw it stays on the list until it is acknowledged', () => {
    const story = new Story().sees(true, 2).sees(false, 3);
    expect(story.row.state).toBe('returned');
    expect(story.acknowledges(4).row.state).toBe('normal');
  });

  it('raised again while it waits is another occurrence, which an acknowledgement of the first does not meet', () => {
    const story = new Story().sees(true, 2);
    const first = story.row.occurrence!;
    story.sees(false, 3).sees(true, 4);
    const act = { occurrence: first, comment: null, name: 'Mara Weber' };
    expect(() => decideAcknowledge(story.state, point.id, act)).toThrow('alarm.raised-again');
    expect(story.acknowledges(5).now.acknowledgedAt).toBe(at(5));
    expect(story.state.alarm_occurrence[first]!.acknowledgedAt).toBeNull();
  });

  it('of a unit whose clock is ahead was raised when we heard of it, so that it stands in its place among the others', () => {
    const story = new Story().sees(true, 2, { at: '2099-01-01T00:00:00.000Z' });
    story.acknowledges(3).sees(false, 4, { at: '2099-01-01T00:00:00.000Z' });
    expect(story.now).toMatchObject({ raisedAt: at(2), returnedAt: at(4) });
  });

  it('that is latched stays until it is reset', () => {
    const latched = { ...point, rationale: { ...point.rationale, latched: true } };
    const story = new Story(latched).sees(true, 2).sees(false, 3);
    expect(story.row.state).toBe('latched-unacknowledged');
    story.acknowledges(4).states(decideReset(story.state, latched.id), 5);
    expect(story.row.state).toBe('normal');
  });

  it('is shelved for a time, counted and by name; what stands when the time is over is announced anew', () => {
    const story = new Story().sees(true, 2).acknowledges(3).shelves(4, 'PT10M');
    expect(story.row).toMatchObject({ state: 'shelved', active: true, shelved: 1 });
    expect(story.row.withheld).toEqual({ reason: 'sensor drifts', by: 'Mara Weber', since: at(4), until: at(14) });
    expect(story.sees(true, 13).row.state).toBe('shelved');
    story.sees(true, 14);
    expect(story.row).toMatchObject({ state: 'unacknowledged', shelved: 1, withheld: null });
    expect(story.now).toMatchObject({ announcedAt: at(14), acknowledgedAt: null });
    story.shelves(15).sees(false, 16);
    expect(story.row).toMatchObject({ state: 'shelved', active: false, shelved: 2 });
    story.states(decideUnshelve(story.state, point.id), 17);
    expect(story.row).toMatchObject({ state: 'normal', shelved: 0 });
  });

  it('is shelved for eight hours at most, and needs no occurrence for it', () => {
    expect(() => new Story().shelves(1, 'PT9H')).toThrow('alarm.shelved-too-long');
    const story = new Story().shelves(1, 'PT8H').sees(true, 2);
    expect(story.told).toEqual(['listed', 'shelved', 'raised', 'batch-added']);
    expect(story.now.announcedAt).toBeNull();
  });

  it('raised in the moment in which its shelving is over is announced', () => {
    const story = new Story().shelves(1, 'PT10M').sees(true, 11);
    expect(story.told).toEqual(['listed', 'shelved', 'unshelved', 'raised', 'batch-added']);
    expect(story.row.state).toBe('unacknowledged');
  });

  it('is suppressed by design where it is not enabled, and announced when it is', () => {
    const story = new Story().sees(true, 2, { suppressedBecause: 'program-not-running' });
    expect(story.told).toEqual(['listed', 'suppressed', 'raised', 'batch-added']);
    expect(story.row.withheld).toMatchObject({ reason: 'program-not-running', by: null, until: null });
    expect(story.now.announcedAt).toBeNull();
    story.sees(true, 3);
    expect(story.row.state).toBe('unacknowledged');
    expect(story.now.announcedAt).toBe(at(3));
    story.sees(true, 4, { suppressedBecause: 'not-in-use' }).sees(false, 5, { suppressedBecause: 'not-in-use' });
    expect(story.row).toMatchObject({ state: 'suppressed', active: false });
    expect(story.sees(false, 6).row.state).toBe('normal');
  });

  it('out of service shows nothing, whatever happens, until it is returned', () => {
    const story = new Story().sees(true, 2);
    story.states(decideRemove(story.state, point, { reason: 'sensor changed', name: 'A' }), 3);
    story.sees(false, 4).sees(true, 5, { suppressedBecause: 'not-in-use' });
    expect(story.row).toMatchObject({ state: 'out-of-service', active: true });
    story.states(decideRestore(story.state, point.id, 'done'), 6);
    expect(story.row.state).toBe('unacknowledged');
  });

  it('that was rationalised anew is listed anew when it is next raised, and past occurrences keep what they were', () => {
    const story = new Story().sees(true, 2).acknowledges(3).sees(false, 4);
    const anew = { ...point, rationale: { ...point.rationale, priority: 'critical' as const } };
    const sight = { active: true, at: at(5), message: '', suppressedBecause: null, batches: [], newOccurrence: 'n' };
    story.states(decideSight(story.state, anew, sight, at(5)), 5);
    expect(Object.values(story.state.alarm_occurrence).map(({ priority }) => priority)).toEqual(['high', 'critical']);
  });

  it('11.10(e): that stands when a batch takes the unit is that batch’s too, whether operators have seen it or not', () => {
    const seen = new Story()
      .sees(true, 2, { batches: [] })
      .acknowledges(3)
      .sees(true, 4, { batches: ['b2'] });
    expect(seen.told).toEqual(['listed', 'raised', 'acknowledged', 'batch-added']);
    expect(seen.batches).toEqual(['b2']);
    const hidden = new Story().sees(true, 2, { batches: [], suppressedBecause: 'not-in-use' }).sees(true, 3);
    expect(hidden.told).toEqual(['listed', 'suppressed', 'raised', 'batch-added', 'unsuppressed']);
    // bound and over within one look
    expect(new Story().sees(true, 2, { batches: [] }).sees(false, 3).batches).toEqual(['b1']);
    expect(new Story().sees(true, 2).sees(true, 3).batches).toEqual(['b1']);
  });

  it('11.10(c): of an earlier form names its batches as it is raised', () => {
    const story = new Story().sees(true, 2, { batches: [] });
    const made = { occurrence: 'old', to: 'unacknowledged' as const, announced: true, message: '', raisedAt: at(3) };
    story.states([{ type: 'alarm.raised', values: { ...made, batches: ['b1', 'b2'] } }], 3);
    expect(story.batches).toEqual(['b1', 'b2']);
  });

  it('that groups units takes more of them in without being another, and leaves out those that are back', () => {
    const story = new Story().sees(true, 2, { units: ['U-01', 'U-02'] });
    story.sees(true, 3, { units: ['U-01', 'U-02', 'U-03'] }).sees(true, 4, { units: ['U-03'] });
    expect(story.told).toEqual(['listed', 'raised', 'batch-added', 'units-added', 'units-left']);
    expect(story.now).toMatchObject({ units: ['U-01', 'U-02', 'U-03'], unitsLeft: ['U-01', 'U-02'] });
    story.sees(true, 5, { units: ['U-03'] }).sees(true, 6, { units: ['U-03', 'U-01'] });
    expect(unitsOf(story.now)).toEqual(['U-01', 'U-03']);
    expect(story.row.state).toBe('unacknowledged');
  });

  it('that groups units is announced anew for more of them, to whoever has acknowledged or answered it', () => {
    const story = new Story().sees(true, 2, { units: ['U-01'] }).acknowledges(3);
    story.sees(true, 4, { units: ['U-01', 'U-02'] });
    expect(story.row).toMatchObject({ state: 'unacknowledged', active: true });
    expect(story.now).toMatchObject({ announcedAt: at(4), acknowledgedAt: null, comment: null });
    story.states(decideAnswer(story.state, { occurrence: story.now.id, by: 'On call' }), 5);
    story.sees(true, 6, { units: ['U-01', 'U-02', 'U-03'] });
    expect(story.now).toMatchObject({ announcedAt: at(6), answeredAt: null });
    story.shelves(7).sees(true, 8, { units: ['U-01', 'U-02', 'U-03', 'U-04'] });
    expect(story.row.state).toBe('shelved');
  });

  it('answered from outside is acknowledged by nobody, and escalates no further', () => {
    const story = new Story().sees(true, 2);
    const step = { occurrence: story.now.id, step: 1, to: ['On call'] };
    story.states(decideEscalate(story.state, point.id, step), 5);
    expect(decideEscalate(story.state, point.id, step)).toEqual([]);
    story.states(decideAnswer(story.state, { occurrence: story.now.id, by: 'On call' }), 6);
    expect(story.row.state).toBe('unacknowledged');
    expect(story.now).toMatchObject({ acknowledgedAt: null, answeredBy: 'On call', escalated: 1 });
    expect(decideEscalate(story.state, point.id, { ...step, step: 2 })).toEqual([]);
    expect(() => decideAnswer(story.state, { occurrence: story.now.id, by: 'Else' })).toThrow('alarm.answered');
  });

  it('for which nobody is on duty says so once, and keeps that step for whoever comes', () => {
    const story = new Story().sees(true, 2);
    const step = { occurrence: story.now.id, step: 1, to: [] };
    story.states(decideEscalate(story.state, point.id, step), 3);
    expect(decideEscalate(story.state, point.id, step)).toEqual([]);
    expect(story.now).toMatchObject({ escalated: 0, unattended: 1 });
    story.states(decideEscalate(story.state, point.id, { ...step, to: ['Day'] }), 4);
    expect(story.told.slice(-2)).toEqual(['nobody-on-duty', 'escalated']);
  });

  it('that is announced anew is nobody’s yet: it escalates from its first step', () => {
    const story = new Story().sees(true, 2);
    const step = { occurrence: story.now.id, step: 1, to: ['On call'] };
    story.states(decideEscalate(story.state, point.id, step), 5);
    story.states(decideAnswer(story.state, { occurrence: story.now.id, by: 'On call' }), 6);
    story.acknowledges(7).shelves(8, 'PT10M').sees(true, 18);
    expect(story.now).toMatchObject({ announcedAt: at(18), answeredAt: null, answeredBy: null, escalated: 0 });
    expect(decideEscalate(story.state, point.id, step)).toHaveLength(1);
  });

  it.each<[AlarmState, (story: Story) => unknown]>([
    ['normal', (story) => story.sees(true, 2).acknowledges(3).sees(false, 4).acknowledges(5)],
    ['acknowledged', (story) => story.sees(true, 2).acknowledges(3).acknowledges(4)],
    ['shelved', (story) => story.shelves(1).shelves(2)],
  ])('refuses what its state (%s) does not take', (_, act) => {
    expect(() => act(new Story())).toThrow('alarm.transition-not-allowed');
  });
});
