import { describe, expect, it } from '@jest/globals';
import type { Signer } from '../../../trust/signatures/domain/index.js';
import type { Fact, NewFact } from '../../../trust/ledger/domain/index.js';
import { type Condition, conditionOf, hindrances } from './condition.js';
import {
  checkFit,
  decideBind,
  decidePerform,
  decideRefuse,
  decideRelease,
  decideVerify,
  unitProjection,
  upkeepHash,
} from './index.js';
import type { UpkeepGiven } from './keep-unit.js';
import type { UnitDefinition, UnitState } from './rows.js';
import type { KeptAs } from './upkeep.js';

const UNIT = '01980000-0000-7000-8000-000000000001';
const at = (hours: number): string => new Date(Date.UTC(2026, 10, 22, 12) + hours * 3_600_000).toISOString();

const signer = (person: string, role: string): Signer => ({
  ...{ person, username: person, name: person, roles: [role], permissions: new Set() },
});
const ADA = signer('ada', 'operator');
const BEA = signer('bea', 'supervisor');
const QUE = signer('que', 'qa-reviewer');

const ASKS_ALL: KeptAs = {
  use: 'exclusive',
  zone: 'Europe/Vienna',
  upkeep: {
    cleaned: { hold: 'P7D', dirtyHold: 'PT24H' },
    ...({ qualified: true, calibrated: true, maintained: true } as const),
    firmware: ['4.2.0'],
  },
};
const ASKS_NOTHING: KeptAs = { use: 'exclusive', zone: 'Europe/Vienna' };

/** A unit whose stream grows as things happen to it. */
class Kept {
  state: UnitState = unitProjection.empty;
  private seq = 0;
  private acts = 0;

  constructor(readonly kept: KeptAs = ASKS_ALL) {
    const unit = { code: 'U-01', status: 'in-service', unitClass: 'c', site: 's', room: 'r' } as UnitDefinition;
    this.write([{ type: 'unit.defined', values: { unit } }], at(-1000));
  }

  get row() {
    return this.state.unit[UNIT]!;
  }

  private write(facts: NewFact[], now: string): void {
    for (const fact of facts) {
      const stamp = {
        v: 1,
        stream: `unit/${UNIT}`,
        seq: ++this.seq,
        at: now,
        happenedAt: now,
        zone: 'UTC',
        config: '',
      };
      const by = { system: 'spec', role: 'system' };
      this.state = unitProjection.apply(this.state, { ...stamp, by, ...fact } as Fact);
    }
  }

  perform(given: Omit<UpkeepGiven, 'remark'>, now: number, by = ADA): string {
    const id = `act-${++this.acts}`;
    const act = { remark: 'SOP-0100', ...given, id, signing: { id: `${id}-p`, signer: by } };
    this.write(decidePerform(this.state, UNIT, this.kept, act, at(now)), at(now));
    return id;
  }

  verify(id: string, now: number, by = BEA): void {
    const hash = upkeepHash(this.row, this.state.unit_upkeep[id]!);
    this.write(decideVerify(this.state, UNIT, id, { hash, signing: { id: `${id}-v`, signer: by } }), at(now));
  }

  refuse(id: string, now: number, by = BEA): void {
    const hash = upkeepHash(this.row, this.state.unit_upkeep[id]!);
    const given = { hash, reason: 'No swab', signing: { id: `${id}-r`, signer: by } };
    this.write(decideRefuse(this.state, UNIT, id, given), at(now));
  }

  did(given: Omit<UpkeepGiven, 'remark'>, now: number, by = BEA): this {
    this.verify(this.perform(given, now), now, by);
    return this;
  }

  use(from: number, until: number): this {
    const binding = { id: `b-${from}`, batch: `batch-${from}`, coi: null, unitProcedure: 'expansion' };
    this.write(decideBind(this.state, UNIT, this.kept.use, binding), at(from));
    this.write(decideRelease(this.state, UNIT, binding.batch), at(until));
    return this;
  }

