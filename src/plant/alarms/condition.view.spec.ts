import { describe, expect, it } from '@jest/globals';
import type { AlarmDefinition } from '../../definition/unit-classes/domain/index.js';
import type { ConditionSeen } from '../equipment/domain/index.js';
import { conditionFindings } from './condition.view.js';
import { type AlarmRow, type KnownConditions, take } from './domain/index.js';

const said = { cause: 'c', consequence: 'k', response: 'r', respondWithin: 'PT10M', enabled: 'always' as const };
const LOW: AlarmDefinition = {
  ...{ code: 'gas-low', title: 'Gas low', priority: 'high', source: { kind: 'condition', name: 'GasLow' }, ...said },
};
const unit = { id: 'u', code: 'U-01', site: 's', room: 'r' };
const known = { unit, isInService: true, alarms: [LOW], staleAfter: new Map(), unitOf: new Map() };
const seen = (node: number, active: boolean, name = 'GasLow'): ConditionSeen => ({
  ...{ kind: 'event', key: `urn:u;i=${node}`, name, branch: '', severity: 700, active, message: `${node}` },
  ...{ source: 'Reserve', event: `${node}${active}`, at: '2026-11-23T03:00:00.000Z', acknowledged: false },
});
const after = (...events: ConditionSeen[]): KnownConditions => events.reduce<KnownConditions>(take, {});

describe('conditions of a unit as alarms', () => {
  it.each(['GasLow', 'Strange'])(
    'two nodes of one name (%s) are an alarm each, so that neither ends the other',
    (name) => {
      const conditions = after(seen(1, true, name), seen(2, true, name), seen(2, false, name));
      const both = conditionFindings(known, after(seen(1, true, name), seen(2, true, name)), []);
      const ids = both.map(({ point: { id } }) => id);
      expect(new Set(ids).size).toBe(2);
      const standing = ids.map((id) => ({ id }) as AlarmRow);
      const found = conditionFindings(known, conditions, standing);
      expect(found.map(({ point: { id }, finding }) => [id, finding.active])).toEqual([
        [ids[0], true],
        [ids[1], false],
      ]);
      const title = name === 'GasLow' ? 'Gas low' : name;
      expect(found.map(({ point }) => point.title)).toEqual([title, `${title}: Reserve`]);
    },
  );
});
