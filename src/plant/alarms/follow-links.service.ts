import { Injectable } from '@nestjs/common';
import { ALARM_PRIORITIES, seconds } from '../../definition/unit-classes/domain/index.js';
import type { Uuid } from '../../kernel/ids.js';
import { newId } from '../../platform/clock/index.js';
import type { ConnectionState, ConnectionStatus } from '../equipment/index.js';
import {
  type AlarmRow,
  type Away,
  commsPoint,
  type Finding,
  groupAway,
  pointId,
  suppressedBecause,
} from './domain/index.js';
import type { KnownUnit } from './know-alarms.service.js';
import { type Looked, type UseOf, useOf } from './look.view.js';

interface Known extends UseOf {
  standing: readonly AlarmRow[];
  /** grouped alarms whose cause is there, with the codes of their units */
  groups: readonly { site: Uuid; units: string[] }[];
  connections: ReadonlyMap<Uuid, ConnectionStatus>;
}

const AWAY: ReadonlySet<ConnectionState> = new Set(['offline', 'connecting']);

/** Which units cannot be reached, and which of them are one alarm. */
@Injectable()
export class FollowLinks {
  /** since when each has not been reached, ms since 1970 */
  private readonly away = new Map<Uuid, number>();

  anew(): void {
    this.away.clear();
  }

  /** What is found of each unit that has such an alarm, and of each site. */
  judge(
    units: readonly KnownUnit[],
    known: Known,
    now: number,
  ): { own: ReadonlyMap<Uuid, Finding[]>; groups: Looked[] } {
    for (const { unit } of units) this.follow(unit.id, known.connections, now);
    const own = new Map<Uuid, Finding[]>();
    const groups: Looked[] = [];
    for (const [site, all] of Map.groupBy(units, ({ unit }) => unit.site)) {
      const members = known.groups.find((group) => group.site === site)?.units ?? [];
      const watched = all.flatMap((one) => ofLink(one, known));
      const away = watched.flatMap(({ unit, delay, isEnabled, isAlarmed }): Away[] => {
        const since = this.away.get(unit.id);
        return since === undefined || !isEnabled ? [] : [{ unit: unit.code, since, delay, isAlarmed }];
      });
      const { grouped, single } = groupAway(away, members, now);
      for (const { unit, definition } of watched) {
        const active = single.includes(unit.code);
        const since = this.away.get(unit.id) ?? now;
        const message = known.connections.get(unit.id)?.problems.join('; ') ?? '';
        own.set(unit.id, [{ definition, active, since, message: message.slice(0, 500), isNew: false }]);
      }
      const inGroup = watched.filter(({ unit }) => grouped.includes(unit.code));
      if (inGroup.length > 0 || members.length > 0) groups.push(this.group(site, inGroup, known, now));
    }
    return { own, groups };
  }

  private group(site: Uuid, watched: readonly Watched[], { batches }: Known, now: number): Looked {
    const units = watched.map(({ unit }) => unit.code);
    const since = Math.min(now, ...watched.map(({ unit }) => this.away.get(unit.id) ?? now));
    const priority = ALARM_PRIORITIES.find((one) => watched.some(({ definition }) => definition.priority === one));
    const sight = {
      ...{ active: units.length > 0, at: new Date(units.length > 0 ? since : now).toISOString() },
      ...{ message: units.join(', '), suppressedBecause: null, units, newOccurrence: newId() },
      batches: [...new Set(watched.flatMap(({ unit }) => batches.get(unit.id) ?? []))],
    };
    const sighting = { point: commsPoint(site, priority ?? 'high'), sight };
    return { unit: null, sightings: [sighting], conditions: null, watch: null };
  }

  private follow(unit: Uuid, connections: Known['connections'], now: number): void {
    const connection = connections.get(unit);
    if (connection !== undefined && !AWAY.has(connection.state)) this.away.delete(unit);
    else if (!this.away.has(unit)) this.away.set(unit, now);
  }
}

interface Watched extends Pick<KnownUnit, 'unit'> {
  definition: KnownUnit['alarms'][number];
  delay: number;
  isEnabled: boolean;
  isAlarmed: boolean;
}

/** A unit's alarm for its link, where its class has one. */
function ofLink(known: KnownUnit, { standing, ...use }: Known): Watched[] {
  const { unit, alarms } = known;
  return alarms.flatMap((definition) => {
    const { source, enabled, code } = definition;
    if (source.kind !== 'offline') return [];
    const isEnabled = suppressedBecause(enabled, useOf(known, use)) === null;
    const isAlarmed = standing.some(({ id, active }) => active && id === pointId(unit.id, code));
    return [{ unit, definition, delay: seconds(source.onDelay) * 1000, isEnabled, isAlarmed }];
  });
}