  hindered = (now: number): string[] => hindrances(this.row, this.kept, at(now)).map(({ code }) => code);
  condition = (now: number): Condition => conditionOf(this.row, this.kept, at(now));
}

/** A unit as its class wants it. */
const asWanted = (): Kept =>
  new Kept()
    .did({ act: 'qualified', until: '2027-11-22' }, 0, QUE)
    .did({ act: 'calibrated', until: '2026-12-01' }, 0)
    .did({ act: 'maintained' }, 0)
    .did({ act: 'firmware-reported', version: '4.2.0' }, 0)
    .did({ act: 'cleaned' }, 0);

describe('an act of upkeep', () => {
  it('211.182: is signed by who did it and by another who checked it, over the same content', () => {
    const unit = new Kept();
    const id = unit.perform({ act: 'cleaned' }, 0);
    expect(unit.state.unit_upkeep[id]).toMatchObject({ act: 'cleaned', performedBy: 'ada', verifiedAt: null });
    expect(() => unit.verify(id, 1, ADA)).toThrow('upkeep.verifier-is-performer');
    unit.verify(id, 1);
    expect(unit.state.unit_upkeep[id]!.verifiedAt).toBe(at(1));
    const given = Object.values(unit.state.signature);
    expect(given.map(({ subject, meaning, person }) => [subject, meaning, person])).toEqual([
      [`upkeep/${id}`, 'performed', 'ada'],
      [`upkeep/${id}`, 'verified', 'bea'],
    ]);
    expect(new Set(given.map(({ hash }) => hash)).size).toBe(1);
    expect(() => unit.verify(id, 2)).toThrow('upkeep.verified');
  });

  it('211.182: has no effect once its second person has refused it, with why, and is judged once', () => {
    const unit = new Kept();
    const id = unit.perform({ act: 'cleaned' }, 0);
    expect(() => unit.refuse(id, 1, ADA)).toThrow('upkeep.verifier-is-performer');
    unit.refuse(id, 1);
    expect(unit.state.unit_upkeep[id]).toMatchObject({ verifiedAt: null, refusal: 'No swab' });
    expect(unit.condition(2).label).toBe('to-clean');
    expect(Object.values(unit.state.signature).map(({ meaning }) => meaning)).toEqual(['performed', 'refused']);
    for (const again of [() => unit.verify(id, 2), () => unit.refuse(id, 2)]) expect(again).toThrow('upkeep.refused');
    expect(() => unit.refuse(unit.perform({ act: 'taken-out-of-service' }, 3), 4)).toThrow('counts-already');
  });

  it('11.70: is not verified as something that it is not', () => {
    const unit = new Kept();
    const id = unit.perform({ act: 'cleaned' }, 0);
    const signing = { id: 's', signer: BEA };
    expect(() => decideVerify(unit.state, UNIT, id, { hash: '0'.repeat(64), signing })).toThrow('content-changed');
    expect(() => decideVerify(unit.state, UNIT, 'none', { hash: '', signing })).toThrow('upkeep.not-found');
  });

  it('11.10(g): that makes a unit fit for its purpose is verified by quality', () => {
    const unit = new Kept();
    const qualified = unit.perform({ act: 'qualified', until: '2027-01-01' }, 0);
    const approved = unit.perform({ act: 'firmware-approved', version: '5.0' }, 0);
    for (const id of [qualified, approved]) {
      expect(() => unit.verify(id, 1)).toThrow('permission.missing');
      unit.verify(id, 1, QUE);
    }
    expect(() => unit.perform({ act: 'cleaned' }, 2, QUE)).toThrow('permission.missing');
  });

  it.each([
    [{ act: 'cleaned', doneAt: at(2) }, 'upkeep.in-future'],
    [{ act: 'cleaned', until: '2026-11-23' }, 'upkeep.until-not-valid'],
    [{ act: 'cleaned', until: '2026-11-31T12:00:00.000Z' }, 'upkeep.until-not-valid'],
    [{ act: 'cleaned', until: at(0) }, 'upkeep.until-not-valid'],
    [{ act: 'cleaned', until: at(8 * 24) }, 'upkeep.until-too-late'],
    [{ act: 'calibrated' }, 'upkeep.until-missing'],
    [{ act: 'calibrated', until: '2026-11-21' }, 'upkeep.until-not-valid'],
    [{ act: 'calibrated', until: '2026-02-30' }, 'upkeep.until-not-valid'],
    [{ act: 'returned-to-service' }, 'unit.in-service'],
    [{ act: 'taken-out-of-service', until: '2027-01-01' }, 'upkeep.not-asked'],
    [{ act: 'firmware-reported' }, 'upkeep.version-missing'],
    [{ act: 'cleaned', version: '4.2.0' }, 'upkeep.not-asked'],
  ] as const)('is refused where it does not say what it should: %j', (given, code) => {
    expect(() => new Kept().perform(given, 1)).toThrow(code);
  });

  it('211.67: does not clean a unit that a batch is in', () => {
    const unit = new Kept();
    const binding = { id: 'b', batch: 'x', coi: null, unitProcedure: 'expansion' };
    const [bound] = decideBind(unit.state, UNIT, 'exclusive', binding);
    const held = unitProjection.apply(unit.state, { stream: `unit/${UNIT}`, at: at(0), ...bound } as unknown as Fact);
    const act = { act: 'cleaned' as const, remark: 'SOP', id: 'a', signing: { id: 's', signer: ADA } };
    expect(() => decidePerform(held, UNIT, unit.kept, act, at(1))).toThrow('unit.occupied');
  });

  it('that was done before one that stands already changes nothing, however late it is verified', () => {
    const unit = new Kept();
    const early = unit.perform({ act: 'calibrated', until: '2026-12-01' }, 0);
    unit.did({ act: 'calibrated', until: '2027-12-01' }, 1);
    unit.verify(early, 2);
    expect(unit.row.upkeep.standing.calibrated!.until).toBe('2027-12-01');
  });
});

