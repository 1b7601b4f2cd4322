import type { AlarmDefinition } from '../../definition/unit-classes/domain/index.js';
import {
  type AlarmPoint,
  type AlarmRow,
  type Finding,
  type KnownCondition,
  type KnownConditions,
  pointOf,
  strangePoint,
} from './domain/index.js';
import type { KnownUnit } from './know-alarms.service.js';

/** Which alarm of the unit a condition is: one of its class's dictionary, or one that nobody has rationalised. */
export function alarmOf(
  { unit, alarms }: KnownUnit,
  { name, severity, branch, source, twin }: KnownCondition,
): { point: AlarmPoint; definition: Pick<AlarmDefinition, 'enabled'> } {
  const which = { branch, source, twin };
  const definition = alarms.find(({ source }) => source.kind === 'condition' && source.name === name);
  return definition === undefined
    ? { point: strangePoint(unit, { name, severity, ...which }), definition: { enabled: 'always' } }
    : { point: pointOf(unit, definition, which), definition };
}

/** How a cause stands. */
export type Stands = Pick<Finding, 'active' | 'since' | 'message'> & { definition: Pick<AlarmDefinition, 'enabled'> };

/** How the conditions stand that are there, or whose alarms are not normal. */
export function conditionFindings(
  known: KnownUnit,
  conditions: KnownConditions,
  standing: readonly AlarmRow[],
): { point: AlarmPoint; finding: Stands }[] {
  return Object.values(conditions).flatMap((condition) => {
    const { point, definition } = alarmOf(known, condition);
    if (!condition.active && !standing.some(({ id }) => id === point.id)) return [];
    const { active, at, message } = condition;
    return [{ point, finding: { definition, active, since: Date.parse(at), message } }];
  });
}
