import { describe, expect, it } from '@jest/globals';
import type { Fact, NewFact } from '../../../trust/ledger/domain/index.js';
import {
  checkPausable,
  checkPositions,
  checkTags,
  decideBind,
  decideConfirm,
  decideDefine,
  decideLiftQuarantine,
  decideQuarantine,
  decideIssue,
  decideRelease,
  decideSend,
  decideUnknown,
  isDefinedAs,
  NEVER_KEPT,
  type UnitDefinition,
  unitProjection,
  type UnitState,
} from './index.js';

const UNIT = '01980000-0000-7000-8000-000000000001';
const BATCH = '01980000-0000-7000-8000-00000000000b';
const OTHER = '01980000-0000-7000-8000-00000000000c';
const AT = '2026-11-22T12:45:04.123Z';

const definition: UnitDefinition = {
  code: 'U-01',
  title: 'Bioreactor 1',
  site: 'site',
  room: 'room',
  unitClass: 'closed-bioreactor',
  serial: 'BR-0001',
  productInstanceUri: 'urn:ballroom:culture-unit:BR-0001',
  connector: {
    kind: 'opcua',
    profile: 'lads',
    endpoint: 'opc.tcp://127.0.0.1:4840',
    applicationUri: 'urn:ballroom:unit:U-01',
    securityPolicy: 'Basic256Sha256',
    samplesPerSecond: 1,
  },
  tagMap: { namespaces: { unit: 'urn:x' }, tags: { ph: 'lads:FunctionalUnitSet/unit:Culture/unit:PH' } },
  status: 'in-service',
};

const by = { system: 'spec', role: 'system' } as const;

/** Facts as the ledger would write them. */
const after = (facts: NewFact[], state: UnitState = unitProjection.empty, at = AT): UnitState =>
  facts.reduce<UnitState>((before, fact, index) => {
    const stamp = {
      v: 1,
      stream: `unit/${UNIT}`,
      seq: index + 1,
      at,
      happenedAt: at,
      zone: 'UTC',
      by,
      config: '',
    };
    return unitProjection.apply(before, { ...stamp, ...fact } as Fact);
  }, state);

const defined = after(decideDefine(unitProjection.empty, UNIT, definition));
const binding = {
  id: '01980000-0000-7000-8000-0000000000b1',
  batch: BATCH,
  coi: 'COI-7F3K',
  unitProcedure: 'expansion',
};
const bound = after(decideBind(defined, UNIT, 'exclusive', binding), defined);