describe('a unit whose class asks for upkeep', () => {
  it('is bound where all of it is verified and in date', () => {
    expect(asWanted().hindered(1)).toEqual([]);
    expect(() => checkFit(asWanted().row, ASKS_ALL, at(1))).not.toThrow();
  });

  it('211.68(a), 211.67: is not bound before, and says all that is missing', () => {
    const codes = ['not-qualified', 'calibration-lapsed', 'maintenance-due', 'not-clean', 'firmware-not-approved'];
    expect(new Kept().hindered(0)).toEqual(codes.map((code) => `unit.${code}`));
    expect(new Kept(ASKS_NOTHING).hindered(0)).toEqual([]);
    const unit = new Kept();
    unit.perform({ act: 'cleaned' }, 0);
    expect(unit.hindered(0)).toContain('unit.not-clean');
  });

  it('211.68(a): is calibrated to the end of the day at its site, and no longer', () => {
    const day = (iso: string) => hindrances(asWanted().row, { ...ASKS_ALL, upkeep: { calibrated: true } }, iso);
    expect(day('2026-12-01T22:59:59.999Z')).toEqual([]);
    expect(day('2026-12-01T23:00:00.000Z')).toEqual([
      { code: 'unit.calibration-lapsed', values: { unit: 'U-01', until: '2026-12-01' } },
    ]);
  });

  it('211.67: is clean for its clean hold, and until its next use', () => {
    expect(asWanted().hindered(7 * 24)).toEqual([]);
    expect(asWanted().hindered(7 * 24 + 1)).toEqual(['unit.clean-hold-lapsed']);
    const used = asWanted().use(1, 2);
    expect(used.hindered(3)).toEqual(['unit.not-clean']);
    expect(used.did({ act: 'cleaned' }, 4).hindered(5)).toEqual([]);
  });

  it('211.67: is not made clean by what was done before it was used', () => {
    const unit = asWanted();
    const early = unit.perform({ act: 'cleaned', doneAt: at(0.5) }, 1);
    unit.use(2, 3).verify(early, 4);
    expect(unit.hindered(5)).toEqual(['unit.not-clean']);
  });

  it('with other firmware than is approved is not bound, until quality approves that for it', () => {
    const unit = asWanted().did({ act: 'firmware-reported', version: '4.3.0' }, 1);
    expect(unit.hindered(2)).toEqual(['unit.firmware-not-approved']);
    expect(unit.did({ act: 'firmware-approved', version: '4.3.0' }, 3, QUE).hindered(4)).toEqual([]);
  });

  it('of positions is not soiled by who leaves one of them', () => {
    const freezer = new Kept({ ...ASKS_NOTHING, use: 'exclusive', upkeep: { cleaned: {} } }).did({ act: 'cleaned' }, 0);
    freezer.use(1, 2);
    expect(hindrances(freezer.row, freezer.kept, at(3))).toHaveLength(1);
    expect(hindrances(freezer.row, { ...freezer.kept, use: 'positions' }, at(3))).toEqual([]);
  });
});

