import { seconds, type UnitClass } from '../../src/definition/unit-classes/domain/index.js';
import { compareDecimals, convert, sameDimension } from '../../src/kernel/quantity.js';
import { isDay } from '../../src/kernel/site-day.js';
import { sharedAddress } from '../../src/plant/equipment/domain/index.js';
import { ianaZone } from '../../src/trust/organisation/domain/index.js';
import { tagMapFaults } from './lint-tags.js';
import type { Plant, PlantFault, PlantUnit } from './plant-file.js';
import { definitionOf } from './unit-definition.js';

/** Samples that must be missing before a value counts as unknown. */
const SAMPLES = 3;

/** Everything that is wrong with a plant as such; no server is asked. */
export const lintPlant = (plant: Plant): PlantFault[] => [
  ...zoneFaults(plant),
  ...[plant.sponsors, plant.rooms, plant.unitClasses, plant.units].flatMap(twice),
  ...plant.unitClasses.flatMap(classFaults),
  ...plant.units.flatMap((unit) => unitFaults(unit, plant)),
  ...tagMapFaults(plant),
  ...neighbourFaults(plant),
];

function zoneFaults({ site }: Plant): PlantFault[] {
  try {
    ianaZone(site.zone);
    return [];
  } catch {
    return [{ code: 'site.zone-unknown', of: site, at: ['zone'], message: `"${site.zone}" is no IANA time zone` }];
  }
}

function twice(items: readonly { code: string }[]): PlantFault[] {
  const seen = new Set<string>();
  return items.flatMap((of) => {
    const isKnown = seen.has(of.code);
    seen.add(of.code);
    return isKnown ? [{ code: 'code.twice', of, at: ['code'], message: `"${of.code}" is used before` }] : [];
  });
}

/** Of the tags and setpoints of a class, beyond what its own schema says. */
function classFaults(of: UnitClass): PlantFault[] {
  const ofTags = of.tags.flatMap(({ tag, type, range, criticality }, at): PlantFault[] => {
    const isBare = type === 'number' && range === undefined && criticality !== 'info';
    return isBare
      ? [{ code: 'tag.range-missing', of, at: ['tags', at], message: `${criticality} tag "${tag}" has no range` }]
      : [];
  });
  const ofSetpoints = of.setpoints.flatMap(({ name, unit, range }, index): PlantFault[] => {
    const tag = of.tags.find((one) => one.tag === name);
    const at = ['setpoints', index];
    if (tag?.unit === undefined) return [];
    if (!sameDimension(unit, tag.unit))
      return [{ code: 'setpoint.unit-differs', of, at, message: `${unit} does not convert to the tag’s ${tag.unit}` }];
    const outside = (['low', 'high'] as const).some((end) => {
      const [set, seen] = [range[end], tag.range?.[end] ?? null];
      if (set === null || seen === null) return false;
      const order = compareDecimals(convert({ value: set, unit }, tag.unit!).value, seen);
      return end === 'low' ? order < 0 : order > 0;
    });
    if (!outside) return [];
    const message = `"${name}" may be set beyond the range of its tag`;
    return [{ code: 'setpoint.outside-tag', of, at, message }];
  });
  return [...ofTags, ...ofSetpoints];
}

function unitFaults(of: PlantUnit, plant: Plant): PlantFault[] {
  const faults: PlantFault[] = [];
  const fault = (code: string, at: string[], message: string): void => void faults.push({ code, of, at, message });
  const { unitClass: code, room, connector, positions = [], upkeep = {} } = of;
  const unitClass = plant.unitClasses.find((one) => one.code === code);
  if (!plant.rooms.some((one) => one.code === room)) fault('unit.room-unknown', ['room'], `no room "${room}"`);
  if (unitClass === undefined) fault('unit.class-unknown', ['unitClass'], `no unit class "${code}" in these files`);
  if (plant.tagMaps[connector.tagMap] === undefined)
    fault('unit.tag-map-unknown', ['connector', 'tagMap'], `no tag map "${connector.tagMap}"`);
  if (connector.kind === 'opcua' && connector.endpoint === undefined)
    fault('unit.not-stated', ['connector'], 'has no endpoint');
  if (connector.kind === 'opcua' && connector.profile !== 'tags' && connector.identity !== undefined)
    fault('profile.differs', ['connector', 'identity'], `profile ${connector.profile} finds its device itself`);
  if (connector.kind === 'opcua' && connector.signIn === 'anonymous')
    fault('sign-in.anonymous', ['connector', 'signIn'], 'the unit asks nobody who it is');
  for (const name of ['qualified', 'calibrated', 'maintained'] as const)
    if (upkeep[name] !== undefined && !isDay(upkeep[name]))
      fault('upkeep.day-not-valid', ['upkeep', name], `${upkeep[name]} is no day of the calendar`);
  if (unitClass === undefined) return faults;
  if (connector.kind === 'opcua' && connector.profile === 'tags' && unitClass.programs.length > 0)
    fault('profile.differs', ['connector', 'profile'], `${code} has programs`);
  if (unitClass.use === 'positions' && positions.length === 0)
    fault('unit.positions-missing', [], `${code} is used by positions`);
  if (unitClass.use !== 'positions' && positions.length > 0)
    fault('unit.positions-unneeded', ['positions'], `${code} is used as a whole`);
  const approved = [...(unitClass.upkeep?.firmware ?? []), ...(upkeep.approved ?? [])];
  if (unitClass.upkeep?.firmware && upkeep.firmware !== undefined && !approved.includes(upkeep.firmware))
    fault('firmware.not-approved', ['upkeep', 'firmware'], `${upkeep.firmware} is none of ${approved.join(', ')}`);
  for (const { tag, staleAfter } of unitClass.tags)
    if (seconds(staleAfter) * (connector.samplesPerSecond ?? 1) < SAMPLES)
      fault(
        'staleness.below-sampling',
        ['connector'],
        `"${tag}" is stale after ${staleAfter}, less than ${SAMPLES} samples`,
      );
  return faults;
}

/** Units that could be taken for one another. */
function neighbourFaults(plant: Plant): PlantFault[] {
  const { units } = plant;
  const definitions = new Map(units.map((unit) => [unit, definitionOf(plant, unit)]));
  return units.flatMap((of, index): PlantFault[] => {
    const faults: PlantFault[] = [];
    for (const other of units.slice(0, index)) {
      const fault = (code: string, at: string[], message: string): void => void faults.push({ code, of, at, message });
      if (of.productInstanceUri === other.productInstanceUri)
        fault('identity.twice', ['productInstanceUri'], `${other.code} has this identity`);
      else if (of.serial === other.serial && of.unitClass === other.unitClass)
        fault('serial.twice', ['serial'], `${other.code} has this serial number`);
      const [a, b] = [of.connector, other.connector];
      if (a.kind === 'opcua' && b.kind === 'opcua' && a.endpoint !== undefined && a.endpoint === b.endpoint)
        if (a.applicationUri !== b.applicationUri)
          fault('endpoint.differs', ['connector', 'endpoint'], `${other.code} is there as ${b.applicationUri}`);
      const [one, two] = [definitions.get(of), definitions.get(other)];
      const address = one && two ? sharedAddress(one, two) : null;
      if (address !== null) fault('address.shared', ['connector'], `${other.code} answers at ${address} too`);
    }
    return faults;
  });
}