describe('a unit', () => {
  it('is what its definition says', () => {
    const never = { positions: [], quarantine: null, upkeep: NEVER_KEPT };
    expect(defined.unit[UNIT]).toEqual({ id: UNIT, ...definition, ...never });
    expect(isDefinedAs(defined.unit[UNIT]!, structuredClone(definition))).toBe(true);
  });

  it('11.10(e): defined otherwise states what it was and what it is', () => {
    const is = { ...definition, title: 'Bioreactor one' };
    expect(decideDefine(defined, UNIT, is)).toEqual([{ type: 'unit.redefined', values: { was: definition, is } }]);
    expect(() => decideDefine(defined, UNIT, definition)).toThrow('unit.unchanged');
  });

  it('bound to a batch may move to another address, and may not become another unit', () => {
    const { connector } = definition;
    const moved = { ...definition, connector: { ...connector, endpoint: 'opc.tcp://127.0.0.1:4841' } };
    expect(decideDefine(bound, UNIT, moved)).toHaveLength(1);
    for (const other of [
      { ...definition, serial: 'BR-0002' },
      { ...definition, productInstanceUri: 'urn:other' },
      { ...definition, connector: { ...connector, applicationUri: 'urn:ballroom:unit:U-02' } },
      { ...definition, tagMap: { ...definition.tagMap, tags: { ph: 'lads:Elsewhere' } } },
      { ...definition, status: 'out-of-service' as const },
    ])
      expect(() => decideDefine(bound, UNIT, other)).toThrow('unit.occupied');
  });

  it('bound to a batch may not become another device of an edge node, or be reached by another protocol', () => {
    const place = { group: 'demo', edgeNode: 'EN-01', device: 'U-01' };
    const connector = { kind: 'sparkplug', profile: 'ballroom', ...place, samplesPerSecond: 1 } as const;
    const device = { ...definition, connector, tagMap: { metrics: { ph: 'Culture/PH' } } };
    const held = after(
      decideBind(defined, UNIT, 'exclusive', binding),
      after(decideDefine(unitProjection.empty, UNIT, device)),
    );
    expect(decideDefine(held, UNIT, { ...device, connector: { ...connector, samplesPerSecond: 2 } })).toHaveLength(1);
    for (const other of [
      { ...device, connector: { ...connector, group: 'elsewhere' } },
      { ...device, connector: { ...connector, edgeNode: 'EN-02' } },
      { ...device, connector: { ...connector, device: 'U-02' } },
      { ...device, connector: { kind: 'mqtt', profile: 'ballroom', samplesPerSecond: 1 } as const },
    ])
      expect(() => decideDefine(held, UNIT, other)).toThrow('unit.occupied');
  });

  it('is held by one batch at a time, from bind to release', () => {
    expect(() => decideBind(bound, UNIT, 'exclusive', { ...binding, batch: OTHER })).toThrow('unit.occupied');
    expect(() => decideRelease(bound, UNIT, OTHER)).toThrow('unit.not-bound');
    const released = after(decideRelease(bound, UNIT, BATCH), bound);
    expect(released.unit_binding[binding.id]).toMatchObject({ batch: BATCH, coi: 'COI-7F3K', releasedAt: AT });
    expect(decideBind(released, UNIT, 'exclusive', { ...binding, id: OTHER, batch: OTHER })).toHaveLength(1);
  });

  it('out of service is not bound', () => {
    const idle = after(decideDefine(unitProjection.empty, UNIT, { ...definition, status: 'out-of-service' }));
    expect(() => decideBind(idle, UNIT, 'exclusive', binding)).toThrow('unit.not-ready');
  });

  it('of positions is held position by position, each by one batch, and keeps those that are held', () => {
    const freezer = after(decideDefine(unitProjection.empty, UNIT, { ...definition, positions: ['A1', 'A2'] }));
    const at = (position: string | undefined, batch: string, id = batch) => ({
      ...{ ...binding, id, batch, coi: null },
      ...(position !== undefined && { position }),
    });
    const first = after(decideBind(freezer, UNIT, 'positions', at('A1', BATCH)), freezer);
    const both = after(decideBind(first, UNIT, 'positions', at('A2', OTHER)), first);
    expect(Object.values(both.unit_binding).map(({ position, coi }) => [position, coi])).toEqual([
      ['A1', null],
      ['A2', null],
    ]);
    const refused = (position?: string) => () => decideBind(first, UNIT, 'positions', at(position, OTHER));
    expect(refused('A1')).toThrow(
      expect.objectContaining({ code: 'unit.occupied', values: { unit: 'U-01', batch: BATCH, position: 'A1' } }),
    );
    expect(refused()).toThrow('unit.position-missing');
    expect(refused('C9')).toThrow('unit.position-unknown');
    expect(() => decideBind(defined, UNIT, 'exclusive', at('A1', BATCH))).toThrow('unit.position-unknown');
    const positions = (...names: string[]) => ({ ...definition, positions: names });
    expect(decideDefine(first, UNIT, positions('A1', 'A3'))).toHaveLength(1);
    expect(() => decideDefine(first, UNIT, positions('A2', 'A3'))).toThrow('unit.occupied');
    expect(decideRelease(both, UNIT, BATCH)).toHaveLength(1);
    expect(() => checkPositions(positions('A1'), { use: 'positions' })).not.toThrow();
    for (const [names, use] of [
      [[], 'positions'],
      [['A1', 'A1'], 'positions'],
      [['A1'], 'session'],
    ] as const)
      expect(() => checkPositions(positions(...names), { use })).toThrow('unit.positions-differ');
  });

  it('of sessions is used by one batch after another', () => {
    const open = after(decideBind(defined, UNIT, 'session', binding), defined);
    expect(() => decideBind(open, UNIT, 'session', { ...binding, batch: OTHER })).toThrow('unit.occupied');
    const closed = after(decideRelease(open, UNIT, BATCH), open);
    expect(decideBind(closed, UNIT, 'session', { ...binding, batch: OTHER })[0].values.position).toBe('session');
  });

  it('in quarantine is bound to nobody until that is lifted, and stays what its definition says', () => {
    const why = { reason: 'Drive failed', batch: BATCH };
    const failed = after(decideQuarantine(bound, UNIT, why), bound);
    expect(failed.unit[UNIT]!.quarantine).toEqual({ ...why, since: AT });
    expect(() => decideQuarantine(failed, UNIT, why)).toThrow('unit.quarantined');
    const free = after(decideRelease(failed, UNIT, BATCH), failed);
    const other = { ...binding, id: OTHER, batch: OTHER };
    expect(() => decideBind(free, UNIT, 'exclusive', other)).toThrow('unit.quarantined');
    const renamed = after(decideDefine(free, UNIT, { ...definition, title: 'Bioreactor one' }), free);
    expect(renamed.unit[UNIT]).toMatchObject({ title: 'Bioreactor one', quarantine: { reason: 'Drive failed' } });
    const lifted = after(decideLiftQuarantine(renamed, UNIT, 'Drive changed and tested'), renamed);
    expect(decideBind(lifted, UNIT, 'exclusive', other)).toHaveLength(1);
    expect(() => decideLiftQuarantine(lifted, UNIT, 'again')).toThrow('unit.not-quarantined');
  });

  it('has a path for each tag of its class, and for no other', () => {
    const tags = [{ tag: 'ph' }, { tag: 'do' }] as never[];
    const refused = (given: Record<string, string>): unknown => {
      try {
        checkTags({ ...definition, tagMap: { namespaces: {}, tags: given } }, { tags });
      } catch (error) {
        return (error as { values: unknown }).values;
      }
    };
    expect(refused({ ph: 'unit:PH', do: 'unit:DO' })).toBeUndefined();
    expect(refused({ ph: 'no path', torque: 'unit:T' })).toMatchObject({
      unknown: ['torque'],
      missing: ['do'],
      wrong: ['ph'],
    });
  });

  it('of a broker maps each tag of its class once, over all its messages', () => {
    const tags = [{ tag: 'ph' }, { tag: 'do' }] as never[];
    const connector = { kind: 'mqtt', profile: 'ballroom', samplesPerSecond: 1 } as const;
    const message = (values: Record<string, string>) => ({
      topic: 'a',
      time: '$.t',
      timeFormat: 'iso' as const,
      values,
    });
    const check =
      (...messages: Record<string, string>[]) =>
      () =>
        checkTags(
          { ...definition, connector, tagMap: { messages: messages.map(message), status: { topic: 's' } } },
          { tags },
        );
    expect(check({ ph: '$.ph' }, { do: '$.do' })).not.toThrow();
    expect(check({ ph: '$.ph' })).toThrow('unit.tags-differ');
    expect(check({ ph: '$.ph', do: '$.do' }, { do: '$.again' })).toThrow('unit.tags-differ');
  });

  it('keeps its rows when other modules state facts on its stream', () => {
    expect(after([{ type: 'readings.sealed', values: { count: 3 } }], bound)).toBe(bound);
  });
});