describe('a unit out of service', () => {
  it('is so at once, for whatever class, and back only when that is verified', () => {
    const unit = new Kept(ASKS_NOTHING);
    unit.perform({ act: 'taken-out-of-service' }, 0);
    expect(unit.hindered(0)).toEqual(['unit.out-of-service']);
    expect(() => checkFit(unit.row, unit.kept, at(0))).toThrow('unit.out-of-service');
    expect(() => unit.perform({ act: 'taken-out-of-service' }, 1)).toThrow('unit.out-of-service');
    const back = unit.perform({ act: 'returned-to-service' }, 2);
    expect(unit.hindered(2)).toEqual(['unit.out-of-service']);
    unit.verify(back, 3);
    expect(unit.hindered(3)).toEqual([]);
  });

  it('is not brought back by a return that was before it left', () => {
    const unit = new Kept(ASKS_NOTHING);
    unit.perform({ act: 'taken-out-of-service' }, 1);
    const early = { act: 'returned-to-service', doneAt: at(0.5) } as const;
    expect(() => unit.perform(early, 2)).toThrow('upkeep.before-out-of-service');
  });

  it('is not brought back by an earlier return that somebody verifies late', () => {
    const unit = new Kept(ASKS_NOTHING);
    unit.perform({ act: 'taken-out-of-service' }, 0);
    const [one, other] = [1, 2].map((now) => unit.perform({ act: 'returned-to-service' }, now)) as [string, string];
    unit.verify(one, 3);
    unit.perform({ act: 'taken-out-of-service' }, 4);
    unit.verify(other, 5);
    expect(unit.hindered(6)).toEqual(['unit.out-of-service']);
  });
});

describe('211.105: the status label of a unit', () => {
  it('says clean until its hold ends, in use, to clean with its dirty hold, and when that is over', () => {
    expect(new Kept().condition(0)).toEqual({ label: 'to-clean', until: null, lapsed: false });
    expect(asWanted().condition(1)).toEqual({ label: 'clean', until: at(7 * 24), lapsed: false });
    expect(asWanted().condition(7 * 24 + 1)).toEqual({ label: 'to-clean', until: at(7 * 24), lapsed: true });
    const used = asWanted().use(1, 2);
    expect(used.condition(3)).toEqual({ label: 'to-clean', until: at(26), lapsed: false });
    expect(used.condition(27)).toEqual({ label: 'to-clean', until: at(26), lapsed: true });
    const row = { ...asWanted().row, upkeep: { ...asWanted().row.upkeep, held: 1 } };
    expect(conditionOf(row, ASKS_ALL, at(1)).label).toBe('in-use');
  });

  it('says ready of a free unit whose class asks for no cleaning, and out of service before all else', () => {
    const unit = new Kept(ASKS_NOTHING);
    expect(unit.condition(0).label).toBe('ready');
    const quarantine = { reason: 'x', batch: null, since: at(0) };
    expect(conditionOf({ ...unit.row, quarantine }, unit.kept, at(0)).label).toBe('quarantined');
    unit.perform({ act: 'taken-out-of-service' }, 1);
    expect(conditionOf({ ...unit.row, quarantine }, unit.kept, at(1)).label).toBe('out-of-service');
  });
});