describe('a command', () => {
  const id = '01980000-0000-7000-8000-0000000000c1';
  const order = { batch: BATCH, step: 'step-1', action: 'start-program' as const, program: 'Expansion' };
  const issued = after(decideIssue(bound, UNIT, id, order, AT), bound);

  it('is issued for the batch that holds the unit, and expires a minute later', () => {
    expect(issued.unit_command[id]).toMatchObject({
      state: 'issued',
      program: 'Expansion',
      expiresAt: '2026-11-22T12:46:04.123Z',
    });
    expect(() => decideIssue(defined, UNIT, id, order, AT)).toThrow('unit.not-bound');
    expect(() => decideIssue(bound, UNIT, id, { ...order, batch: OTHER }, AT)).toThrow('unit.not-bound');
    expect(() => decideIssue(bound, UNIT, id, { batch: BATCH, step: 's', action: 'start-program' }, AT)).toThrow(
      'command.program-missing',
    );
  });

  it('leads to a run of the step once the unit confirms it, also after it counted as unknown', () => {
    const sent = after(decideSend(issued, id), issued);
    const unknown = after(decideUnknown(sent, id, 'no-outcome'), sent);
    expect(unknown.unit_command[id]!.state).toBe('unknown');
    const confirmed = after(decideConfirm(unknown, id, { runId: 'R-1', startedAt: AT, since: AT }), unknown);
    expect(confirmed.unit_command[id]).toMatchObject({ state: 'confirmed', runId: 'R-1', reason: null });
    expect(confirmed.program_run[`${UNIT}/R-1`]).toMatchObject({ step: 'step-1', state: 'running', startedAt: AT });
  });

  it('that holds a program states the hold, and that it was ours; so does the one that ends it', () => {
    const running = after(decideConfirm(issued, id, { runId: 'R-1', startedAt: AT, since: AT }), issued);
    const [hold, unhold] = ['01980000-0000-7000-8000-0000000000c2', '01980000-0000-7000-8000-0000000000c3'];
    const since = '2026-11-22T13:00:00.000Z';
    const asked = after(decideIssue(running, UNIT, hold, { ...order, action: 'hold' }, AT), running);
    const done = decideConfirm(asked, hold, { runId: 'R-1', since });
    expect(done[1]).toMatchObject({
      type: 'program.held',
      values: { cause: 'command', heldAt: since },
      happenedAt: since,
    });
    const held = after(done, asked);
    expect(held.program_run[`${UNIT}/R-1`]).toMatchObject({ state: 'held', changedAt: since });
    const again = after(decideIssue(held, UNIT, unhold, { ...order, action: 'unhold' }, AT), held);
    expect(decideConfirm(again, unhold, { runId: 'R-1', since })[1]).toMatchObject({ type: 'program.resumed' });
    expect(decideConfirm(asked, hold, { runId: 'R-9', since })).toHaveLength(1);
  });

  it('pauses a program whose class says that it can rest on its way, and no other', () => {
    const running = after(decideConfirm(issued, id, { runId: 'R-1', startedAt: AT, since: AT }), issued);
    const pause = { ...order, action: 'pause' as const };
    const programs = (pausable: boolean) => [
      { name: 'Expansion', title: '', parameters: [], safeState: [], ...(pausable && { pausable: true as const }) },
    ];
    expect(() => checkPausable(running, pause, programs(true))).not.toThrow();
    expect(() => checkPausable(running, pause, programs(false))).toThrow('program.not-pausable');
    expect(() => checkPausable(bound, pause, programs(true))).toThrow('program.not-pausable');
    const asked = after(decideIssue(running, UNIT, OTHER, pause, AT), running);
    expect(decideConfirm(asked, OTHER, { runId: 'R-1', since: AT })[1]).toMatchObject({
      type: 'program.held',
      values: { cause: 'command' },
    });
  });

  it('is not sent, confirmed or failed once its outcome is known', () => {
    const confirmed = after(decideConfirm(issued, id, { runId: 'R-1', startedAt: AT, since: AT }), issued);
    expect(() => decideSend(confirmed, id)).toThrow('command.transition-not-allowed');
    expect(() => decideConfirm(confirmed, id, { runId: 'R-2', since: AT })).toThrow('command.transition-not-allowed');
    expect(() => decideUnknown(issued, id, 'x')).toThrow('command.transition-not-allowed');
  });
});
